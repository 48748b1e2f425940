import { afterEach, expect, test, vi } from 'vitest'
import { asWritten, exact, jsonText } from './exact-json.js'

// that long numbers of a real answer stay whole is tried in a browser (sql.e2e.ts): Node 20 tells a reviver no source
afterEach(() => vi.unstubAllGlobals())

test('a number is kept where a double holds it, and else has every digit', () => {
  const read = (source: string) => exact(Number(source), source, String)
  expect(read('9007199254740991')).toBe(9007199254740991)
  expect(read('9007199254740993')).toBe(9007199254740993n)
  expect(read('0.5')).toBe(0.5)
  expect(read('0.12345678901234567890')).toBe('0.12345678901234567890')
  expect(exact(1e300, undefined, String)).toBe(1e300)
})

test('where a browser writes no digits of its own, they are texts', () => {
  vi.stubGlobal('JSON', { parse: JSON.parse, stringify: JSON.stringify })
  const value = { id: 9007199254740993n, share: asWritten('0.1') }
  expect(jsonText(value)).toBe('{"id":"9007199254740993","share":"0.1"}')
  expect(jsonText({ a: [1.5] }, 2)).toBe('{\n  "a": [\n    1.5\n  ]\n}')
})
