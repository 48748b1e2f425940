import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
let minji: string
let other: string

interface Found {
  results: { id: string; title: string; summary: string; score: number; visibility: string; facets: Facets }[]
  facets: Record<string, { value: string; count: number }[]>
  total: { value: number; isExact: boolean }
  didYouMean?: string
  next?: string
}
type Facets = Record<string, string[]>

async function search(query: Record<string, string | string[]>, token?: string): Promise<Found> {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    for (const each of [value].flat()) params.append(key, each)
  const answer = await hub.call(`/api/catalogue?${params}`, { ...(token && { token }) })
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await answer.json()) as Found
}
const ids = async (query: Record<string, string | string[]>, token?: string) =>
  (await search(query, token)).results.map((each) => each.id)
const countsOf = (found: Found, facet: string) =>
  Object.fromEntries((found.facets[facet] ?? []).map(({ value, count }) => [value, count]))

async function create(name: string, options: Record<string, unknown> = {}, token = minji) {
  const body = JSON.stringify({ name, type: 'dataset', ...options })
  const answer = await hub.call('/api/repos/create', { method: 'POST', token, body })
  expect(answer.status, await answer.clone().text()).toBe(200)
}
async function commit(id: string, files: Record<string, string>, token = minji) {
  const body = commitBody(
    'Change',
    Object.entries(files).map(([path, content]) => file(path, content)),
  )
  const answer = await hub.call(`/api/datasets/${id}/commit/main`, {
    method: 'POST',
    token,
    body,
    headers: { 'content-type': 'application/x-ndjson' },
  })
  expect(answer.status, await answer.clone().text()).toBe(200)
}
const card = (yaml: string, text: string) => ({ 'README.md': `---\n${yaml}\n---\n${text}\n` })

const REVIEWS: Record<string, [string, string]> = {
  nsmc: [
    'pretty_name: 네이버 영화 리뷰\nlanguage: ko\nlicense: cc0-1.0\ntask_categories: [text-classification]\nsize_categories: 100K<n<1M',
    '# NSMC\n\n네이버 영화 리뷰 말뭉치를 모은 데이터입니다. 감정분석에 씁니다.',
  ],
  'ja-reviews': [
    'language: ja\nlicense: mit\ntask_categories: [text-classification]',
    '日本語の感情分析データセットです。映画のレビューを集めました。',
  ],
  'zh-reviews': ['language: zh\nlicense: mit', '中文情感分析数据集，包含电影评论。'],
  'th-news': ['language: th\nlicense: apache-2.0', 'ชุดข้อมูลข่าวภาษาไทยสำหรับสรุปความ'],
  'vi-film': ['language: vi\nlicense: mit', 'Bộ dữ liệu đánh giá phim bằng tiếng Việt.'],
  'id-film': ['language: id\nlicense: mit', 'Kumpulan ulasan film berbahasa Indonesia.'],
  'fr-critiques': ['language: fr\nlicense: cc-by-4.0', 'Jeu de données de critiques de films en français.'],
  'imdb-reviews': [
    'language: en\nlicense: other\ntask_categories: [text-classification, text-generation]\ntags: ["format:parquet", "modality:text"]',
    '# Movie reviews\n\n**Fifty thousand** opinions from [IMDb](https://example.org), for binary sentiment.',
  ],
}

