// A hub of the test file's own, and the people and bytes its tests use.
import { execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export async function startHub(settings = {}) {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'databelt-compat-js-'))
  chmodSync(folder, 0o755) // the database inside may run as another user
  const outside = Object.entries(process.env).filter(([name]) => !/^(DATABELT_|DATABASE_URL$)/.test(name))
  const env = {
    ...Object.fromEntries(outside),
    DATABELT_PORT: String(port),
    DATABELT_DATA: join(folder, 'data'),
    DATABELT_ADMIN_TOKEN: `dbelt_compat_${randomBytes(16).toString('hex')}`,
    DATABELT_LOG_LEVEL: 'warn',
    DATABELT_SAMPLE: 'false',
    ...settings,
  }
  const logFile = join(folder, 'server.log')
  const log = openSync(logFile, 'a')
  const server = spawn(process.execPath, ['bin/databelt.js', 'serve'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', log, log],
  })
  const exited = new Promise((resolve) => server.once('exit', resolve))
  const cli = (...args) =>
    JSON.parse(
      execFileSync(process.execPath, ['bin/databelt.js', ...args, '--json'], { cwd: ROOT, env }) || '{}',
    )
  const hub = {
    url: `http://127.0.0.1:${port}`,
    /**
     * Makes a user and returns a token that may write. The client refuses, before it sends anything, every token
     * that does not begin with hf_, so the hub takes its own tokens with hf_ in front as well.
     */
    user(name) {
      cli('user', 'create', name)
      return `hf_${cli('token', 'create', name, '--role', 'write').token}`
    },
    async stop() {
      server.kill('SIGTERM')
      const late = globalThis.setTimeout(() => server.kill('SIGKILL'), 30_000)
      await exited
      clearTimeout(late)
      rmSync(folder, { recursive: true, force: true })
    },
  }
  const deadline = Date.now() + 90_000
  while (Date.now() < deadline && server.exitCode === null) {
    const ready = await fetch(`${hub.url}/readyz`).catch(() => undefined)
    if (ready?.ok) return hub
    await sleep(100)
  }
  const said = readFileSync(logFile, 'utf8')
  await hub.stop()
  throw new Error(`The hub did not start:\n${said}`)
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

let counter = 0
export const unique = (word = 'repo') => `${word}-${process.pid}-${++counter}`

/** Bytes no text has, the same in every run. */
export function noise(size, seed = 'seed') {
  const blocks = []
  for (let done = 0; done < size; done += 32)
    blocks.push(createHash('sha256').update(`${seed}:${done}`).digest())
  return Buffer.concat(blocks).subarray(0, size)
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

export async function collect(iterable) {
  const items = []
  for await (const item of iterable) items.push(item)
  return items
}

/** A fetch that keeps a list of what the client asked for; `change(url)` may return another address. */
export function recordingFetch(change = (url) => url) {
  const seen = []
  const recording = async (input, init) => {
    const url = change(String(input))
    const answer = await fetch(url, init)
    seen.push({
      method: init?.method ?? 'GET',
      url,
      status: answer.status,
      headers: new Headers(init?.headers),
      bodyBytes: init?.body?.byteLength ?? init?.body?.size ?? 0,
    })
    return answer
  }
  return { fetch: recording, seen }
}
