import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newDatabase } from '../../support/hub.js'

export const TOKEN = 'fault-suite-token'
const BIN = resolve(import.meta.dirname, '../../../bin/databelt.js')
const READY_DEADLINE_MS = 60_000

/** What survives a hub process: its folder, its database, its settings. */
export interface HubPlace {
  folder: string
  env: Record<string, string>
  /** The database, when it is not the hub's own. */
  databaseUrl: string | undefined
  /** Hubs that were started here. */
  hubs: ChildHub[]
  /** Ends the hubs that still run, and deletes everything. */
  remove(): Promise<void>
}
export interface End {
  code: number | null
  signal: NodeJS.Signals | null
}
export interface ChildHub {
  url: string
  port: number
  pid: number
  place: HubPlace
  /** Resolves when the process is gone. */
  ended: Promise<End>
  isAlive(): boolean
  /** Lines that the process wrote to stderr. */
  errors(): string
  call(path: string, options?: RequestInit): Promise<Response>
  kill(): Promise<End>
  stop(): Promise<End>
}

/** A new folder, and a database on the server of the test run unless `ownDatabase`. */
export async function newPlace(
  options: { ownDatabase?: boolean; env?: Record<string, string>; folder?: string } = {},
): Promise<HubPlace> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'databelt-fault-')))
  // PostgreSQL runs as another user and must reach its data
  await chmod(folder, 0o755)
  const database = options.ownDatabase ? undefined : await newDatabase()
  const env = {
    DATABELT_DATA: folder,
    DATABELT_HOST: '127.0.0.1',
    DATABELT_ADMIN_TOKEN: TOKEN,
    DATABELT_SAMPLE: 'false',
    DATABELT_MAINTENANCE: 'false',
    // what else goes on would shift the calls that are counted; kill-tables is about it
    DATABELT_BUILD_TABLES: 'false',
    DATABELT_SPARE_SANDBOXES: '0',
    // one thread for files: the k-th system call is then the same one in every run
    UV_THREADPOOL_SIZE: '1',
    ...(database && { DATABASE_URL: database.url }),
    ...options.env,
  }
  const hubs: ChildHub[] = []
  const remove = async () => {
    for (const hub of hubs) if (hub.isAlive()) await hub.stop()
    await database?.drop()
    await rm(folder, { recursive: true, force: true })
  }
  return { folder, env, databaseUrl: database?.url, hubs, remove }
}

/** Starts `databelt serve` and waits until it answers. */
export async function startChildHub(
  place: HubPlace,
  extra: Record<string, string> = {},
  /** A program to run it under, with its arguments. */
  under: string[] = [],
): Promise<ChildHub> {
  const port = await freePort()
  const env = { ...cleanEnv(), ...place.env, ...extra, DATABELT_PORT: String(port) }
  const [program = '', ...args] = [...under, process.execPath, BIN, 'serve']
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const errors = collect(child)
  const ended = endOf(child)
  let over = false
  void ended.then(() => {
    over = true
  })
  const url = `http://127.0.0.1:${port}`
  const end = Date.now() + READY_DEADLINE_MS
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.status === 200) break
    if (over || Date.now() > end) {
      child.kill('SIGKILL')
      throw new Error(`the hub did not start: ${errors()}`)
    }
    await sleep(20)
  }
  const signalled = (signal: NodeJS.Signals) => () => {
    child.kill(signal)
    return ended
  }
  const hub: ChildHub = {
    url,
    port,
    pid: child.pid as number,
    place,
    ended,
    isAlive: () => !over,
    errors,
    call: (path, { headers, ...rest } = {}) =>
      fetch(url + path, {
        redirect: 'manual',
        ...rest,
        headers: { authorization: `Bearer ${TOKEN}`, ...(headers as Record<string, string>) },
      }),
    kill: signalled('SIGKILL'),
    stop: signalled('SIGTERM'),
  }
  place.hubs.push(hub)
  return hub
}

/** What to start for a command of the CLI on the place. */
export const commandLine = (place: HubPlace, args: string[], extra: Record<string, string> = {}) => ({
  program: process.execPath,
  args: [BIN, ...args],
  env: { ...cleanEnv(), ...place.env, ...extra },
})

/** Starts a command of the CLI; it runs when this returns. */
export function startCommand(place: HubPlace, command: string[], extra: Record<string, string> = {}) {
  const { program, args, env } = commandLine(place, command, extra)
  return watchCommand(spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

export function watchCommand(child: ChildProcess) {
  let stdout = ''
  child.stdout?.on('data', (bytes) => {
    stdout += bytes
  })
  const errors = collect(child)
  const done = endOf(child).then((end) => ({ ...end, stdout, stderr: errors() }))
  return { pid: child.pid as number, done }
}

export interface FsckAnswer {
  code: number | null
  faults: { what: string; where: string }[]
  setAside: string[] | undefined
}

/** `databelt fsck --json`, with these flags more. */
export async function fsck(place: HubPlace, ...flags: string[]): Promise<FsckAnswer> {
  const { code, stdout, stderr } = await startCommand(place, ['fsck', '--json', ...flags]).done
  if (!stdout.startsWith('{')) throw new Error(`fsck ended with ${code}: ${stderr}`)
  return { code, ...(JSON.parse(stdout) as Omit<FsckAnswer, 'code'>) }
}

/** What the hub logged of errors that are none of its known answers: its bugs. */
export const bugsOf = (hub: ChildHub): string[] =>
  hub
    .errors()
    .split('\n')
    // only the end is kept, which may begin inside of a line
    .slice(1)
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as { msg: string; err?: { name?: string; stack: string } })
    .filter(({ err }) => err !== undefined && err.name !== 'HubError')
    .map(({ msg, err }) => `${msg}: ${err?.stack}`)

/** Resident memory of a process in bytes. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024
}

export const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** The environment without settings of a hub, which would reach the one under test. */
const cleanEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(DATABELT_|DATABASE_URL|VITEST|NODE_)/.test(name)),
  )

function collect(child: ChildProcess): () => string {
  let text = '\n'
  child.stderr?.on('data', (bytes) => {
    text = (text + bytes).slice(-20_000)
  })
  return () => text
}

const endOf = (child: ChildProcess): Promise<End> =>
  new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code, signal) => done({ code, signal }))
  })
