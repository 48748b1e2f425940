import type { FastifyServerOptions, RouteOptions } from 'fastify'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ACTIONS } from '../../src/core/policy.js'
import { startHub, type TestHub } from '../support/hub.js'

/** Every route as Fastify hears of it, also one that would be added beside the table. */
const seen: RouteOptions[] = []
vi.mock('fastify', async (original) => {
  const fastify = await original<typeof import('fastify')>()
  const create = (options: FastifyServerOptions) => {
    const app = fastify.default(options)
    app.addHook('onRoute', (route) => {
      seen.push(route)
    })
    return app
  }
  return { ...fastify, default: create }
})

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

test('no route is on the hub without an action', () => {
  expect(seen.length).toBeGreaterThan(100)
  for (const route of seen) expect(ACTIONS, `${route.method} ${route.url}`).toContain(route.config?.action)
})

test('health is on the hub, and metrics are not', async () => {
  expect(seen.map((route) => route.url)).toContain('/healthz')
  expect((await hub.call('/healthz')).status).toBe(200)
  expect((await hub.call('/readyz')).status).toBe(200)
  expect((await hub.call('/metrics')).status).toBe(404)
})
