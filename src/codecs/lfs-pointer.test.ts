import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodePointer, parsePointer } from './lfs-pointer.js'

const SHA256 = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393'
/** The example of https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const EXAMPLE = `version https://git-lfs.github.com/spec/v1\noid sha256:${SHA256}\nsize 12345\n`
const parse = (text: string) => parsePointer(Buffer.from(text))

test('the example of the specification is written and read', () => {
  expect(encodePointer({ sha256: SHA256, size: 12345 }).toString()).toBe(EXAMPLE)
  expect(parse(EXAMPLE)).toEqual({ sha256: SHA256, size: 12345 })
})

test('every pointer is read as it was written', () => {
  const pointers = fc.record({
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    size: fc.integer({ min: 0, max: 999_999_999_999_999 }),
  })
  fc.assert(
    fc.property(pointers, (pointer) => {
      expect(parsePointer(encodePointer(pointer))).toEqual(pointer)
    }),
  )
})

test('a pointer in the middle of a larger buffer is read from its own bytes', () => {
  const buffer = Buffer.from(`xx${EXAMPLE}yy`)
  expect(parsePointer(buffer.subarray(2, 2 + EXAMPLE.length))).toEqual({ sha256: SHA256, size: 12345 })
  expect(parsePointer(buffer)).toBeUndefined()
})

test('a pointer with extensions is still a pointer', () => {
  const lines = EXAMPLE.split('\n')
  const extended = [lines[0], `ext-0-foo sha256:${'a'.repeat(64)}`, ...lines.slice(1)].join('\n')
  expect(parse(extended)).toEqual({ sha256: SHA256, size: 12345 })
})

test('what only looks like a pointer is an ordinary file', () => {
  const wrong = {
    empty: '',
    'another version': EXAMPLE.replace('/v1', '/v2'),
    'a version that is longer': EXAMPLE.replace('/v1', '/v11'),
    'no version': EXAMPLE.split('\n').slice(1).join('\n'),
    'a space before': ` ${EXAMPLE}`,
    'an empty line before': `\n${EXAMPLE}`,
    'Windows line ends': EXAMPLE.replaceAll('\n', '\r\n'),
    'another hash': EXAMPLE.replace('sha256', 'sha512'),
    'an oid in capitals': EXAMPLE.replace(SHA256, SHA256.toUpperCase()),
    'an oid too short': EXAMPLE.replace(SHA256, SHA256.slice(1)),
    'an oid too long': EXAMPLE.replace(SHA256, `${SHA256}0`),
    'no size': EXAMPLE.replace(/size .*\n/, ''),
    'a negative size': EXAMPLE.replace('12345', '-1'),
    'a size in hex': EXAMPLE.replace('12345', '0x10'),
    'a fraction': EXAMPLE.replace('12345', '1.5'),
    'a size no number can hold': EXAMPLE.replace('12345', '9'.repeat(16)),
    'no oid': EXAMPLE.replace(/oid .*\n/, ''),
  }
  for (const [what, text] of Object.entries(wrong)) expect(parse(text), what).toBeUndefined()
})

test('a file over 1,024 bytes is never a pointer', () => {
  expect(parse(EXAMPLE.padEnd(1024, '\n'))).toBeDefined()
  expect(parse(EXAMPLE.padEnd(1025, '\n'))).toBeUndefined()
})
