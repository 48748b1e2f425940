import { expect, test } from 'vitest'
import { csvLine } from './csv.js'

test('cells are quoted where they must be', () => {
  expect(csvLine(['a', 'b,c', 'say "x"', 'two\nlines', '가'])).toBe('a,"b,c","say ""x""","two\nlines",가\r\n')
})

test('cells stay cells where another sign separates them', () => {
  expect(csvLine(['x;=1', 'a\tb'])).toBe('"x;=1","a\tb"\r\n')
})

test.each(['=1+1', '+1', '-1', '@x', '\tx'])('a spreadsheet does not run %j', (cell) => {
  expect(csvLine([cell])).toBe(cell === '\tx' ? `"'\tx"\r\n` : `'${cell}\r\n`)
})
