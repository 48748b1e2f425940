import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorRows, HubError } from '../errors.js'
import { ASKED } from './asked.js'
import { KOREAN } from './errors.js'
import { FINDINGS } from './findings.js'
import { inKorean, partInKorean } from './korean.js'
import { PHRASES } from './phrases.js'

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
const hangul = /[가-힣]/
const parts = [...PHRASES, ...ASKED, ...FINDINGS]

test('every error is said in Korean, with the same placeholders', () => {
  const rows = errorRows()
  expect(Object.keys(KOREAN).sort()).toEqual(rows.map(({ key }) => key).sort())
  for (const { key, message } of rows) {
    expect(placeholders(KOREAN[key]), key).toEqual(placeholders(message))
    if (/[a-z]{3}/.test(message.replaceAll(/\{\w+\}/g, ''))) expect(KOREAN[key], key).toMatch(hangul)
  }
})

test('no particle that depends on the last sound stands behind a value', () => {
  const wrong = /\{\w+\}"?(을|를|이|가|은|는|과|와|으로|로|이나|나|이며|며)(?![가-힣])/
  for (const text of [...Object.values(KOREAN), ...parts.map(([, korean]) => korean)])
    expect(text).not.toMatch(wrong)
})

test('every part says the same values, and none stands twice', () => {
  for (const [english, korean] of parts) {
    expect(
      placeholders(korean).filter((each) => !placeholders(english).includes(each)),
      english,
    ).toEqual([])
    expect(placeholders(korean).length + Number(english.includes('POST')), english).toBe(
      placeholders(english).length,
    )
  }
  expect(new Set(parts.map(([english]) => english)).size).toBe(parts.length)
})

test('every part is one that the hub says', () => {
  const sources = sourcesOf(new URL('../../', import.meta.url))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
    .replaceAll(/['`]\s*\+\s*['`]/g, '')
    .replaceAll("\\'", "'")
    .replaceAll('\\\\', '\\')
  const unsaid = parts.flatMap(([english]) =>
    english.split(/\{\w+\}/).filter((piece) => !isSaid(piece.replace(/^["' :]+|["'.]+$/g, ''), sources, 2)),
  )
  expect(unsaid).toEqual([])
  expect(isSaid('nobody says this sentence anywhere in the hub', sources, 2)).toBe(false)
})
/** Sentences are put together from at most a few pieces. */
const isSaid = (piece: string, sources: string, cuts: number): boolean =>
  sources.includes(piece) ||
  (cuts > 0 &&
    [...piece.matchAll(/ |\./g)].some(
      ({ index }) =>
        sources.includes(piece.slice(0, index)) && isSaid(piece.slice(index + 1).trim(), sources, cuts - 1),
    ))

function sourcesOf(folder: URL): URL[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory())
      return entry.name === 'korean' ? [] : sourcesOf(new URL(`${entry.name}/`, folder))
    return /(?<!\.test)\.ts$/.test(entry.name) ? [new URL(entry.name, folder)] : []
  })
}

test('parts are said in Korean within a message', () => {
  expect(inKorean(new HubError('InvalidName', { name: 'a--b', why: 'it must not hold -- or ..' }))).toBe(
    '"a--b" 이름은 쓸 수 없습니다: -- 또는 .. 기호를 쓸 수 없습니다.',
  )
  const why = 'it needs the role write and a write token'
  expect(inKorean(new HubError('Forbidden', { action: 'write to', repo: 'a/b', why }))).toBe(
    'a/b에 대한 쓰기 권한이 없습니다: 쓰기 역할과 쓰기 토큰이 필요합니다.',
  )
  expect(
    partInKorean('a.csv: the record at line 3 is longer than 16 MiB. Perhaps a quote does not close.'),
  ).toBe('a.csv: 3번째 줄의 레코드가 16 MiB보다 깁니다. 닫히지 않은 따옴표가 있는지 확인해 주세요.')
})

test('names and what people wrote stay as they are', () => {
  expect(inKorean(new HubError('QuotaExceededUntold', { what: 'change' }))).toMatch(/^change의 할당량/)
  expect(inKorean(new HubError('RepoWithdrawn', { repo: 'a/b', why: 'it is empty' }))).toContain(
    'it is empty',
  )
  expect(
    inKorean(new HubError('EntryNotFound', { path: '{repo}', revision: 'main', repo: 'a/b' })),
  ).toContain('{repo}')
  expect(partInKorean('Parser Error: syntax error at end')).toBe('Parser Error: syntax error at end')
})

test('a text of somebody else costs little', () => {
  const text = ': a'.repeat(600)
  expect(partInKorean(text)).toBe(text)
  expect(partInKorean(text.repeat(1000))).toHaveLength(text.length * 1000)
})
