import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { open, seal } from './sealed.js'

const key = randomBytes(32)

test('what is sealed opens with the same key for the same purpose, and looks different each time', () => {
  expect(open(key, seal(key, '비밀 secret', 'webhook'), 'webhook')).toBe('비밀 secret')
  expect(seal(key, 'x')).not.toEqual(seal(key, 'x'))
  expect(seal(key, 'secret').includes('secret')).toBe(false)
  expect(open(key, seal(key, ''))).toBe('')
})

test('another key, another purpose, another bit: nothing', () => {
  const sealed = seal(key, 'secret', 'a')
  expect(() => open(randomBytes(32), sealed, 'a')).toThrow()
  expect(() => open(key, sealed, 'b')).toThrow()
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed)
    changed[i] = (changed[i] ?? 0) ^ 1
    expect(() => open(key, changed, 'a')).toThrow()
  }
  expect(() => open(key, Buffer.alloc(3))).toThrow('not a sealed secret')
})
