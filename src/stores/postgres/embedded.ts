import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { findBinaries, findPlace, type PostgresPlace } from './folder.js'
import { supervise } from './supervise.js'

const USER = 'databelt'
const DATABASE = 'databelt'
const READY_DEADLINE_MS = 60_000
const STOP_DEADLINE_MS = 15_000

export interface EmbeddedPostgres {
  connection: { host: string; user: string; database: string }
  stop(): Promise<void>
}
type Log = (message: string) => void

/** How to reach the database of a hub that already runs on `hubFolder`. */
export async function embeddedConnection(hubFolder: string): Promise<EmbeddedPostgres['connection']> {
  return { host: (await findPlace(hubFolder)).socketFolder, user: USER, database: DATABASE }
}

/**
 * Starts PostgreSQL as a child on a Unix socket and keeps it running until `stop`. The caller must hold the
 * lock of `hubFolder`: a server left over from a killed hub is shut down first.
 */
export async function startEmbeddedPostgres(hubFolder: string, log: Log): Promise<EmbeddedPostgres> {
  const place = await findPlace(hubFolder)
  const binaries = await findBinaries(place)
  await stopLeftover(place, log)
  if (!existsSync(join(place.dataFolder, 'PG_VERSION'))) await initialise(place, binaries)
  const server = await supervise({
    launch: () => launch(place, binaries),
    ready: (child) => waitUntilReady(place, child),
    log,
  })
  try {
    await createDatabase(place)
  } catch (error) {
    await server.stop()
    throw error
  }
  const connection = { host: place.socketFolder, user: USER, database: DATABASE }
  return { connection, stop: server.stop }
}

async function initialise(place: PostgresPlace, binaries: string): Promise<void> {
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const args = [
    '-D',
    place.dataFolder,
    '-U',
    USER,
    '--auth=trust',
    '-E',
    'UTF8',
    '--locale=C',
    `--lc-ctype=${locale}`,
  ]
  await promisify(execFile)(join(binaries, 'bin', 'initdb'), args, {
    ...place.runAs,
    cwd: place.root,
    env: { LC_ALL: 'C' },
  })
}

async function launch(place: PostgresPlace, binaries: string): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: place.socketFolder,
    unix_socket_permissions: '0700',
    shared_buffers: '256MB',
    // ids are hashes: the first write to each page of an index after a checkpoint is logged whole
    wal_compression: 'on',
    max_connections: '60',
    log_min_messages: 'warning',
  }
  const args = [
    '-D',
    place.dataFolder,
    ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ]
  const logFile = await open(place.logFile, 'a')
  // detached: Ctrl-C reaches the hub alone, which then stops the database last
  const child = spawn(join(binaries, 'bin', 'postgres'), args, {
    ...place.runAs,
    cwd: place.root,
    env: { LC_ALL: 'C' },
    stdio: ['ignore', logFile.fd, logFile.fd],
    detached: true,
  })
  child.once('error', () => {})
  await logFile.close()
  return child
}

async function waitUntilReady(place: PostgresPlace, child: ChildProcess): Promise<void> {
  const end = Date.now() + READY_DEADLINE_MS
  while (Date.now() < end) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) break
    const client = new pg.Client({
      host: place.socketFolder,
      user: USER,
      database: 'postgres',
      connectionTimeoutMillis: 5000,
    })
    try {
      await client.connect()
      return
    } catch {
      await sleep(25)
    } finally {
      await client.end().catch(() => {})
    }
  }
  const lines = (await readFile(place.logFile, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-5)
  throw new Error(`The embedded PostgreSQL did not start. The end of ${place.logFile}:\n${lines.join('\n')}`)
}

async function createDatabase(place: PostgresPlace): Promise<void> {
  const client = new pg.Client({ host: place.socketFolder, user: USER, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}

/** A hub that was killed leaves its server running; two servers on one folder would destroy it. */
async function stopLeftover(place: PostgresPlace, log: Log): Promise<void> {
  const text = await readFile(join(place.dataFolder, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  if (!(pid > 0) || !(await isServerOf(pid, place))) return
  log('shutting down the PostgreSQL of a hub that ended without doing so')
  const end = Date.now() + STOP_DEADLINE_MS
  process.kill(pid, 'SIGINT')
  while (await isServerOf(pid, place)) {
    if (Date.now() > end) process.kill(pid, 'SIGQUIT')
    await sleep(50)
  }
}

/** The number in a stale pid file may belong to another program by now, so its arguments are compared. */
async function isServerOf(pid: number, place: PostgresPlace): Promise<boolean> {
  const args =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : await psArgs(pid)
  return args.includes(place.dataFolder)
}

const psArgs = (pid: number): Promise<string> =>
  promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).then(
    (done) => done.stdout,
    () => '',
  )
