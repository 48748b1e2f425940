import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

const STOP_DEADLINE_MS = 15_000
const FIRST_WAIT_MS = 200
const MAX_WAIT_MS = 5_000

interface Supervised {
  launch: () => Promise<ChildProcess>
  /** Resolves when the process answers; rejects when it ends before. */
  ready: (child: ChildProcess) => Promise<void>
  log: (message: string) => void
}

/**
 * Starts a process and keeps it running until `stop`. One that ends is started again at once; one that ends before it
 * answered is given a pause, longer each time. Rejects when the first start fails.
 */
export async function supervise({ launch, ready, log }: Supervised): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController()
  let child = await launch()
  await ready(child).catch(async (error) => {
    await stopProcess(child)
    throw error
  })

  async function restart(): Promise<void> {
    child = await launch()
    // `stop` saw only the process before this one
    if (stopping.signal.aborted) return stopProcess(child)
    await ready(child)
  }

  async function watch(): Promise<void> {
    for (let wait = 0; ; ) {
      await ended(child)
      await sleep(wait, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      log(`PostgreSQL ended (${child.signalCode ?? child.exitCode}); starting it again`)
      wait = Math.min(Math.max(wait * 2, FIRST_WAIT_MS), MAX_WAIT_MS)
      await restart().then(
        () => {
          wait = 0
        },
        (error) => log(`PostgreSQL does not start: ${error instanceof Error ? error.message : error}`),
      )
    }
  }

  const watching = watch()
  const stop = async () => {
    stopping.abort()
    await stopProcess(child)
    await watching
  }
  return { stop }
}

/** A process that could not be spawned has no number, and never will have ended. */
const isOver = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (isOver(child)) resolve()
    else child.once('exit', () => resolve())
  })

async function stopProcess(child: ChildProcess): Promise<void> {
  if (isOver(child)) return
  const end = ended(child)
  child.kill('SIGINT')
  const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_DEADLINE_MS)
  await end
  clearTimeout(timer)
}
