import { expect, test } from 'vitest'
import { safeNext } from './next-path.js'

test.each(['/', '/device?user_code=BCDF-GHJK', '/datasets/ns/name#files', '/a/b?next=//c'])(
  '%s is a path of our own',
  (path) => {
    expect(safeNext(path)).toBe(path)
  },
)

test.each([
  undefined,
  '',
  'evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  '/%2e//evil.example',
  'https:evil.example',
  'https://evil.example',
  'HTTPS:/evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '/\u0000/evil.example',
  '/\u2028evil',
  '@evil.example',
  `/${'x'.repeat(2000)}`,
])('%j leads home', (path) => {
  expect(safeNext(path)).toBe('/')
})
