import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  commandLine,
  freePort,
  type HubPlace,
  newPlace,
  startChildHub,
  startCommand,
} from '../faults/support/child-hub.js'
import { newGitPerson } from '../support/git-client.js'
import { commitBody, file } from '../support/hub.js'

/** Where a secret could be found by somebody whom it does not concern. */
const PLACES = ['log', 'events', 'audit', 'metrics', 'answers'] as const
type Place = (typeof PLACES)[number]
const canaries = new Map<string, { secret: string; allowed: Place[] }>()

/** A secret that is planted once, and where it may be found all the same. */
function plant(name: string, ...allowed: Place[]): string {
  const secret = `cnry${canaries.size}x${randomBytes(8).toString('hex')}`
  canaries.set(name, { secret, allowed })
  return secret
}
/** The same for a secret that the hub chose. */
function note(name: string, secret: string, ...allowed: Place[]): string {
  canaries.set(name, { secret, allowed })
  return secret
}

let place: HubPlace
let url: string
let child: ChildProcess
let log = ''
const answers: string[] = []
const statuses: number[] = []
let adminToken: string
let healthPort: number

beforeAll(async () => {
  adminToken = plant('DATABELT_ADMIN_TOKEN')
  place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
  const port = await freePort()
  healthPort = await freePort()
  const databaseUrl = (place.databaseUrl as string).replace(
    /^postgres:\/\/([^@]*)@/,
    (_, user: string) => `postgres://${user.split(':')[0]}:${plant('password of DATABASE_URL')}@`,
  )
  const { program, args, env } = commandLine(place, ['serve'], {
    DATABASE_URL: databaseUrl,
    DATABELT_ADMIN_TOKEN: adminToken,
    DATABELT_PORT: String(port),
    DATABELT_HEALTH_PORT: String(healthPort),
    DATABELT_LOG_LEVEL: 'debug',
    DATABELT_MAINTENANCE: 'true',
    DATABELT_BUILD_TABLES: 'true',
    DATABELT_TRUST_PROXY: 'true',
  })
  child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (bytes) => {
      log += bytes
    })
  url = `http://127.0.0.1:${port}`
  const isReady = () =>
    fetch(`${url}/readyz`)
      .then(({ ok }) => ok)
      .catch(() => false)
  await vi.waitUntil(isReady, { timeout: 60_000, interval: 100 })
})
afterAll(async () => {
  if (child.exitCode === null) {
    child.kill('SIGKILL')
    await new Promise((done) => child.once('exit', done))
  }
  await place?.remove()
})

type Options = {
  method?: string
  token?: string | undefined
  headers?: Record<string, string>
  body?: unknown
}
async function send(path: string, { method, token, headers, body }: Options = {}) {
  const answer = await fetch(path.startsWith('http') ? path : url + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    redirect: 'manual',
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  answers.push(`${JSON.stringify([...answer.headers])}\n${text}`)
  statuses.push(answer.status)
  return { status: answer.status, text, json: () => JSON.parse(text) }
}
async function raw(text: string): Promise<void> {
  const { port } = new URL(url)
  const answer = await new Promise<string>((done) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.end(text))
    let got = ''
    socket.on('data', (bytes) => {
      got += bytes
    })
    socket.on('error', () => done(got))
    socket.on('close', () => done(got))
  })
  answers.push(answer)
}
const admin = <T extends Options>(options: T) => ({ ...options, token: adminToken })
const API = '/api/datasets/admin/secret'
const WEB = '/datasets/admin/secret'
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})
async function onDatabase(sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: place.databaseUrl })
  await client.connect()
  return client.query(sql).finally(() => client.end())
}

async function fillRepo(): Promise<void> {
  const card = `---\nlicense: mit\nextra_gated_fields:\n  Purpose: text\n---\n# ${plant('card of a private repo')}\n`
  await send('/api/repos/create', admin({ body: { name: 'secret', type: 'dataset', private: true } }))
  const lines = [
    file('README.md', card),
    file('data.csv', `id,text\n1,${plant('row of a private repo')}\n`),
    file(`${plant('file name in a private repo', 'audit')}.txt`, plant('content of a private file')),
  ]
  const summary = plant('summary of a commit')
  const header = { description: plant('description of a commit') }
  const body = commitBody(summary, lines, header)
  expect((await send(`${API}/commit/main`, admin({ body }))).status).toBe(200)
}

