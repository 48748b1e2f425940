import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openIds, sealIds } from './sealed-ids.js'

const key = randomBytes(32)
const LARGEST = { repo: 999_999_999_999_999, token: 't999999999999999', view: 999_999_999_999_999 }

test('ids come back, and a table that is not named is none', () => {
  expect(openIds(key, sealIds(key, LARGEST))).toEqual(LARGEST)
  expect(openIds(key, sealIds(key, { repo: 7, token: '0' }))).toEqual({ repo: 7, token: '0', view: 0 })
})

test('sealed ids do not tell how large they are, and are the same each time', () => {
  const small = sealIds(key, { repo: 1, token: '0' })
  expect(small).toHaveLength(sealIds(key, LARGEST).length)
  expect(small).toBe(sealIds(key, { repo: 1, token: '0' }))
  expect(small).not.toBe(sealIds(key, { repo: 2, token: '0' }))
})

test('what another hub sealed, and what was changed, is nothing', () => {
  const sealed = sealIds(key, LARGEST)
  expect(openIds(randomBytes(32), sealed)).toBeUndefined()
  for (const wrong of ['', 'x', sealed.slice(1), `A${sealed.slice(1)}`, `${sealed}AAAA`])
    if (wrong !== sealed) expect(openIds(key, wrong), wrong).toBeUndefined()
})
