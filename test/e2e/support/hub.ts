import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const START_MS = 60_000
const STOP_MS = 20_000

export interface SpawnedHub {
  url: string
  stop(): Promise<void>
}

/** The hub as people start it, in a process of its own, under the name `localhost`, which passkeys need. */
export async function spawnHub(port: number, settings: Record<string, string>): Promise<SpawnedHub> {
  const folder = await mkdtemp(join(tmpdir(), 'databelt-e2e-'))
  // PostgreSQL runs as another user and must reach its data
  await chmod(folder, 0o755)
  const url = `http://localhost:${port}`
  const child = spawn(process.execPath, ['bin/databelt.js', 'serve'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABELT_PORT: String(port),
      DATABELT_DATA: folder,
      DATABELT_PUBLIC_URL: url,
      DATABELT_SAMPLE: 'false',
      DATABELT_MAINTENANCE: 'false',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(String(text)))
  const stop = async () => {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(url, child)
  } catch (error) {
    await stop()
    throw new Error(`The hub did not start: ${said.join('')}`, { cause: error })
  }
  return { url, stop }
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (const began = Date.now(); Date.now() - began < START_MS; await setTimeout(200)) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.status === 200) return
  }
  throw new Error(`it was not ready after ${START_MS / 1000} s`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await Promise.race([once(child, 'exit'), setTimeout(STOP_MS)])
  if (child.exitCode === null) child.kill('SIGKILL')
}
