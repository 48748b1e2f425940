import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { give, giveBack, startSandbox, type TestSandbox } from '../../../test/support/sandbox.js'
import { testData } from '../../../test/support/test-data.js'
import type { SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { ConvertResult } from './convert.js'
import type { SearchRowsInput, SearchRowsResult } from './search-rows.js'

const DEADLINE = { deadlineMs: 120_000 }
let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

type Search = (query: string, more?: Partial<SearchRowsInput>) => Promise<SearchRowsResult>

/** A table of these rows with its index, and how to search in it. */
async function searchable(session: SandboxSession, rows: object[], name = 't'): Promise<Search> {
  const json = await give(session, `${name}.json`, rows.map((row) => JSON.stringify(row)).join('\n'))
  const source = { reader: 'json', options: {}, files: [{ path: json, name: 'a.jsonl' }] }
  const convert = { name: 'convert', input: { ...source, output: `${name}.parquet` } }
  const { features } = await session.ask<ConvertResult>(convert, DEADLINE)
  const path = await giveBack(session, `${name}.parquet`, `${name}.parquet`)
  const index = { name: 'index-rows', input: { path, features, output: `${name}.index` } }
  await session.ask(index, DEADLINE)
  const part = {
    path,
    numRows: rows.length,
    index: await giveBack(session, `${name}.index`, `${name}.index`),
  }
  return (query, more) => {
    const input = { parts: [part], features, query, offset: 0, length: 1e6, count: true, ...more }
    return session.ask({ name: 'search-rows', input }, DEADLINE)
  }
}

/** A text as everyone would make it comparable, without any of the shortcuts of the search. */
const plain = (text: string) =>
  text
    .replace(/[\u3131-\u318e]/g, (letter) => `<${letter.charCodeAt(0)}>`)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replaceAll('œ', 'oe')
    .replaceAll('’', "'")
    .normalize('NFC')

/** Ways in which people type one and the same word. */
const TYPED: Record<string, (word: string) => string> = {
  'as it is': (word) => word,
  'in capitals': (word) => word.toUpperCase(),
  'without accents': (word) =>
    word
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/đ/g, 'd')
      .normalize('NFC'),
  'in pieces': (word) => word.normalize('NFD'),
  'in full width': (word) =>
    word.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
}

/** Words where there are spaces, else runs of three characters. */
function probesOf(texts: string[], isSpaced: boolean): string[] {
  const probes = new Set<string>()
  for (let i = 0; probes.size < 50 && i < 5000; i++) {
    const text = texts[(i * 7919) % texts.length] as string
    const words = isSpaced
      ? text.split(/[\s"“”.,!?…]+/).filter((word) => word.length > 1)
      : [...text].flatMap((_, at) => {
          const run = [...text].slice(at, at + 3).join('')
          return /^[\p{L}\p{M}]{3}$/u.test(run) && run.normalize('NFC') === run ? [run] : []
        })
    const word = words[(i * 31) % Math.max(1, words.length)]
    if (word) probes.add(word)
  }
  return [...probes]
}

const SENTENCES = JSON.parse(await readFile('test/vectors/search-sentences.json', 'utf8'))
const made = (language: string): string[] =>
  SENTENCES[language].first.flatMap((first: string) =>
    SENTENCES[language].second.map((second: string) => `${first} ${second}`),
  )

const column = (csv: string, at: number): string[] =>
  csv
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[at] ?? '')
    .filter((text) => text !== '')
const LANGUAGES: [
  language: string,
  isSpaced: boolean,
  file: string | undefined,
  texts: (content: string) => string[],
][] = [
  ['Korean', true, 'nsmc/reviews.csv', (csv) => column(csv.slice(0, 1_500_000), 0)],
  [
    'Japanese',
    false,
    'jglue/jsts-v1.3/train-v1.3.json',
    (lines) =>
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).sentence1),
  ],
  ['Indonesian', true, 'nusax/sentiment/indonesian/train.csv', (csv) => column(csv, 1)],
  ['English', true, 'nusax/sentiment/english/train.csv', (csv) => column(csv, 1)],
  ['Chinese', false, undefined, () => made('zh')],
  ['Thai', false, undefined, () => made('th')],
  ['Vietnamese', true, undefined, () => made('vi')],
  ['French', true, undefined, () => made('fr')],
]

