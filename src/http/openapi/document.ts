import { z } from 'zod'
import { errorRows } from '../../core/errors.js'
import type { Route } from '../route.js'
import { errorsOf } from './errors.js'
import { FACTS } from './facts.js'
import { parametersOf } from './parameters.js'
import { tagOf } from './tags.js'

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string', description: 'What is wrong, and what to do.' } },
}

/** The document of these routes, but for the address of the hub. */
export function openApiDocument(routes: Route[]) {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    for (const path of route.paths) {
      const at = template(path)
      paths[at] = { ...paths[at], [String(route.method).toLowerCase()]: operationOf(route, path) }
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Databelt',
      version: '1.0.0',
      description:
        'Every address of this hub. Errors carry their name in the header X-Error-Code, and say in the body what to do.',
    },
    security: [{}, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token: Authorization: Bearer TOKEN',
        },
      },
      schemas: { Error: ERROR },
    },
    'x-errors': errorRows(),
  }
}

/** As OpenAPI writes an address: what it stands for in braces. */
export const template = (path: string): string => path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')

function operationOf(route: Route, path: string) {
  const method = String(route.method)
  const facts = FACTS[`${method} ${path}`] ?? FACTS[`${method} ${route.paths[0]}`]
  const { body } = route
  return {
    operationId: idOf(method, path),
    summary: facts?.summary ?? spoken(method, path),
    tags: [tagOf(path, route)],
    parameters: parametersOf(route, path, facts?.query ?? {}),
    ...(body && { requestBody: { content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: {
      200: { description: facts?.answer ?? 'What was asked for.' },
      ...errorsOf(route),
    },
    ...(needsToken(route) && { security: [{ token: [] }] }),
    'x-action': route.action,
  }
}

const needsToken = ({ action }: Route): boolean =>
  !['hub:read', 'repo:read', 'repo:sample', 'repo:download', 'signed'].includes(action)

function schemaOf(body: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' })
  return schema
}

/** Unique, since no two routes have the same method and address. */
const idOf = (method: string, path: string): string =>
  [method.toLowerCase(), ...path.split('/').filter((part) => part !== '')]
    .map((part) =>
      part
        .replace(/^:/, 'by-')
        .replace(/^\*$/, 'path')
        .replace(/[^A-Za-z0-9-]/g, '_'),
    )
    .join('.')

const VERBS: Record<string, string> = {
  GET: 'Read',
  POST: 'Do',
  PUT: 'Set',
  PATCH: 'Change',
  DELETE: 'Remove',
}

/** A name for what nobody has described: its verb and the words of its address. */
function spoken(method: string, path: string): string {
  const named = path.split('/').filter((part) => part !== '' && !/^[:*]|^api$/.test(part))
  return `${VERBS[method] ?? method}: ${named.join(' ').replace(/[-_.]/g, ' ') || 'the page'}`
}