beforeAll(async () => {
  hub = await startHub()
  minji = await hub.user('minji')
  other = await hub.user('other')
  for (const [name, [yaml, text]] of Object.entries(REVIEWS)) {
    await create(name)
    await commit(`minji/${name}`, { ...card(yaml, text), 'data/train.csv': 'a,b\n1,2\n' })
  }
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

describe('words', () => {
  test.each([
    ['말뭉치', 'nsmc'],
    ['말뭉치로', 'nsmc'],
    ['한국어 아님 없음', undefined],
    ['영화'.normalize('NFD'), 'nsmc'],
    ['感情分析', 'ja-reviews'],
    ['映画レビュー', 'ja-reviews'],
    ['情感分析', 'zh-reviews'],
    ['ข่าวภาษาไทย', 'th-news'],
    ['danh gia', 'vi-film'],
    ['tiếng Việt', 'vi-film'],
    ['ulasan film', 'id-film'],
    ['donnees', 'fr-critiques'],
    ['FRANÇAIS', 'fr-critiques'],
    ['ｉｍｄｂ', 'imdb-reviews'],
    ['binary senti', 'imdb-reviews'],
    ['minji/nsmc', 'nsmc'],
  ])('%s finds %s', async (q, name) => {
    expect((await ids({ q }))[0]).toBe(name && `minji/${name}`)
  })

  test('a name comes before the same word in a text', async () => {
    await create('about')
    await commit(
      'minji/about',
      card('language: en', 'Not imdb itself: imdb imdb imdb imdb compared with others.'),
    )
    const { results } = await search({ q: 'imdb' })
    expect(results.map((each) => each.id)).toEqual(['minji/imdb-reviews', 'minji/about'])
    expect(results[0]?.score).toBeGreaterThan(results[1]?.score ?? 0)
  })

  test('the summary is plain text around the match', async () => {
    const [found] = (await search({ q: 'binary' })).results
    expect(found?.summary).toContain('from IMDb, for binary sentiment')
    expect(found?.summary).not.toMatch(/[*[\]]/)
    expect(found?.title).toBe('Movie reviews')
  })

  test('signs of tsquery, SQL and nothing at all find nothing, and break nothing', async () => {
    for (const q of ["'", "a' | 'b", ':*', '&|!<->()', '\\', '"', '%', '💾', 'a'.repeat(500)])
      expect((await search({ q })).total.isExact, q).toBe(true)
  })
})

describe('near spellings', () => {
  test.each([
    ['reveiws', 'reviews', 'imdb-reviews'],
    ['nsmcc', 'nsmc', 'nsmc'],
    ['nmsc', 'nsmc', 'nsmc'],
    ['말뭉취', '말뭉치', 'nsmc'],
    ['critqiues', 'critiques', 'fr-critiques'],
  ])('%s: did you mean %s?', async (q, meant, name) => {
    const found = await search({ q })
    expect(found.results.map((each) => each.id)).toContain(`minji/${name}`)
    expect(found.didYouMean).toBe(meant)
    expect(found.total.value).toBeGreaterThan(0)
  })

  test('what is written as asked comes first, and needs no suggestion', async () => {
    await create('reveiws')
    const found = await search({ q: 'reveiws' })
    expect(found.results[0]?.id).toBe('minji/reveiws')
    expect(found.results.length).toBeGreaterThan(1)
    expect(found.didYouMean).toBeUndefined()
  })

  test('a word of a private repo is suggested to nobody else', async () => {
    await create('zanzibarium', { private: true })
    expect((await search({ q: 'zanzibarum' }, minji)).didYouMean).toBe('zanzibarium')
    for (const token of [undefined, other]) {
      const found = await search({ q: 'zanzibarum' }, token)
      expect(found).toMatchObject({ results: [], total: { value: 0, isExact: true } })
      expect(found.didYouMean).toBeUndefined()
    }
  })
})

describe('facets', () => {
  test('values of one facet are either, facets are all', async () => {
    expect((await ids({ language: ['ko', 'JA'] })).sort()).toEqual(['minji/ja-reviews', 'minji/nsmc'])
    expect(await ids({ language: ['ko', 'ja'], license: 'mit' })).toEqual(['minji/ja-reviews'])
    expect(await ids({ q: 'review', language: 'ko', license: 'mit' })).toEqual([])
  })

  test('counts of a facet are of what its other values would find', async () => {
    const found = await search({ language: 'ko', task: 'text-classification' })
    expect(found.total).toEqual({ value: 1, isExact: true })
    expect(countsOf(found, 'language')).toEqual({ ko: 1, ja: 1, en: 1 })
    expect(countsOf(found, 'task')).toEqual({ 'text-classification': 1 })
    expect(countsOf(found, 'license')).toEqual({ 'cc0-1.0': 1 })
    expect(countsOf(found, 'size')).toEqual({ '100K<n<1M': 1 })
    expect(countsOf(found, 'organisation')).toEqual({ minji: 1 })
    expect(countsOf(found, 'updated')).toEqual({ day: 1, week: 1, month: 1, year: 1 })
  })

  test('format and modality come from the card, or else from the files', async () => {
    const of = async (name: string) =>
      (await search({ q: `minji/${name}` })).results.find((each) => each.id === `minji/${name}`)?.facets
    expect(await of('imdb-reviews')).toMatchObject({ format: ['parquet'], modality: ['text'] })
    expect(await of('nsmc')).toMatchObject({ format: ['csv'], modality: ['tabular'] })
    await create('files')
    await commit('minji/files', { 'a.wav': 'x' })
    expect(await of('files')).toMatchObject({ format: ['wav'], modality: ['audio'], size: ['unknown'] })
    await commit('minji/files', { 'b.jsonl': '{}' })
    expect((await of('files'))?.format).toEqual(['json', 'wav'])
    const gone = commitBody('Delete', [{ key: 'deletedFile', value: { path: 'a.wav' } }])
    const headers = { 'content-type': 'application/x-ndjson' }
    await hub.call('/api/datasets/minji/files/commit/main', {
      method: 'POST',
      token: minji,
      body: gone,
      headers,
    })
    expect((await of('files'))?.format).toEqual(['json'])
    expect((await of('files'))?.modality).toBeUndefined()
  })

  test('what cannot be asked is refused, with what can be', async () => {
    const cases: [string, string][] = [
      ['licence=mit', 'license'],
      ['type=space', 'dataset, model'],
      ['sort=size', 'relevance, updated, downloads, likes, created'],
      ['updated=decade', 'day, week, month, year'],
      ['size=huge', '1K<n<10K'],
      ['modality=smell', 'audio'],
      ['limit=many', 'whole number'],
      ['cursor=x', 'cursor'],
      ['cursor=WzVd', 'cursor'],
      [`q=${'x'.repeat(501)}`, '500'],
    ]
    for (const [query, part] of cases) {
      const answer = await hub.call(`/api/catalogue?${query}`)
      expect(answer.status, query).toBe(400)
      expect(await answer.text(), query).toContain(part)
    }
  })
})

describe('pages', () => {
  test.each([
    { q: 'film' },
    { sort: 'updated' },
    { sort: 'downloads' },
    { sort: 'created', type: 'dataset' },
    {},
  ] as Record<string, string>[])('of %j joined are the whole, nothing twice', async (query) => {
    const whole = await search({ ...query, limit: '100' })
    expect(whole.next).toBeUndefined()
    const joined: string[] = []
    for (let cursor = ''; ; ) {
      const page = await search({ ...query, limit: '2', ...(cursor && { cursor }) })
      joined.push(...page.results.map((each) => each.id))
      if (page.next === undefined) break
      cursor = page.next
    }
    expect(joined).toEqual(whole.results.map((each) => each.id))
    expect(whole.total.value).toBe(joined.length)
  })
})

describe('rights', () => {
  let reader: string
  let oneRepo: string
  let elsewhere: string
  beforeAll(async () => {
    await hub.org('lab', { minji: 'admin' })
    await create('secret-corpus', { organization: 'lab', private: true })
    await commit('lab/secret-corpus', card('language: tlh\nlicense: wtfpl', 'quetzalcoatl'))
    const tokens = hub.app.services.accounts
    const token = (name: string, scope: Parameters<typeof tokens.createToken>[1]['scope']) =>
      tokens.createToken('minji', { name, scope, expiresAt: null })
    reader = await token('reader', { role: 'read' })
    oneRepo = await token('one', {
      role: 'fineGrained',
      grants: [{ entity: 'lab/secret-corpus', role: 'read' }],
    })
    elsewhere = await token('elsewhere', {
      role: 'fineGrained',
      grants: [{ entity: 'minji', role: 'admin' }],
    })
  })

  test('only who may read a private repo finds it, by words, facets, counts or spelling', async () => {
    for (const token of [minji, reader, oneRepo]) {
      expect(await ids({ q: 'quetzalcoatl' }, token)).toEqual(['lab/secret-corpus'])
      expect(await ids({ language: 'tlh' }, token)).toEqual(['lab/secret-corpus'])
      expect(countsOf(await search({}, token), 'organisation').lab).toBe(1)
    }
    for (const token of [undefined, other, elsewhere]) {
      for (const query of [
        { q: 'quetzalcoatl' },
        { q: 'secret-corpus' },
        { q: 'quetzalcoatll' },
        { language: 'tlh' },
        { organisation: 'lab' },
      ] as Record<string, string>[]) {
        const found = await search(query, token)
        expect(found.results).toEqual([])
        expect(found.total).toEqual({ value: 0, isExact: true })
        expect(found.didYouMean).toBeUndefined()
      }
      const all = await search({}, token)
      expect(countsOf(all, 'language').tlh).toBeUndefined()
      expect(countsOf(all, 'license').wtfpl).toBeUndefined()
      expect(countsOf(all, 'organisation').lab).toBeUndefined()
    }
  })

  test('a private repo changes nothing in what others are told, beside a repo of the same words', async () => {
    const before = JSON.stringify(await search({ q: 'sentiment' }))
    await create('twin', { private: true })
    await commit('minji/twin', card('language: en', 'sentiment sentiment'))
    expect(JSON.stringify(await search({ q: 'sentiment' }))).toBe(before)
    expect(await ids({ q: 'sentiment' }, minji)).toContain('minji/twin')
  })

  test('a disabled repo is found by nobody but those who administer it', async () => {
    await create('broken')
    await onDatabase(hub, "update repos set disabled = true where name = 'broken'", [])
    expect(await ids({ q: 'minji/broken' })).toEqual([])
    expect(await ids({ q: 'minji/broken' }, minji)).toEqual(['minji/broken'])
  })
})

describe('what changes is right at once', () => {
  const post = (path: string, body: object, method = 'POST') =>
    hub.call(path, { method, token: minji, body: JSON.stringify(body) })

  test('visibility', async () => {
    await create('kaleidoscope')
    expect(await ids({ q: 'kaleidoscope' })).toEqual(['minji/kaleidoscope'])
    await post('/api/datasets/minji/kaleidoscope/settings', { visibility: 'private' }, 'PUT')
    expect(await ids({ q: 'kaleidoscope' })).toEqual([])
    await post('/api/datasets/minji/kaleidoscope/settings', { visibility: 'public' }, 'PUT')
    expect(await ids({ q: 'kaleidoscope' })).toEqual(['minji/kaleidoscope'])
  })

  test('name and namespace', async () => {
    await create('chrysanthemum')
    await commit('minji/chrysanthemum', card('language: en', 'Petals.'))
    await hub.org('garden', { minji: 'admin' })
    await post('/api/repos/move', {
      fromRepo: 'minji/chrysanthemum',
      toRepo: 'garden/marigold',
      type: 'dataset',
    })
    expect(await ids({ q: 'marigold' })).toEqual(['garden/marigold'])
    expect(await ids({ q: 'petals' })).toEqual(['garden/marigold'])
    expect(await ids({ organisation: 'GARDEN' })).toEqual(['garden/marigold'])
    expect(await ids({ q: 'chrysanthemum' })).toEqual([])
  })

  test('card and deletion', async () => {
    await create('ephemera')
    await commit('minji/ephemera', card('language: eo', 'Unu vorto: abelujo.'))
    expect(await ids({ q: 'abelujo' })).toEqual(['minji/ephemera'])
    await commit('minji/ephemera', card('language: eo', 'Alia vorto: muzikilo.'))
    expect(await ids({ q: 'abelujo' })).toEqual([])
    expect(await ids({ language: 'eo' })).toEqual(['minji/ephemera'])
    await post('/api/repos/delete', { name: 'ephemera', organization: 'minji', type: 'dataset' }, 'DELETE')
    expect(await ids({ q: 'muzikilo' })).toEqual([])
    expect(countsOf(await search({}), 'language').eo).toBeUndefined()
  })

  test('a repo without a row, as from before the catalogue, gets one', async () => {
    const rows = (await search({})).total.value
    await onDatabase(hub, 'delete from catalogue', [])
    expect(await ids({ q: 'nsmc' })).toEqual([])
    const { rows: filled } = await hub.app.services.catalogue.fill()
    expect(filled).toBeGreaterThanOrEqual(rows)
    expect((await search({})).total.value).toBe(rows)
    expect((await ids({ q: 'nsmc' }))[0]).toBe('minji/nsmc')
    expect(await hub.app.services.catalogue.fill()).toEqual({ rows: 0 })
  })
})
