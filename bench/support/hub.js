import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { waitFor } from './tools.js'

const PROGRAM = fileURLToPath(new URL('../../bin/databelt.js', import.meta.url))
const READY_MS = 60_000

/**
 * @typedef {object} BenchContext What every benchmark gets.
 * @property {boolean} quick Small sizes, to see that it works.
 * @property {boolean} long
 * @property {number} rounds How often each side runs.
 * @property {number} largest Bytes of the largest table.
 * @property {string} work Folder for data; removed at the end.
 * @property {string | undefined} profiles Folder for CPU profiles of the hub.
 * @property {string | undefined} python A Python with huggingface_hub.
 *
 * @typedef {object} Hub
 * @property {string} url
 * @property {string} token
 * @property {number} pid
 * @property {string} folder
 * @property {(sha256: string) => string} blobPath
 * @property {(how?: { keep: boolean }) => Promise<void>} stop Also removes the folder, unless it is to be kept.
 */

/**
 * A hub of its own, as `databelt serve` starts it, on a fresh folder or on one that was filled.
 * @param {BenchContext} context @param {string} [filled] @param {Record<string, string>} [settings] DATABELT_... of this one
 * @returns {Promise<Hub>}
 */
export async function startHub(context, filled, settings = {}) {
  const folder = filled ?? (await mkdtemp(join(context.work, 'hub-')))
  // PostgreSQL runs as another user and must reach its data
  await chmod(folder, 0o755)
  const port = await freePort()
  const token = `bench-${randomBytes(16).toString('hex')}`
  const profile = context.profiles ? ['--cpu-prof', `--cpu-prof-dir=${context.profiles}`] : []
  if (context.profiles) await mkdir(context.profiles, { recursive: true })
  const child = spawn(process.execPath, [...profile, PROGRAM, 'serve'], {
    env: { ...hubEnvironment({ port, folder, token }), ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const url = `http://127.0.0.1:${port}`
  const stop = async ({ keep } = { keep: false }) => {
    child.kill('SIGTERM')
    await ended
    if (!keep) await rm(folder, { recursive: true, force: true })
  }
  try {
    await waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`the hub ended with ${child.exitCode}`)
        return (await fetch(`${url}/readyz`)).ok
      },
      READY_MS,
      'the hub',
    )
  } catch (error) {
    await stop()
    throw error
  }
  const blobPath = (sha256) => join(folder, 'blobs', sha256.slice(0, 2), sha256)
  return { url, token, pid: child.pid, folder, blobPath, stop }
}

/** Only what is set here: settings of the caller's own hub must not leak in. */
function hubEnvironment({ port, folder, token }) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(DATABELT_|DATABASE_URL)/.test(name))
  return {
    ...Object.fromEntries(inherited),
    DATABELT_HOST: '127.0.0.1',
    DATABELT_PORT: String(port),
    DATABELT_DATA: folder,
    DATABELT_ADMIN_TOKEN: token,
    DATABELT_SAMPLE: 'false',
    DATABELT_MAINTENANCE: 'false',
    // what a limit answers is no measure
    DATABELT_RATE_ANONYMOUS: '0',
    DATABELT_RATE_USERS: '0',
  }
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
