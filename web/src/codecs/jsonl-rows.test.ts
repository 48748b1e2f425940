import { expect, test } from 'vitest'
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
