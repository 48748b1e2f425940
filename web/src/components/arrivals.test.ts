import { expect, test } from 'vitest'
import { arrivals } from './arrivals.js'

test('a page that a link opened is told from the first one and from those that back shows again', () => {
  const seen = arrivals('/')
  expect(seen.isOpened('/')).toBe(false)
  expect(seen.isOpened('/datasets/a/b')).toBe(true)
  expect(seen.isOpened('/datasets/a/b')).toBe(false)
  seen.popped('/')
  expect(seen.isOpened('/')).toBe(false)
})

test('back within one page is forgotten when the next page is opened', () => {
  const seen = arrivals('/a')
  seen.popped('/a')
  expect(seen.isOpened('/b')).toBe(true)
  expect(seen.isOpened('/a')).toBe(true)
})
