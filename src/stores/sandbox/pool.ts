import { randomUUID } from 'node:crypto'
import { mkdir, readdir, realpath, rm, stat, utimes } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, sep } from 'node:path'
import { findWalls, type Walls } from './jail.js'
import { type ProcessOptions, SandboxProcess } from './process.js'
import { type Sandbox, SandboxFailed, type SandboxSession } from './sandbox.js'

export interface PoolOptions {
  /** This process makes a folder of its own below it; those of hubs that were killed are removed. */
  folder: string
  /** Compiled src/sandbox/main.js. */
  main: string
  memoryBytes: number
  /** Processes started ahead. */
  spare: number
  /** Most processes at once; more are refused. */
  most: number
  /** Other walls than those there are, to see what holds without them. */
  walls?: Walls
}

/** Processes behind walls, some of them started ahead. */
export async function openSandbox(options: PoolOptions): Promise<Sandbox> {
  const folder = join(options.folder, randomUUID())
  await mkdir(folder, { recursive: true })
  await removeDead(options.folder)
  const touching = setInterval(() => void touch(folder), TOUCH_MS).unref()
  const walls = options.walls ?? (await findWalls())
  const main = await realpath(options.main)
  const visible = await visibleFiles(main)
  const spares: Promise<SandboxProcess>[] = []
  const running = new Set<SandboxProcess>()
  let refilling: NodeJS.Timeout | undefined
  let isClosed = false

  const launch = async (): Promise<SandboxProcess> => {
    const { memoryBytes } = options
    const one = new SandboxProcess({ walls, folder, main, visible, memoryBytes } satisfies ProcessOptions)
    running.add(one)
    try {
      await one.start()
      return one
    } catch (error) {
      await finish(one)
      throw error
    }
  }
  const finish = async (one: SandboxProcess): Promise<void> => {
    await one.end()
    running.delete(one)
  }
  const refill = () => {
    clearTimeout(refilling)
    refilling = undefined
    while (!isClosed && spares.length < options.spare && running.size < options.most) {
      const spare = launch()
      spare.catch(() => spares.splice(spares.indexOf(spare) >>> 0, 1))
      spares.push(spare)
    }
  }

  async function open(): Promise<SandboxSession> {
    if (isClosed) throw new SandboxFailed('cancelled', 'The hub is stopping.')
    const ahead = spares.shift()
    if (!ahead && running.size >= options.most)
      throw new SandboxFailed('busy', `All ${options.most} sandboxes are busy. Try again in a few seconds.`)
    const one = await (ahead ?? launch()).catch(() => launch())
    if (one.isOver) {
      await finish(one)
      return open()
    }
    refilling ??= setTimeout(refill, REFILL_MS).unref()
    return sessionOf(one)
  }

  const sessionOf = (one: SandboxProcess): SandboxSession => ({
    input: (name) => one.input(name),
    outFolder: one.outFolder,
    ask: (task, ask) => one.ask(task, ask),
    body: one.body,
    clear: () => one.clear(),
    end: async () => {
      await finish(one)
      refill()
    },
  })

  async function close(): Promise<void> {
    isClosed = true
    clearInterval(touching)
    clearTimeout(refilling)
    // while one starts it still writes to its folder
    await Promise.allSettled(spares)
    await Promise.all([...running].map(finish))
    await rm(folder, { recursive: true, force: true })
  }

  refill()
  return { walls, open, close }
}

/** The next process starts when one has ended, or so long after one was taken: its start must not slow a short task. */
const REFILL_MS = 2000
const TOUCH_MS = 3_600_000
const DEAD_MS = 24 * TOUCH_MS
const touch = (path: string) => utimes(path, new Date(), new Date()).catch(() => {})

async function removeDead(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const seen = await stat(path).catch(() => undefined)
    if (seen && Date.now() - seen.mtimeMs > DEAD_MS) await rm(path, { recursive: true, force: true })
  }
}

/** Node, the program, and the packages it loads. */
async function visibleFiles(main: string): Promise<string[]> {
  const program = main.split(sep).slice(0, -2).join(sep)
  const duckdb = await realpath(createRequire(import.meta.url).resolve('@duckdb/node-api/package.json'))
  const packages = duckdb.slice(0, duckdb.lastIndexOf(`${sep}@duckdb${sep}`))
  return [await realpath(process.execPath), program, packages]
}