describe('50 words of each language are found however they are typed:', () => {
  for (const [language, isSpaced, file, textsOf] of LANGUAGES) {
    const path = file && testData(file)
    test.skipIf(file && !path)(language, async () => {
      const texts = textsOf(path ? await readFile(path, 'utf8') : '')
      const folded = texts.map(plain)
      const ways = Object.values(TYPED)
      await sandbox.use(async (session) => {
        const search = await searchable(
          session,
          texts.map((text) => ({ text })),
        )
        let [wanted, found, wrong] = [0, 0, 0]
        const probes = probesOf(texts, isSpaced)
        for (const [i, word] of probes.entries()) {
          const truth = new Set(folded.flatMap((text, row) => (text.includes(plain(word)) ? [row] : [])))
          const { row_idx, partial } = await search((ways[i % ways.length] as (word: string) => string)(word))
          expect(partial).toBe(false)
          wanted += truth.size
          found += row_idx.filter((row) => truth.has(row)).length
          wrong += row_idx.filter((row) => !truth.has(row)).length
        }
        expect(probes.length, 'probes').toBe(50)
        expect(found / wanted, 'recall').toBeGreaterThanOrEqual(0.95)
        expect(wrong / wanted, 'rows that do not have the word').toBeLessThanOrEqual(0.01)
      })
    })
  }
})

test('words, phrases, pages and nested texts', async () => {
  const rows = [
    { id: 'a', chat: [{ role: 'user', content: '서울에서 부산까지' }], tags: { x: ['Ünïcode', null] } },
    { id: 'b', chat: [{ role: 'user', content: "it's 100% \\ fine_" }], tags: { x: [] } },
    { id: 'c', chat: [], tags: { x: ['ﾃﾞｰﾀ', 'ＡＢＣ １２３', 'ㅋㅋㅋ ㅎㅏ'] } },
    { id: 'd', chat: [{ role: 'bot', content: '부산 바다' }], tags: null },
  ]
  await sandbox.use(async (session) => {
    const search = await searchable(session, rows)
    const rowsOf = async (query: string) => (await search(query)).row_idx
    expect(await rowsOf('부산')).toEqual([0, 3])
    expect(await rowsOf('부산 서울')).toEqual([0])
    expect(await rowsOf('"부산 바다"')).toEqual([3])
    expect(await rowsOf('unicode')).toEqual([0])
    expect(await rowsOf('データ abc')).toEqual([2])
    expect(await rowsOf('ㅋㅋ')).toEqual([2])
    expect(await rowsOf("IT'S 100%")).toEqual([1])
    expect(await rowsOf('\\ fine_')).toEqual([1])
    expect(await rowsOf('d')).toEqual([0, 3])
    expect(await rowsOf('content'), 'names of fields are no text').toEqual([])
    expect(await rowsOf(' ')).toEqual([])
    expect(await search('부산', { offset: 1, length: 1 })).toMatchObject({
      row_idx: [3],
      num_rows_total: 2,
      partial: false,
    })
  })
})

test('a page is answered from the first blocks, the rest is counted on request, and blocks without a word are passed over', async () => {
  const rows = Array.from({ length: 50_000 }, (_, i) => ({
    text: i === 45_000 ? '아주 희귀한말' : `흔한 말 ${i % 97}`,
  }))
  await sandbox.use(async (session) => {
    const search = await searchable(session, rows)
    expect(await search('흔한', { length: 3, count: false })).toMatchObject({
      row_idx: [0, 1, 2],
      num_rows_total: 20_480,
      partial: true,
      blocks: { all: 3, candidates: 3, read: 1 },
    })
    expect(await search('흔한', { length: 3 })).toMatchObject({ num_rows_total: 49_999, partial: false })
    expect(await search('희귀한말')).toMatchObject({ row_idx: [45_000], blocks: { candidates: 1, read: 1 } })
  })
})
