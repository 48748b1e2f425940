import { expect, test } from 'vitest'
import { csvRows } from './csv-rows.js'
import { sniffCsv } from './csv-sniff.js'

const utf8 = (text: string) => new TextEncoder().encode(text)

test('types, header and delimiter of a table', () => {
  const guess = sniffCsv(
    utf8('id;이름;점수;날짜;ok\n1;김;3.5;2026-01-02;true\n2;"이; 박";;2026-02-03;false\n'),
    false,
  )
  expect(guess).toMatchObject({ encoding: 'utf-8', delimiter: ';', hasHeader: true, badLines: [] })
  expect(guess?.columns.map(({ name, type }) => `${name}:${type}`)).toEqual([
    ...['id:integer', '이름:text', '점수:number', '날짜:date', 'ok:boolean'],
  ])
  expect(guess?.rows[1]?.[1]).toBe('이; 박')
})

test('Korean as Windows writes it, and Japanese as Shift-JIS', () => {
  // 이름,도시\n김철수,서울\n박영희,부산\n in CP949
  const korean = Uint8Array.from(
    (
      'c0ccb8a7 2c b5b5bdc3 0a b1e8c3b6bcf6 2c bcadbfef 0a b9dabfb5c8f1 2c bacebbea 0a'
        .replaceAll(' ', '')
        .match(/../g) ?? []
    ).map((hex) => Number.parseInt(hex, 16)),
  )
  expect(sniffCsv(korean, false)).toMatchObject({
    encoding: 'cp949',
    rows: [
      ['김철수', '서울'],
      ['박영희', '부산'],
    ],
  })
  // これはねこです,1\n in Shift-JIS
  const japanese = Uint8Array.from(
    ('82b182ea82cd82cb82b182c582b72c310a'.match(/../g) ?? []).map((hex) => Number.parseInt(hex, 16)),
  )
  expect(sniffCsv(japanese, false)).toMatchObject({ encoding: 'shift_jis', rows: [['これはねこです', '1']] })
})

test('lines of another width are told with their number, and a cut row is not one', () => {
  const guess = sniffCsv(utf8('a,b\n1,2\n3\n4,5,6\n7,8\n9'), true)
  expect(guess?.badLines).toEqual([
    { line: 3, cells: 1 },
    { line: 4, cells: 3 },
  ])
  expect(guess?.rows).toEqual([
    ['1', '2'],
    ['7', '8'],
  ])
})

test('numbers alone have no header; bytes that are no text are no table', () => {
  expect(sniffCsv(utf8('1,2\n3,4\n'), false)).toMatchObject({
    hasHeader: false,
    rows: [
      ['1', '2'],
      ['3', '4'],
    ],
  })
  expect(sniffCsv(Uint8Array.of(0, 1, 2, 255), false)).toBeUndefined()
})

test('quotes keep delimiters, quotes and line ends', () => {
  expect(csvRows('a,"b ""c""\nd,"\r\ne,f', ',')).toEqual([
    { cells: ['a', 'b "c"\nd,'], line: 1 },
    { cells: ['e', 'f'], line: 3 },
  ])
})
