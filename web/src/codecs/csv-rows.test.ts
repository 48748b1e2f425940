import { expect, test } from 'vitest'
import { csvRows } from './csv-rows.js'

const cells = (text: string, delimiter = ',', how = {}) =>
  csvRows(text, delimiter, how).map((row) => row.cells)

test('quotes hold separators, lines and quotes', () => {
  expect(cells('id,text\r\n1,"a, ""b""\nc"\r\n2,\n')).toEqual([
    ['id', 'text'],
    ['1', 'a, "b"\nc'],
    ['2', ''],
  ])
})

test('other separators, and lines are counted', () => {
  expect(cells('id\tdocument\n1\t가,나', '\t')[1]).toEqual(['1', '가,나'])
  expect(csvRows('a\n"b\nc"\nd', ',').map(({ line }) => line)).toEqual([1, 2, 4])
})

test('a row that is cut is left out, and no more are read than asked for', () => {
  expect(cells('a,b\n1,2\n3,', ',', { isCut: true })).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
  expect(cells('a\n1\n2\n3\n', ',', { most: 2 })).toEqual([['a'], ['1']])
  expect(cells('')).toEqual([])
})
