import { expect, test } from 'vitest'
import { spelling } from '../../codecs/search-text.js'
import { distance } from './spelling.js'

test.each([
  ['reveiws', 'reviews', 1],
  ['nsmcc', 'nsmc', 1],
  ['same', 'same', 0],
  ['translaton', 'translation', 1],
  ['kitten', 'sitting', 3],
  ['말뭉취', '말뭉치', 1],
  ['', 'ab', 2],
])('%s and %s are %i slips apart', (a, b, slips) => {
  expect(distance(spelling(a), spelling(b), 3)).toBe(slips)
  expect(distance(spelling(b), spelling(a), 3)).toBe(slips)
})

test('what is far away is not measured', () => {
  expect(distance('a', 'abcdefgh', 2)).toBe(3)
})
