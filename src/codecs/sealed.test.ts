import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openSealed, seal, sealAlike } from './sealed.js'

const key = randomBytes(32)

test('what was sealed opens with its key and context, and with no other', () => {
  const sealed = seal(key, '비밀 secret', 'user 1')
  expect(openSealed(key, sealed, 'user 1')).toBe('비밀 secret')
  expect(openSealed(key, sealed, 'user 2')).toBeUndefined()
  expect(openSealed(randomBytes(32), sealed, 'user 1')).toBeUndefined()
  expect(sealed.includes(Buffer.from('secret'))).toBe(false)
})

test('a sealed text that was changed anywhere does not open', () => {
  const sealed = seal(key, 'secret', 'c')
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed)
    changed[i] = (changed[i] as number) ^ 1
    expect(openSealed(key, changed, 'c'), String(i)).toBeUndefined()
    expect(openSealed(key, sealed.subarray(0, i), 'c'), String(i)).toBeUndefined()
  }
})

test('the same text is never sealed alike', () => {
  expect(seal(key, 'a', 'c').equals(seal(key, 'a', 'c'))).toBe(false)
})

test('what is to be cached is sealed alike, and otherwise under another key, context or text', () => {
  const sealed = sealAlike(key, 'a', 'c')
  expect(sealAlike(key, 'a', 'c').equals(sealed)).toBe(true)
  expect(openSealed(key, sealed, 'c')).toBe('a')
  expect(openSealed(key, sealed, 'd')).toBeUndefined()
  const others = [sealAlike(randomBytes(32), 'a', 'c'), sealAlike(key, 'b', 'c'), sealAlike(key, 'a', 'd')]
  const nonces = [sealed, ...others].map((each) => each.subarray(0, 12).toString('hex'))
  expect(new Set(nonces).size).toBe(4)
})
