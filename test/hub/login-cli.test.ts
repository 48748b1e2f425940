import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { StoredToken } from '../../src/cli/stored-tokens.js'
import { Browser, person } from '../support/browser.js'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'

/** The program itself, as people start it. */
const BIN = resolve(import.meta.dirname, '../../bin/databelt.js')
const ELSEWHERE = 'https://hub.example.org'

let hub: TestHub
let password: string
let folder: string
const children: ChildProcess[] = []
beforeAll(async () => {
  hub = await startHub()
  folder = await mkdtemp(join(tmpdir(), 'databelt-login-'))
  password = await person(hub, 'minji')
  const token = await hub.app.services.accounts.createToken('minji', {
    name: 'fills',
    scope: { role: 'write' },
    expiresAt: null,
  })
  await newRepo(hub, token, 'secret', 'private')
  const body = commitBody('add', [file('data.csv', 'id\n1\n2\n')])
  await hub.call('/api/datasets/minji/secret/commit/main', { method: 'POST', token, body })
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await hub?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

function start(...words: string[]) {
  const { DATABELT_TOKEN: _, DATABELT_HUB: __, ...rest } = process.env
  const env = { ...rest, XDG_CONFIG_HOME: folder }
  const child = spawn(process.execPath, [BIN, ...words, '--hub', hub.url], { env, cwd: folder })
  children.push(child)
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => {
      said.text += bytes
    })
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)))
  return { said, ended }
}
async function run(...words: string[]) {
  const { said, ended } = start(...words)
  return { code: await ended, text: said.text }
}
/** Begins a login, and answers it in the browser of a person who is signed in. */
async function login(isAllowed = true) {
  const { said, ended } = start('login')
  const code = () => /type the code ([A-Z]{4}-[A-Z]{4})/.exec(said.text)?.[1]
  await vi.waitUntil(code, { timeout: 30_000 })
  expect(said.text).toContain(`${hub.url}/device?user_code=${code()}`)
  const browser = new Browser(hub)
  await browser.signIn('minji', password)
  const answer = await browser.call('POST', '/api/device', { code: code(), allow: isAllowed })
  expect(answer.status).toBe(200)
  return { code: await ended, text: said.text }
}
const tokenFile = () => join(folder, 'databelt', 'token')
const kept = async () => JSON.parse(await readFile(tokenFile(), 'utf8')) as Record<string, StoredToken>
const keep = (all: Record<string, StoredToken>) => writeFile(tokenFile(), JSON.stringify(all))
const whoIs = async (token: string) => (await hub.call('/api/whoami-v2', { token })).status
const pull = (name: string) =>
  run('pull', 'minji/secret', '--split', 'train', '--format', 'csv', '--output', name)
const rows = (name: string) => readFile(join(folder, name), 'utf8')

test('a browser lets the program in; its token is renewed before it ends, and forgotten at last', {
  timeout: 240_000,
}, async () => {
  const before = await pull('before.csv')
  expect([before.code, before.text]).toEqual([1, expect.stringMatching(/token|sign in|not found/i)])

  const refused = await login(false)
  expect([refused.code, refused.text]).toEqual([1, expect.not.stringContaining('Signed in')])
  await expect(kept()).rejects.toThrow('ENOENT')

  const { code, text } = await login()
  expect([code, text]).toEqual([0, expect.stringContaining(`Signed in to ${hub.url}`)])
  const first = (await kept())[hub.url] as StoredToken
  expect(Object.keys(await kept())).toEqual([hub.url])
  expect(text).not.toContain(first.token)
  expect(text).not.toContain(first.refreshToken)
  // for its owner alone
  expect((await stat(tokenFile())).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'databelt'))).mode & 0o777).toBe(0o700)
  expect((await pull('signed-in.csv')).code).toBe(0)
  expect((await rows('signed-in.csv')).trim().split(/\r?\n/)).toEqual(['id', '1', '2'])
  // a day and more before its end it stays as it is
  expect((await kept())[hub.url]).toEqual(first)

  const other = { ...first, token: 'of another hub' }
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  await keep({ [ELSEWHERE]: other, [hub.url]: { ...first, expiresAt: soon } })
  expect((await pull('renewed.csv')).code).toBe(0)
  const second = (await kept())[hub.url] as StoredToken
  expect(second.token).not.toBe(first.token)
  expect(second.refreshToken).not.toBe(first.refreshToken)
  expect(Date.parse(second.expiresAt)).toBeGreaterThan(Date.now() + 29 * 86_400_000)
  expect([await whoIs(first.token), await whoIs(second.token)]).toEqual([401, 200])
  expect((await stat(tokenFile())).mode & 0o777).toBe(0o600)

  const out = await run('logout')
  expect([out.code, out.text]).toEqual([0, expect.stringContaining('Signed out here.')])
  expect(await kept()).toEqual({ [ELSEWHERE]: other })
  expect((await pull('after.csv')).code).toBe(1)
  // as its help says: the token itself is revoked on the page of tokens
  expect(await whoIs(second.token)).toBe(200)

  await writeFile(tokenFile(), '{"broken')
  const broken = await pull('broken.csv')
  expect([broken.code, broken.text]).toEqual([1, expect.stringContaining('sign in again: databelt login')])
})
