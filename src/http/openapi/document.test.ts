import { expect, test } from 'vitest'
import { errorRows } from '../../core/errors.js'
import { ACTIONS } from '../../core/policy.js'
import { allRoutes } from '../router.js'
import { openApiDocument, template } from './document.js'
import { FACTS, factsOf } from './facts/facts.js'
import { KOREAN_TEXTS } from './facts/korean/korean.js'
import { SPOKEN } from './spoken.js'

const routes = allRoutes()
const document = openApiDocument(routes)
interface Operation {
  operationId: string
  summary: string
  parameters: { name: string; in: string; required: boolean; description: string }[]
  responses: Record<string, { description: string; 'x-error-codes'?: string[] }>
  requestBody?: { content: Record<string, { schema: object }> }
  'x-action': string
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...(operation as Operation) })),
)

test('every route of the table is described, and nothing else is', () => {
  const table = routes.flatMap(({ method, paths }) =>
    paths.map((path) => `${String(method).toLowerCase()} ${template(path)}`),
  )
  expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...new Set(table)].sort())
})

test('what is told beside the table is about routes that there are', () => {
  const table = new Set(routes.flatMap(({ method, paths }) => paths.map((path) => `${method} ${path}`)))
  expect(Object.keys(FACTS).filter((key) => !table.has(key))).toEqual([])
})

test('every route has a summary, in one place', () => {
  const untold = routes.filter((route) => !factsOf(route)?.summary)
  expect(untold.map(({ method, paths }) => `${method} ${paths.join(' ')}`)).toEqual([])
  const twice = routes.filter(
    ({ method, paths }) => paths.filter((path) => FACTS[`${method} ${path}`]).length > 1,
  )
  expect(twice.map(({ method, paths }) => `${method} ${paths.join(' ')}`)).toEqual([])
})

test('what must be asked is described', () => {
  for (const route of routes) {
    const { query = {}, needs = [] } = factsOf(route) ?? {}
    expect(Object.keys(query), String(route.paths[0])).toEqual(expect.arrayContaining(needs))
  }
  const rows = operations.find(({ path }) => path === '/rows')
  expect(rows?.parameters.filter(({ required }) => required).map(({ name }) => name)).toEqual([
    'dataset',
    'config',
    'split',
  ])
})

test('what stands in addresses is described', () => {
  for (const { method, path, parameters } of operations)
    for (const each of parameters) expect(each.description, `${method} ${path}: ${each.name}`).not.toBe('')
})

test('every text of the document is there in Korean, and no other', () => {
  const said = new Set<string>()
  const listener = { ...SPOKEN.en, say: (text: string) => said.add(text) && text }
  openApiDocument(routes, listener)
  expect(Object.keys(KOREAN_TEXTS).sort()).toEqual([...said].sort())
  for (const [english, korean] of Object.entries(KOREAN_TEXTS)) {
    expect(korean, english).not.toBe('')
    // codes and numbers that people copy are the same
    for (const [code] of english.matchAll(/`\w+`|\b[45]\d\d\b|\b[A-Z][a-z]+[A-Z]\w+/g))
      expect(korean, english).toContain(code)
  }
})

test('in Korean only what people read differs', () => {
  const korean = openApiDocument(routes, SPOKEN.ko)
  expect(korean.info.description).toMatch(/[가-힣]/)
  const all = Object.values(korean.paths).flatMap((methods) => Object.values(methods) as Operation[])
  for (const { summary, operationId } of all) expect(summary, operationId).toMatch(/[가-힣]/)
  for (const { key, message } of korean['x-errors']) if (key !== 'OAuth') expect(message).toBeTruthy()
  const bare = (value: object) =>
    JSON.stringify(value, (name, inner) =>
      ['summary', 'description', 'message'].includes(name) && typeof inner === 'string' ? '' : inner,
    )
  expect(bare(korean)).toBe(bare(document))
})

test('the document keeps the rules of OpenAPI 3.1', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d$/)
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { path, method, parameters, responses, summary } of operations) {
    expect(path).toMatch(/^\//)
    expect(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']).toContain(method)
    expect(summary).not.toBe('')
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(
      parameters.filter((each) => each.in === 'path').map(({ name }) => name),
      path,
    ).toEqual(named)
    expect(parameters.filter((each) => each.in === 'path').every(({ required }) => required)).toBe(true)
    const names = parameters.map((each) => `${each.in} ${each.name}`)
    expect(new Set(names).size, `${method} ${path}`).toBe(names.length)
    for (const [status, { description }] of Object.entries(responses)) {
      expect(status).toMatch(/^[1-5]\d\d$/)
      expect(description).not.toBe('')
    }
  }
  const text = JSON.stringify(document)
  for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g))
    expect(document.components.schemas).toHaveProperty(name as string)
})

test('actions are of the policy, and errors of the table', () => {
  const codes = new Set(errorRows().map(({ code, key }) => code || key))
  for (const operation of operations) {
    expect(ACTIONS).toContain(operation['x-action'])
    for (const response of Object.values(operation.responses))
      for (const code of response['x-error-codes'] ?? []) expect(codes).toContain(code)
  }
})

test('bodies are described by the schemas that the handlers check', () => {
  const sql = operations.find(({ path, method }) => path === '/api/sql' && method === 'post')
  expect(sql?.requestBody?.content['application/json']?.schema).toMatchObject({
    type: 'object',
    required: ['sql'],
    properties: { sql: { type: 'string' }, format: { enum: expect.arrayContaining(['csv', 'parquet']) } },
  })
  expect(operations.filter(({ requestBody }) => requestBody).length).toBeGreaterThan(30)
})