async function wrongCredentials(): Promise<void> {
  await send(`${API}/tree/main`, { token: plant('bearer token that is wrong') })
  const password = plant('basic password that is wrong')
  await send(`${WEB}/info/refs?service=git-upload-pack`, { headers: basic(plant('basic user'), password) })
  await send(API, { headers: { authorization: `Digest ${plant('unknown scheme')}` } })
  await send(API, admin({ headers: { cookie: `session=${plant('cookie')}` } }))
  await send(`${API}?token=${plant('query value token')}`, admin({}))
  await send(`/nowhere?key=${plant('query value of an unknown address')}`)
  await send(`${WEB}/resolve/main/data.csv?X-Amz-Signature=${plant('query value of a file')}`, {})
  await send(`${WEB}/resolve/main/data.csv?access_token=${plant('query value, allowed')}`, admin({}))
  const { port } = new URL(url)
  const inUrl = `${plant('user in the address')}:${plant('password in the address')}`
  await raw(`GET http://${inUrl}@127.0.0.1:${port}${API} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  await raw(`GET / HTTP/1.1\r\nHost: x\r\nBroken ${plant('broken header')}\r\n\r\n`)
  await raw(`${plant('no HTTP at all')}\r\n\r\n`)
}

async function headers(): Promise<void> {
  const names = [
    'x-private',
    'referer',
    'x-request-id',
    'x-xet-session-id',
    'range',
    'if-none-match',
    'content-type',
  ]
  for (const name of names)
    await send(`${WEB}/resolve/main/data.csv`, admin({ headers: { [name]: plant(`header ${name}`) } }))
  await send(`${WEB}/resolve/main/data.csv`, { headers: { 'user-agent': plant('user agent', 'audit') } })
  await send(`${WEB}/resolve/main/data.csv`, {
    headers: {
      'x-forwarded-for': plant('header x-forwarded-for'),
      'x-forwarded-host': plant('forwarded host', 'answers'),
    },
  })
}

async function tokens(): Promise<void> {
  const made = await startCommand(place, [
    'user',
    'create',
    'minji',
    '--email',
    `${plant('e-mail')}@example.org`,
  ]).done
  expect(made.code, made.stderr).toBe(0)
  const { stdout } = await startCommand(place, ['token', 'create', 'minji']).done
  const token = note('token of a user', stdout.trim())
  await send('/api/whoami-v2', { token })
  await send(`${WEB}/info/refs?service=git-upload-pack`, { headers: basic('minji', token) })
  await send(`/api/datasets/minji/none`, { token })
  const lfs = { operation: 'upload', objects: [{ oid: 'a'.repeat(64), size: 5 }] }
  const { objects } = (await send(`${WEB}.git/info/lfs/objects/batch`, admin({ body: lfs }))).json() as {
    objects: { actions: { upload: { href: string } } }[]
  }
  const href = objects[0]?.actions.upload.href as string
  // its owner was told it
  note('signature of an address', new URL(href).searchParams.get('sig') ?? 'none', 'answers')
  await send(href, { method: 'PUT', body: plant('content that is refused') })
  await send(`${href}${plant('signature that is wrong')}`, { method: 'PUT', body: 'x' })
  const xet = (await send(`${API}/xet-read-token/main`, admin({}))).json() as {
    accessToken: string
    casUrl: string
  }
  note('xet token', xet.accessToken, 'answers')
  const at = `${xet.casUrl}/v1/reconstructions/${'b'.repeat(64)}`
  await send(at, { token: xet.accessToken })
  await send(at, { token: `xet_${plant('xet token that is wrong')}` })
}

async function bodies(): Promise<void> {
  await send(
    '/api/repos/create',
    admin({ body: { name: 'x', type: 'dataset', [plant('JSON key')]: plant('JSON value') } }),
  )
  await send('/api/repos/create', admin({ body: `{"name": "${plant('broken JSON')}", "ty` }))
  await send('/api/repos/create', admin({ body: `${plant('no JSON')}` }))
  await send(
    `${API}/commit/main`,
    admin({ body: `{"key": "header"}\n{"${plant('broken line of a commit')}` }),
  )
  await send(
    `${API}/preupload/main`,
    admin({ body: { files: [{ path: 'x', sample: plant('sample'), size: 1 }] } }),
  )
  await send(`${WEB}.git/info/lfs/objects/batch`, admin({ body: { operation: plant('LFS operation') } }))
  await send('/api/validate-yaml', admin({ body: { content: `---\na: [${plant('broken card')}\n---\n` } }))
  await send(
    `${API}/settings`,
    admin({ method: 'PUT', body: { gated: 'manual', note: plant('unknown setting') } }),
  )
  await send(`${API}/settings`, admin({ method: 'PUT', body: { private: false, gated: 'manual' } }))
  const { stdout } = await startCommand(place, ['token', 'create', 'minji', '--name', 'asks']).done
  const token = note('second token', stdout.trim())
  // its reviewers are told
  const fields = { Purpose: plant('answer of a form', 'answers') }
  await send(`${API}/access`, { token, body: { fields, terms: null } })
  await send(`${API}/access`, { token, body: { fields: { [plant('unknown question')]: 'x' }, terms: null } })
  const rejectionReason = plant('reason of a reviewer', 'answers')
  await send(
    `${API}/user-access-request/handle`,
    admin({ body: { user: 'minji', status: 'rejected', rejectionReason } }),
  )
  await send(`${API}/access`, { token })
  await send(`${API}/settings`, admin({ method: 'PUT', body: { private: true, gated: false } }))
}

async function queries(): Promise<void> {
  await expect
    .poll(
      async () => (await send('/rows?dataset=admin/secret&config=default&split=train', admin({}))).status,
      {
        timeout: 60_000,
        interval: 500,
      },
    )
    .toBe(200)
  const sql = (text: string) => send('/api/sql', admin({ body: { sql: text } }))
  await sql(`select '${plant('SQL text', 'answers')}' as x`)
  await sql(`select from where '${plant('SQL that is wrong', 'answers')}`)
  await sql(`select cast('${plant('SQL that fails', 'answers')}' as integer)`)
  await sql(`attach '${plant('SQL that is refused', 'answers')}' as x`)
  const rows = '?dataset=admin/secret&config=default&split=train'
  await send(`/search${rows}&query=${plant('search for rows')}`, admin({}))
  await send(`/filter${rows}&where="text"='${plant('filter of rows')}'`, admin({}))
  await send(`/filter${rows}&where=${plant('filter that is wrong', 'answers')}(`, admin({}))
  await send(`/api/catalogue?q=${plant('search for repos')}`, admin({}))
  await send(`/api/datasets?search=${plant('search of a list')}`, admin({}))
}

async function pushes(): Promise<void> {
  await using person = await newGitPerson()
  const remote = `${url}${WEB}`.replace('http://', `http://admin:${adminToken}@`)
  const folder = await person.clone(remote)
  await person.commit(folder, { 'pushed.txt': plant('pushed content') }, plant('pushed message'))
  await person.run(folder, ['push', '-q', 'origin', 'HEAD:main'])
  await person.run(folder, ['push', '-q', 'origin', `HEAD:refs/odd/${plant('ref that is refused')}`])
}

/** The database refuses rows, which it then repeats in its errors. */
async function serverErrors(): Promise<void> {
  const commit = (name: string) =>
    send(
      `${API}/commit/main`,
      admin({
        body: commitBody('c', [file(`${plant(`${name}: path`, 'audit')}.txt`, plant(`${name}: content`))]),
      }),
    )
  await onDatabase('alter table git_blobs add constraint refuses check (size < 0) not valid')
  expect((await commit('row refused')).status).toBe(500)
  await onDatabase('alter table git_blobs drop constraint refuses')
  await onDatabase('alter table git_blobs rename to away')
  expect((await commit('table gone')).status).toBe(500)
  await send(`${WEB}/resolve/main/${plant('path of a 500', 'audit')}.txt`, admin({}))
  await onDatabase('alter table away rename to git_blobs')
  await onDatabase('alter table events add constraint refuses check (seq < 0) not valid')
  expect((await send(`${API}/settings`, admin({ method: 'PUT', body: { gated: 'auto' } }))).status).toBe(500)
  await onDatabase('alter table events drop constraint refuses')
  await onDatabase('alter table audit_inbox add constraint refuses check (id < 0) not valid')
  await send(
    `${WEB}/resolve/main/data.csv`,
    admin({ headers: { 'user-agent': plant('agent that is not recorded') } }),
  )
  await onDatabase('alter table audit_inbox drop constraint refuses')
}

/** How a text can be hidden in another: as it is, in hex, in Base64 at each of its three offsets. */
function shapesOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64url')
      .replaceAll('=', '')
    return text.slice(shift === 0 ? 0 : shift + 1, -2)
  })
  const standard = base64.map((text) => text.replaceAll('-', '+').replaceAll('_', '/'))
  return [secret, bytes.toString('hex'), ...base64, ...standard]
}

