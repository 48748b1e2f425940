import { expect, test, vi } from 'vitest'
import { asWritten } from '../data/exact-json.js'
import { jsonlRows } from './jsonl-rows.js'

test('columns are all names in their order; what is broken stays text', () => {
  const text = '{"a":1,"b":"가"}\n\n{"a":null,"c":[1]}\nnot json\n{"a"'
  expect(jsonlRows(text, { isCut: true, most: 10 })).toEqual([
    ['a', 'b', 'c', 'line'],
    ['1', '가', '', ''],
    ['', '', '[1]', ''],
    ['', '', '', 'not json'],
  ])
  expect(jsonlRows(text, { isCut: false, most: 3 })).toHaveLength(3)
})

test('long numbers are shown, alone and in what holds them', () => {
  // as the reader of JSON gives them where it knows what was written
  vi.spyOn(JSON, 'parse').mockReturnValueOnce({ id: 9007199254740993n, in: [1n], share: asWritten('0.10') })
  const [, row] = jsonlRows('{}', { isCut: false, most: 10 })
  expect(row?.[0]).toBe('9007199254740993')
  expect(row?.[1]).toMatch(/^\["?1"?\]$/)
  expect(row?.[2]).toBe('0.10')
})
