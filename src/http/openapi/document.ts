import { z } from 'zod'
import { errorRows } from '../../core/errors.js'
import type { Route } from '../route.js'
import { errorsOf } from './errors.js'
import { factsOf } from './facts/facts.js'
import type { Facts } from './facts/shared.js'
import { parametersOf } from './parameters.js'
import { SPOKEN, type Spoken } from './spoken.js'
import { tagOf } from './tags.js'

/** The document of these routes, but for the address of the hub. */
export function openApiDocument(routes: Route[], spoken: Spoken = SPOKEN.en) {
  const { say } = spoken
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    for (const path of route.paths) {
      const at = template(path)
      paths[at] = { ...paths[at], [String(route.method).toLowerCase()]: operationOf(route, path, spoken) }
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Databelt',
      version: '1.0.0',
      description: say(
        'Every address of this hub. Errors carry their name in the header X-Error-Code, and say in the body what to do.',
      ),
    },
    security: [{}, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: say('An access token: Authorization: Bearer TOKEN'),
        },
      },
      schemas: { Error: errorSchema(spoken) },
    },
    'x-errors': errorRows().map((row) => ({ ...row, message: spoken.refusal(row) })),
  }
}

const errorSchema = ({ say }: Spoken) => ({
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string', description: say('What is wrong, and what to do.') } },
})

/** As OpenAPI writes an address: what it stands for in braces. */
export const template = (path: string): string => path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')

function operationOf(route: Route, path: string, spoken: Spoken) {
  const method = String(route.method)
  const facts: Partial<Facts> = factsOf(route) ?? {}
  const { summary = '', answer = 'What was asked for.' } = facts
  const { body } = route
  return {
    operationId: idOf(method, path),
    summary: spoken.say(summary),
    tags: [tagOf(path, route)],
    parameters: parametersOf(route, path, facts, spoken),
    ...(body && { requestBody: { content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: {
      200: { description: spoken.say(answer) },
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
