import { expect, test } from 'vitest'
import { csvRows } from './csv-rows.js'

const all = { isCut: false, most: 100 }

test('quotes hold separators, lines and quotes', () => {
  expect(csvRows('id,text\r\n1,"a, ""b""\nc"\r\n2,\n', all)).toEqual([
    ['id', 'text'],
    ['1', 'a, "b"\nc'],
    ['2', ''],
  ])
})

test('tabs and semicolons are found', () => {
  expect(csvRows('id\tdocument\n1\t가,나', all)).toEqual([
    ['id', 'document'],
    ['1', '가,나'],
  ])
  expect(csvRows('\ufeffa;b\n1;2', all)[1]).toEqual(['1', '2'])
})

test('a row that is cut is left out, and no more are read than asked for', () => {
  expect(csvRows('a,b\n1,2\n3,', { isCut: true, most: 100 })).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
  expect(csvRows('a\n1\n2\n3\n', { isCut: false, most: 2 })).toEqual([['a'], ['1']])
  expect(csvRows('', all)).toEqual([])
})
