import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HubError } from './errors.js'
import { checkName, checkNamespace, fullName, parseFullName, repoPath } from './repo-id.js'

/** The rule of the Python client (hub-api.md 1.1), written another way. */
const isNameOfClient = (name: string): boolean =>
  /^(?!.*--)(?!.*\.\.)(?!.*\.git$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?$/.test(name)
const refused = (work: () => unknown) => {
  try {
    work()
    return undefined
  } catch (error) {
    return error instanceof HubError ? error.key : error
  }
}

test.each(['a', 'A9', 'my_data.set-2', 'x'.repeat(96), '_a_', 'a.b-c', 'git', 'a.gitx'])(
  'the name %s is taken as it is',
  (name) => expect(checkName(name)).toBe(name),
)

test.each([
  ...['', 'x'.repeat(97), '-a', 'a-', '.a', 'a.', 'a--b', 'a..b', 'a.git', '.git', '..', '.', '-'],
  ...['a b', 'a/b', 'a\\b', 'a%2e', 'a\n', '\na', 'a\0', 'café', '데이터', '\u212a', 'a\u200b', 'a?', 'a#'],
])('the name %j is refused', (name) => expect(refused(() => checkName(name))).toBe('InvalidName'))

test('any string is taken or refused as the Python client does', () => {
  const letters = fc.constantFrom(...'aZ0_.-', '.git', '--', ' ', 'é', '\n')
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 8 }), (parts) => {
      const name = parts.join('')
      expect(refused(() => checkName(name)) === undefined).toBe(isNameOfClient(name))
    }),
    { numRuns: 2000 },
  )
})

test.each(['api', 'API', 'datasets', 'models', 'spaces', 'Healthz', 'metrics', '.well-known', 'admin-area'])(
  'the namespace %s would hide a route and is refused',
  (name) => expect(refused(() => checkNamespace(name))).toBe('InvalidName'),
)

test('a reserved word can still name a repo', () => {
  expect(checkName('datasets')).toBe('datasets')
})

test('only data sets have a prefix in their address', () => {
  const id = { namespace: 'minji', name: 'weather' }
  expect(repoPath({ type: 'dataset', ...id })).toBe('datasets/minji/weather')
  expect(repoPath({ type: 'model', ...id })).toBe('minji/weather')
  expect(fullName(id)).toBe('minji/weather')
})

test('a full name has exactly two parts', () => {
  expect(parseFullName('a/b', 'model')).toEqual({ type: 'model', namespace: 'a', name: 'b' })
  for (const text of ['a', 'a/', '/b', 'a/b/c', '', '/', 'a//b'])
    expect(
      refused(() => parseFullName(text, 'model')),
      text,
    ).toBe('InvalidName')
})
