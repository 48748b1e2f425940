import { expect, test } from 'vitest'
import { errorRows } from '../../core/errors.js'
import { ACTIONS } from '../../core/policy.js'
import { allRoutes } from '../router.js'
import { openApiDocument, template } from './document.js'
import { FACTS } from './facts.js'

const routes = allRoutes()
const document = openApiDocument(routes)
interface Operation {
  operationId: string
  summary: string
  parameters: { name: string; in: string; required: boolean }[]
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