test('secrets that were planted in every input are in no log, event, audit, metric or answer', {
  timeout: 300_000,
}, async () => {
  for (const step of [fillRepo, wrongCredentials, headers, tokens, bodies, queries, pushes, serverErrors])
    await step()
  const metrics = await (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text()
  const refused = answers.length
  await sleep(1500)
  child.kill('SIGTERM')
  await new Promise((done) => child.once('exit', done))
  const texts = async (sql: string) => JSON.stringify((await onDatabase(sql)).rows)
  const found: Record<Place, string> = {
    log,
    events: await texts('select * from events'),
    audit: (await texts('select entry from audit_log')) + (await texts('select entry from audit_inbox')),
    metrics,
    answers: '',
  }
  // what a caller sent may come back to that caller; credentials never do
  found.answers = answers.slice(0, refused).join('\n')
  const echoed = (name: string) =>
    !/token|password|cookie|basic|scheme|signature|header|query value|user in/.test(name)
  const leaks: string[] = []
  for (const [name, { secret, allowed }] of canaries) {
    for (const where of PLACES) {
      if (allowed.includes(where) || (where === 'answers' && echoed(name))) continue
      const shape = shapesOf(secret).find((each) => found[where].includes(each))
      if (shape === undefined) continue
      const at = found[where].indexOf(shape)
      leaks.push(`${name} in ${where}: ...${found[where].slice(Math.max(0, at - 150), at + 60)}...`)
    }
  }
  console.log(
    `canaries: ${canaries.size} planted, ${statuses.length} answers, ${statuses.filter((status) => status >= 500).length} of them 5xx, ${log.length} characters of log`,
  )
  expect(leaks).toEqual([])
  expect(canaries.size).toBeGreaterThanOrEqual(40)
  expect(statuses.filter((status) => status === 500).length).toBeGreaterThanOrEqual(3)
  expect(statuses.filter((status) => status >= 400 && status < 500).length).toBeGreaterThan(20)
  expect(found.log.split('\n').length).toBeGreaterThan(50)
  expect(found.audit.length).toBeGreaterThan(1000)
  // the search itself works
  expect(found.audit).toContain(canaries.get('user agent')?.secret)
  expect(found.answers).toContain(canaries.get('answer of a form')?.secret)
})

/** What a hub may die of, with secrets where errors of the database and of libraries have them. */
const CRASHES = {
  'an error that nobody caught': (secret: string) =>
    `throw Object.assign(new Error('provoked'), { detail: '${secret}', where: '${secret}', token: '${secret}' })`,
  'a rejection with an error': (secret: string) =>
    `Promise.reject(Object.assign(new Error('provoked'), { detail: '${secret}', cause: { row: '${secret}' } }))`,
  'a rejection with something else': (secret: string) => `Promise.reject({ row: '${secret}' })`,
}

test('a hub that crashes says so in its log, and hides there what it hides elsewhere', {
  timeout: 300_000,
}, async () => {
  const own = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
  try {
    for (const [what, crash] of Object.entries(CRASHES)) {
      const secret = `cnry${randomBytes(8).toString('hex')}`
      // a file: a stack has the address of its code
      const preload = join(own.folder, 'crash.mjs')
      await writeFile(preload, `process.on('SIGUSR2', () => { ${crash(secret)} })`)
      const hub = await startChildHub(own, { NODE_OPTIONS: `--import=${preload}` })
      process.kill(hub.pid, 'SIGUSR2')
      expect([what, await hub.ended]).toEqual([what, { code: 1, signal: null }])
      const said = hub.errors()
      expect(shapesOf(secret).filter((shape) => said.includes(shape))).toEqual([])
      const last = JSON.parse(said.trim().split('\n').at(-1) ?? '')
      expect(last, what).toMatchObject({ level: 60, msg: 'The hub has crashed.' })
      if (what.includes('error'))
        expect(last.err).toMatchObject({ message: 'provoked', stack: expect.any(String) })
    }
  } finally {
    await own.remove()
  }
})
