import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HubError, isHubError } from './errors.js'
import { lookupPath, pathFault, storedPath } from './paths.js'

const bytes = (text: string) => Buffer.byteLength(text)
const refusal = (path: string): string => {
  try {
    storedPath(path)
    return ''
  } catch (error) {
    if (!isHubError(error, 'InvalidPath')) throw error
    return error.message
  }
}

test.each([
  'a',
  'a/b/c.parquet',
  '.gitattributes',
  '.github/x',
  'a.git',
  'git',
  '...',
  'a..b',
  '~$x',
  ' a ',
  '-x',
  'C:',
  'con',
])('the path %j is stored as it is', (path) => expect(storedPath(path)).toBe(path))

test('a decomposed name is stored composed, as macOS and Linux both mean it', () => {
  const name = '데이터/한국어.parquet'
  expect(name.normalize('NFD')).not.toBe(name)
  expect(storedPath(name.normalize('NFD'))).toBe(name)
  expect(lookupPath(name.normalize('NFD'))).toBe(name)
})

test('every name is in NFC once it is stored, and stays so', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      const why = refusal(text)
      if (why !== '') return
      const stored = storedPath(text)
      expect(stored).toBe(stored.normalize('NFC'))
      expect(storedPath(stored)).toBe(stored)
      expect(storedPath(stored.normalize('NFD'))).toBe(stored)
    }),
    { numRuns: 3000 },
  )
})

test.each([
  ...['', '/', '/a', 'a/', 'a//b', '.', '..', './a', 'a/..', 'a/../b', 'a/./b'],
  ...['.git', '.GIT', '.Git/config', 'a/.gIt', 'a/.git/hooks/x', '\\', 'a\\b', '..\\a', 'a\\..\\b'],
])('the path %j leaves the repo or its order and is refused', (path) => expect(refusal(path)).not.toBe(''))

test('every control character and every bidirectional control is refused, anywhere in a path', () => {
  const codes = [
    ...Array.from({ length: 0x20 }, (_, i) => i),
    ...Array.from({ length: 0x21 }, (_, i) => 0x7f + i),
    ...[0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
  ]
  for (const code of codes) {
    const char = String.fromCharCode(code)
    for (const path of [char, `a${char}b`, `a/${char}`, `x${char}/y`])
      expect(pathFault(path), code.toString(16)).toBe('it holds a control character')
  }
})

test('the characters beside the refused ones are fine', () => {
  for (const code of [0x20, 0x7e, 0xa0, 0x200d, 0x2010, 0x2029 + 0x10, 0x206a])
    expect(pathFault(`a${String.fromCharCode(code)}b`), code.toString(16)).toBeUndefined()
})

test('half of a surrogate pair is refused: it has no UTF-8', () => {
  expect(refusal('a\ud800b')).toContain('not valid Unicode')
  expect(refusal('\udc00')).toContain('not valid Unicode')
  expect(storedPath('😀')).toBe('😀')
})

test('a Hangul name of 255 bytes in NFC is taken, however it was sent, and one of 258 is not', () => {
  const name = '가'.repeat(85)
  expect(bytes(name)).toBe(255)
  expect(storedPath(name)).toBe(name)
  expect(bytes(name.normalize('NFD'))).toBe(510)
  expect(storedPath(name.normalize('NFD'))).toBe(name)
  expect(refusal('가'.repeat(86))).toContain('longer than 255 bytes')
  expect(refusal('가'.repeat(86).normalize('NFD'))).toContain('longer than 255 bytes')
})

test('the limit of a name counts bytes, and each folder by itself', () => {
  expect(storedPath(`${'a'.repeat(255)}/${'b'.repeat(255)}`)).toHaveLength(511)
  expect(refusal(`x/${'a'.repeat(256)}`)).toContain('longer than 255 bytes')
  expect(refusal(`${'é'.repeat(128)}/x`)).toContain('longer than 255 bytes')
})

test('a path may have 4,096 bytes and no more', () => {
  const path = `${`${'a'.repeat(255)}/`.repeat(15)}${'b'.repeat(256)}`
  expect(bytes(path)).toBe(4096)
  expect(storedPath(`${path.slice(0, 3840)}${'b'.repeat(127)}/${'c'.repeat(128)}`)).toHaveLength(4096)
  expect(refusal(`${path.slice(0, 3840)}${'b'.repeat(128)}/${'c'.repeat(128)}`)).toContain('4096 bytes')
})

test('the message of a refused path shows it without its control characters and not endlessly', () => {
  const message = refusal(`a\n\u202e${'x'.repeat(5000)}`)
  expect(message).toContain('"a??xxx')
  expect(message.length).toBeLessThan(400)
  expect(() => storedPath('a\0')).toThrow(HubError)
})

test('look-ups ignore slashes around a path', () => {
  expect(lookupPath('/a/b/')).toBe('a/b')
  expect(lookupPath('///')).toBe('')
  expect(lookupPath('')).toBe('')
  expect(lookupPath('a//b')).toBe('a//b')
  expect(lookupPath('//a')).toBe('a')
})

test('a path of a million slashes is looked up in no time', () => {
  const before = performance.now()
  expect(lookupPath(`a${'/'.repeat(1_000_000)}b`)).toHaveLength(1_000_002)
  expect(performance.now() - before).toBeLessThan(2000)
})
