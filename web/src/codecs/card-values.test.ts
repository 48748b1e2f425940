import { expect, test } from 'vitest'
import { cardValues } from './card-values.js'

test('one or many texts and numbers are kept, and nothing else', () => {
  expect(cardValues('mit')).toEqual(['mit'])
  expect(cardValues(['ko', 7])).toEqual(['ko', '7'])
  expect(cardValues(undefined)).toEqual([])
  // String() of this would throw
  expect(cardValues({ toString: 1 })).toEqual([])
  expect(cardValues(['a', { toString: 1 }, null, true, [['b']]])).toEqual(['a'])
})
