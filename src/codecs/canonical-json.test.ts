import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalizable, canonicalJson } from './canonical-json.js'

test('one way to write each value', () => {
  expect(canonicalJson({ b: [1, -2, null, true], a: { z: 'é', y: undefined } })).toBe(
    '{"a":{"z":"é"},"b":[1,-2,null,true]}',
  )
  expect(canonicalJson('e\u0301')).toBe('"é"')
  expect(canonicalJson({ '\u{1f600}': 1, '\uff61': 2 })).toBe('{"\u{1f600}":1,"\uff61":2}')
  expect(canonicalJson(-0)).toBe('0')
})

test('what has no one way is refused', () => {
  const wrong = [
    1.5,
    2 ** 53,
    Number.NaN,
    undefined,
    () => 1,
    10n,
    new Date(),
    '\ud800',
    { 'e\u0301': 1, é: 2 },
    [undefined],
  ]
  for (const value of wrong) expect(() => canonicalJson(value)).toThrow(TypeError)
})

test('it parses to what it was made of, and does not change when it is made again', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (made) => {
      const value = canonicalizable(made)
      const text = canonicalJson(value)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
      expect(canonicalJson(canonicalizable(JSON.parse(text)))).toBe(text)
    }),
  )
})

test('values that others made are made to fit', () => {
  expect(canonicalJson(canonicalizable({ a: 1.5, b: ['\ud800', 2 ** 60], 'e\u0301': 1, é: 2 }))).toBe(
    '{"a":"1.5","b":["\ufffd","1152921504606847000"],"é":2}',
  )
})
