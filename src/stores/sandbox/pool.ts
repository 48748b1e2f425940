import { mkdir, realpath, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { sep } from 'node:path'
import { findWalls } from './jail.js'
import { type ProcessOptions, SandboxProcess } from './process.js'
import { type Sandbox, SandboxFailed, type SandboxSession } from './sandbox.js'

export interface PoolOptions {
  /** Work folders are made below it; what another run left there is removed. */
  folder: string
  /** Compiled src/sandbox/main.js. */
  main: string
  memoryBytes: number
  /** Processes started ahead. */
  spare: number
  /** Most processes at once; more are refused. */
  most: number
}

/** Processes behind walls, some of them started ahead. */
export async function openSandbox(options: PoolOptions): Promise<Sandbox> {
  await rm(options.folder, { recursive: true, force: true })
  await mkdir(options.folder, { recursive: true })
  const walls = await findWalls()
  const main = await realpath(options.main)
  const visible = await visibleFiles(main)
  const spares: Promise<SandboxProcess>[] = []
  const running = new Set<SandboxProcess>()
  let isClosed = false

  const launch = async (): Promise<SandboxProcess> => {
    const { folder, memoryBytes } = options
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
    refill()
    return sessionOf(one)
  }

  const sessionOf = (one: SandboxProcess): SandboxSession => ({
    input: (name) => one.input(name),
    outFolder: one.outFolder,
    ask: (task, ask) => one.ask(task, ask),
    body: one.body,
    end: async () => {
      await finish(one)
      refill()
    },
  })

  async function close(): Promise<void> {
    isClosed = true
    await Promise.all([...running].map(finish))
    await rm(options.folder, { recursive: true, force: true })
  }

  return { walls, open, close }
}

/** Node, the program, and the packages it loads. */
async function visibleFiles(main: string): Promise<string[]> {
  const program = main.split(sep).slice(0, -2).join(sep)
  const duckdb = await realpath(createRequire(import.meta.url).resolve('@duckdb/node-api/package.json'))
  const packages = duckdb.slice(0, duckdb.lastIndexOf(`${sep}@duckdb${sep}`))
  return [await realpath(process.execPath), program, packages]
}
