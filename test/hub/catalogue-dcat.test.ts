import { Parser } from 'n3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PREFIXES } from '../../src/codecs/rdf.js'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'

let hub: TestHub
let minji: string
const HARD = 'Quotes " and \\ back, é 한국어 \u{1F600}, "quoted" \\u0041 \\n'

beforeAll(async () => {
  hub = await startHub()
  minji = await hub.user('minji')
  for (const [name, visibility] of [
    ['one', 'public'],
    ['two', 'public'],
    ['three', 'public'],
    ['hidden', 'private'],
  ] as const) {
    const body = JSON.stringify({ name, type: 'dataset', private: visibility === 'private' })
    await hub.call('/api/repos/create', { method: 'POST', token: minji, body })
    const yaml = `pretty_name: ${JSON.stringify(HARD)}\nlanguage: [ko, eng, none-of-these]\nlicense: [mit, "my own <licence>"]\ntags: [cooking, "a \\"b\\""]`
    const commit = commitBody('Card', [
      file('README.md', `---\n${yaml}\n---\nText of ${name}. ${HARD}\n\nA\ttab.\n`),
      file('a.csv', '1'),
    ])
    const headers = { 'content-type': 'application/x-ndjson' }
    const path = `/api/datasets/minji/${name}/commit/main`
    expect((await hub.call(path, { method: 'POST', token: minji, body: commit, headers })).status).toBe(200)
  }
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const get = (query: string, options: Parameters<TestHub['call']>[1] = {}) =>
  hub.call(`/api/catalogue/dcat${query}`, options)

/** Statements as lines; a thing without a name by what is said of it. */
function triplesOfTurtle(text: string): string[] {
  const quads = new Parser().parse(text)
  const said = new Map<string, string[]>()
  for (const { subject, predicate, object } of quads)
    if (subject.termType === 'BlankNode')
      said.set(subject.value, [...(said.get(subject.value) ?? []), `${predicate.value} ${object.value}`])
  const name = (term: { termType: string; value: string }) =>
    term.termType === 'BlankNode' ? `[${said.get(term.value)?.sort().join(';')}]` : term.value
  return quads
    .filter((quad) => quad.subject.termType !== 'BlankNode')
    .map(({ subject, predicate, object }) => `${subject.value} ${predicate.value} ${name(object)}`)
    .sort()
}

type Json = Record<string, unknown>
const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'
const long = (name: string) => name.replace(/^(\w+):/, (_, prefix) => PREFIXES[prefix] ?? '?')
function triplesOfJson(text: string): string[] {
  const pairs = (node: Json): [string, string][] =>
    Object.entries(node).flatMap(([key, value]): [string, string][] => {
      if (key === '@id') return []
      if (key === '@type') return [[RDF_TYPE, long(String(value))]]
      return (value as Json[]).map((each) => [long(key), written(each)])
    })
  const written = (each: Json): string =>
    String(
      each['@value'] ??
        each['@id'] ??
        `[${pairs(each)
          .map((pair) => pair.join(' '))
          .sort()
          .join(';')}]`,
    )
  const { '@graph': graph } = JSON.parse(text) as { '@graph': Json[] }
  return graph.flatMap((node) => pairs(node).map(([key, value]) => `${node['@id']} ${key} ${value}`)).sort()
}

test('JSON-LD and Turtle say the same, whatever stands in a card', async () => {
  const turtle = await get('?format=ttl')
  const json = await get('?format=jsonld')
  expect(turtle.headers.get('content-type')).toBe('text/turtle; charset=utf-8')
  expect(json.headers.get('content-type')).toBe('application/ld+json; charset=utf-8')
  const page = (text: string, format: string) => text.replaceAll(`format=${format}`, 'format=')
  const triples = triplesOfTurtle(page(await turtle.text(), 'ttl'))
  expect(triples).toEqual(triplesOfJson(page(await json.text(), 'jsonld')))
  const one = `${hub.url}/datasets/minji/one#dataset`
  for (const line of [
    `${one} ${RDF_TYPE} http://www.w3.org/ns/dcat#Dataset`,
    `${one} http://purl.org/dc/terms/title ${HARD}`,
    `${one} http://www.w3.org/ns/dcat#keyword a "b"`,
    `${one} http://purl.org/dc/terms/license https://spdx.org/licenses/MIT`,
    `${one} http://purl.org/dc/terms/language http://id.loc.gov/vocabulary/iso639-1/ko`,
    `${one} http://purl.org/dc/terms/language http://id.loc.gov/vocabulary/iso639-2/eng`,
    `${one} http://www.w3.org/ns/dcat#landingPage ${hub.url}/datasets/minji/one`,
    `${hub.url}/datasets/minji/one#git http://www.w3.org/ns/dcat#accessURL ${hub.url}/datasets/minji/one.git`,
    `${hub.url}/datasets/minji/one#files http://www.w3.org/ns/dcat#mediaType https://www.iana.org/assignments/media-types/text/csv`,
  ])
    expect(triples).toContain(line)
})

test('the form is chosen by Accept too; the query wins', async () => {
  const type = async (accept: string, query = '') =>
    (await get(query, { headers: { accept } })).headers.get('content-type')?.split(';')[0]
  expect(await type('text/turtle')).toBe('text/turtle')
  expect(await type('application/ld+json')).toBe('application/ld+json')
  expect(await type('text/turtle;q=0.5, application/ld+json')).toBe('application/ld+json')
  expect(await type('text/turtle, application/ld+json;q=0.5')).toBe('text/turtle')
  expect(await type('*/*')).toBe('application/ld+json')
  expect(await type('text/turtle', '?format=jsonld')).toBe('application/ld+json')
  const wrong = await get('?format=xml')
  expect(wrong.status).toBe(400)
  expect(await wrong.text()).toContain('jsonld, ttl')
})

test('only what the caller may see is in it', async () => {
  expect(await (await get('?format=ttl')).text()).not.toContain('hidden')
  const own = await (await get('?format=ttl', { token: minji })).text()
  expect(own).toContain('minji/hidden#dataset')
  expect(own).toContain('access-right/NON_PUBLIC')
})

test('pages joined hold everything once, and each tells where the next is', async () => {
  const seen: string[] = []
  for (let url: string | undefined = '?format=ttl&limit=2'; url !== undefined; ) {
    const answer: Response = await get(url)
    const text = await answer.text()
    seen.push(...[...text.matchAll(/minji\/(\w+)#dataset> a /g)].map((match) => String(match[1])))
    const next: string | undefined = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
    if (next) expect(text).toContain(`hydra:next <${next}>`)
    url = next && new URL(next).search
  }
  expect(seen).toEqual(['one', 'two', 'three'])
})
