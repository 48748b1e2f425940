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

const sniff = (text: string, given = {}) => sniffCsv(utf8(text), false, given)

test('lines before the names are passed over, and told', () => {
  const guess = sniff('표 1. 도시별 인구\n\n도시,인구\n서울,9400000\n부산,3300000\n')
  expect(guess).toMatchObject({ skip: 2, hasHeader: true, badLines: [] })
  expect(guess?.columns.map(({ name }) => name)).toEqual(['도시', '인구'])
})

test('years name columns, an index has no name', () => {
  expect(sniff('지역,2019,2020\n서울,1,2\n')?.hasHeader).toBe(true)
  expect(sniff('서울,2019\n부산,2020\n')?.hasHeader).toBe(false)
  expect(sniff(',text\n0,a\n')?.columns.map(({ name }) => name)).toEqual(['Unnamed: 0', 'text'])
})

test('numbers are read with the marks of their country', () => {
  const german = sniff('a;b\n1.234,5;1,25\n12,75;3\n')
  expect(german).toMatchObject({ decimal: ',', thousands: '.' })
  expect(german?.columns.map(({ type }) => type)).toEqual(['number', 'number'])
  expect(sniff('a,b\n"1,234","5,678"\n')).toMatchObject({ decimal: '.', thousands: ',' })
  // a list of digits is no number
  expect(sniff('a,b\n"1,234","1,2,3"\n')).toMatchObject({ thousands: '' })
})

test('what is given is not guessed', () => {
  expect(sniff('a;b,c\n1;2,3\n', { delimiter: ',', hasHeader: false })).toMatchObject({
    rows: [
      ['a;b', 'c'],
      ['1;2', '3'],
    ],
  })
  expect(sniff('a,b\n1,2\n3,4\n', { skip: 1 })?.rows[0]).toEqual(['1', '2'])
})
