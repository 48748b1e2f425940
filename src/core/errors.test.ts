import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type ErrorKey, HubError, isHubError } from './errors.js'

/** Keys and placeholders as the table's source has them: the table itself is not exported. */
const source = readFileSync(new URL('./errors.ts', import.meta.url), 'utf8')
const table = source.slice(source.indexOf('const TABLE'), source.indexOf('} as const satisfies'))
const keys = [...table.matchAll(/^ {2}(\w+): \{/gm)].map((match) => match[1] as ErrorKey)

test('no key of the table stands twice', () => {
  expect(keys.length).toBeGreaterThan(30)
  expect(new Set(keys).size).toBe(keys.length)
})

test('no two keys of one code and status say different things to a client by accident', () => {
  const shared = ['RepoNotFound', 'EntryNotFound', 'GatedRepo', 'QuotaExceeded', 'RateLimited', '']
  const codes = keys.map((key) => new HubError(key).code)
  for (const code of new Set(codes)) {
    if (!shared.includes(code)) expect(codes.filter((other) => other === code)).toHaveLength(1)
  }
})

test('every error has an HTTP error status and a message in one line', () => {
  for (const key of keys) {
    const error = new HubError(key, { why: 'x', what: 'x' })
    expect(error.status, key).toBeGreaterThanOrEqual(400)
    expect(error.status, key).toBeLessThan(600)
    expect(error.message.length, key).toBeGreaterThan(0)
    expect(error.message, key).not.toMatch(/\n/)
  }
})

test('the message is the template with every placeholder filled', () => {
  const error = new HubError('ParentMismatch', { ref: 'refs/heads/main', head: 'aaa', parent: 'bbb' })
  expect(error.message).toBe(
    'The branch refs/heads/main is at aaa, not at the parent commit bbb you gave. Fetch it and try again.',
  )
  for (const key of keys) expect(new HubError(key).message, key).not.toMatch(/[{}]/)
})

test('a value that looks like a placeholder is not filled again', () => {
  const error = new HubError('EntryNotFound', { path: '{revision}', revision: 'main', repo: 'a/b' })
  expect(error.message).toBe('{revision} does not exist at revision main of a/b.')
})

test('the number 0 is a value, not a hole', () => {
  expect(new HubError('SizeMismatch', { actual: 0, expected: 5 }).message).toContain('has 0 bytes')
})

test('codes and statuses are those that the clients parse', () => {
  const wire = (key: ErrorKey) => [new HubError(key).status, new HubError(key).code]
  expect(wire('RepoNotFound')).toEqual([404, 'RepoNotFound'])
  expect(wire('RepoNotFoundAnonymous')).toEqual([401, 'RepoNotFound'])
  expect(wire('RevisionNotFound')).toEqual([404, 'RevisionNotFound'])
  expect(wire('EntryNotFound')).toEqual([404, 'EntryNotFound'])
  expect(wire('GatedRepo')).toEqual([403, 'GatedRepo'])
  expect(wire('GatedRepoAnonymous')).toEqual([401, 'GatedRepo'])
  expect(wire('RepoDisabled')).toEqual([403, ''])
  expect(wire('InvalidToken')).toEqual([401, ''])
  expect(new HubError('RepoDisabled').message).toBe('Access to this resource is disabled.')
  expect(new HubError('InvalidToken').message).toBe('Invalid credentials in Authorization header')
  expect(new HubError('DeleteMissing', { path: 'x' }).message).toContain(
    "A file with this name doesn't exist",
  )
})

test('an error is told from others by its key', () => {
  const error: unknown = new HubError('Busy')
  expect(isHubError(error)).toBe(true)
  expect(isHubError(error, 'Busy')).toBe(true)
  expect(isHubError(error, 'Internal')).toBe(false)
  expect(isHubError(new Error('Busy'))).toBe(false)
})
