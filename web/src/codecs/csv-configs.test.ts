import { describe, expect, it } from 'vitest'
import { configsOf } from './csv-configs.js'
import { type CsvGuess, sniffCsv } from './csv-sniff.js'

const table = (path: string, text: string) => ({
  path,
  guess: sniffCsv(new TextEncoder().encode(text), false) as CsvGuess,
})
const paths = (tables: { path: string }[]) => ['README.md', 'LICENSE', ...tables.map(({ path }) => path)]
const of = (...tables: ReturnType<typeof table>[]) => configsOf(tables, paths(tables))

describe('what the card says of how tables are read', () => {
  it('nothing, where they are as every reader expects', () => {
    expect(of(table('a.csv', 'a,b\n1,2\n'))).toBeUndefined()
    expect(of(table('a.tsv', 'a\tb\n1\t2\n'))).toBeUndefined()
    expect(of(table('a.csv', ',name\n0,Kim\n1,Lee\n'))).toBeUndefined()
  })

  it('the delimiter, lines before the names, and commas in numbers', () => {
    const text = '2025년 조사;;\n이름;평점;인원\n김;3,5;1.200\n이;4,25;900\n'
    expect(of(table('a.csv', text))).toEqual([
      { config_name: 'default', sep: ';', skiprows: 1, decimal: ',', thousands: '.' },
    ])
  })

  it('names for columns that have none, so that the first row stays a row', () => {
    expect(of(table('a.csv', '1,2\n3,4\n'))).toEqual([
      { config_name: 'default', names: ['column 1', 'column 2'] },
    ])
  })

  it('tables of other columns are another config, with splits by their names', () => {
    const tables = [
      table('sentiment/train.csv', 'text,label\na,b\n'),
      table('sentiment/test.csv', 'text,label\na,b\n'),
      table('mt.csv', 'ko;en\n가;a\n'),
    ]
    expect(of(...tables)).toEqual([
      {
        config_name: 'sentiment',
        default: true,
        data_files: [
          { split: 'train', path: ['sentiment/train.csv'] },
          { split: 'test', path: ['sentiment/test.csv'] },
        ],
      },
      { config_name: 'mt', data_files: [{ split: 'train', path: ['mt.csv'] }], sep: ';' },
    ])
  })

  it('nothing where tables are the metadata of recordings', () => {
    const one = table('metadata.csv', 'file_name;label\na.wav;x\n')
    expect(configsOf([one], ['metadata.csv', 'a.wav'])).toBeUndefined()
  })
})
