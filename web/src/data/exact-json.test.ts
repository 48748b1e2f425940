import { afterEach, expect, test, vi } from 'vitest'
import { askExact } from './ask.js'
import { asWritten, exact, exactJson, jsonText } from './exact-json.js'

const SENT = '{"id":9007199254740993,"list":[-9223372036854775808,1],"share":0.12345678901234567890}'
/** Older runtimes tell a reviver no source; browsers and newer ones do. */
let isTold = false
JSON.parse('1', ((_key: string, _value: unknown, context?: { source?: string }) => {
  isTold = context?.source === '1'
}) as (key: string) => unknown)

afterEach(() => vi.unstubAllGlobals())

test('a number is kept where a double holds it, and else has every digit', () => {
  const read = (source: string) => exact(Number(source), source, String)
  expect(read('9007199254740991')).toBe(9007199254740991)
  expect(read('9007199254740993')).toBe(9007199254740993n)
  expect(read('0.5')).toBe(0.5)
  expect(read('0.12345678901234567890')).toBe('0.12345678901234567890')
  expect(exact(1e300, undefined, String)).toBe(1e300)
})

test.runIf(isTold)('long numbers keep every digit, and are written as numbers again', async () => {
  expect(exactJson(SENT)).toEqual({
    id: 9007199254740993n,
    list: [-9223372036854775808n, 1],
    share: '0.12345678901234567890',
  })
  expect(jsonText(exactJson(SENT, asWritten))).toBe(SENT)
  vi.stubGlobal('fetch', async () => new Response(SENT))
  expect(await askExact('/rows')).toMatchObject({ id: 9007199254740993n })
})

test('where a browser writes no digits of its own, they are texts', () => {
  vi.stubGlobal('JSON', { parse: JSON.parse, stringify: JSON.stringify })
  const value = { id: 9007199254740993n, share: asWritten('0.1') }
  expect(jsonText(value)).toBe('{"id":"9007199254740993","share":"0.1"}')
  expect(jsonText({ a: [1.5] }, 2)).toBe('{\n  "a": [\n    1.5\n  ]\n}')
})
