import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type App, openApp } from '../../src/app.js'
import { parseConfig } from '../../src/config/config.js'
import { readSettings } from '../../src/config/env.js'
import type { OrgRole, TokenScope } from '../../src/core/policy.js'
import { type RunningHub, serve } from '../../src/serve.js'

export interface TestHub {
  url: string
  app: App
  folder: string
  /** fetch on the hub, as the holder of `token`. */
  call(path: string, options?: RequestInit & { token?: string }): Promise<Response>
  /** A new user with a token. */
  user(name: string, scope?: TokenScope): Promise<string>
  /** A new organisation with these members. */
  org(name: string, members: Record<string, OrgRole>): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A database of its own, with the ctype that the hub asks for. Drops it on `drop`. */
export async function newDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  const onServer = async (sql: string) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  await onServer(
    `create database ${name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'`,
  )
  return {
    url: server.replace(/\/[^/?]+(\?|$)/, `/${name}$1`),
    drop: () => onServer(`drop database if exists ${name} with (force)`),
  }
}

/** A whole hub in this process, on a free port, with a folder and a database of its own. */
export async function startHub(flags: Record<string, unknown> = {}): Promise<TestHub> {
  const folder = await mkdtemp(join(tmpdir(), 'databelt-hub-'))
  const database = await newDatabase()
  const settings = {
    port: 0,
    host: '127.0.0.1',
    data: folder,
    databaseUrl: database.url,
    sample: false,
    maintenance: false,
    buildTables: false,
    notify: false,
    spareSandboxes: 0,
    logLevel: 'silent',
    rateAnonymous: '0/0/0',
    rateUsers: '0/0/0',
  }
  const app = await openApp(parseConfig(readSettings({ ...settings, ...flags }, {})), {
    alone: true,
    log: () => {},
  })
  const hub: RunningHub = await serve(app)
  return {
    url: hub.url,
    app,
    folder,
    call: (path, { token, headers, ...options } = {}) =>
      fetch(hub.url + path, {
        redirect: 'manual',
        ...options,
        headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
      }),
    user: async (name, scope = { role: 'write' }) => {
      await app.services.accounts.create('user', name, {})
      return app.services.accounts.createToken(name, { name: 'test', scope, expiresAt: null })
    },
    org: async (name, members) => {
      await app.services.accounts.create('org', name, {})
      for (const [user, role] of Object.entries(members))
        await app.services.accounts.setRole(name, user, role)
    },
    [Symbol.asyncDispose]: async () => {
      await hub.close()
      await app.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A commit body as the clients send it. */
export const commitBody = (
  summary: string,
  operations: { key: string; value: unknown }[],
  header: Record<string, unknown> = {},
): string =>
  [{ key: 'header', value: { summary, ...header } }, ...operations]
    .map((line) => JSON.stringify(line))
    .join('\n')

export const file = (path: string, content: string | Buffer) => ({
  key: 'file',
  value: { path, content: Buffer.from(content).toString('base64'), encoding: 'base64' },
})
