import { execFileSync, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Injection {
  /** Names of system calls, with commas. Each is counted on its own, in each thread on its own. */
  syscalls: string
  /** What happens at the call, as strace writes it: `signal=KILL`, `error=ENOSPC`, `delay_enter=300000`. */
  does: string
  /** The how manieth call; every call when absent. */
  nth?: number
  /** `main`: only the thread with the event loop, which speaks to PostgreSQL and to clients. */
  threads: 'all' | 'main'
}
export interface Tracer {
  /** The lines of system calls seen so far. */
  lines(): string
  /**
   * Ends strace; what it traced goes on. After a kill, strace itself is killed: it can hang on a process that died
   * under it.
   */
  detach(): Promise<void>
}

/** Why faults cannot be injected here, or undefined. */
export function straceMissing(): string | undefined {
  if (process.platform !== 'linux') return 'strace is for Linux'
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'strace is not installed or may not trace here'
  }
}

/** Attaches to the threads that a running process has. Its children are left alone, those it makes later too. */
export async function attach(pid: number, injection: Injection): Promise<Tracer> {
  const { syscalls, does, nth, threads } = injection
  const rule = `inject=${syscalls}:${does}${nth === undefined ? '' : `:when=${nth}`}`
  const traced = threads === 'main' ? [String(pid)] : readdirSync(`/proc/${pid}/task`)
  const args = ['-e', `trace=${syscalls}`, '-e', rule, ...traced.flatMap((thread) => ['-p', thread])]
  const tracer = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let text = ''
  let over = false
  tracer.stderr.on('data', (bytes) => {
    text += bytes
  })
  const ended = new Promise<void>((done) =>
    tracer.once('close', () => {
      over = true
      done()
    }),
  )
  while (text.split(' attached\n').length <= traced.length) {
    if (over) throw new Error(`strace did not attach: ${text}`)
    await sleep(2)
  }
  return {
    lines: () => text,
    detach: async () => {
      if (over) return
      tracer.kill(does === 'signal=KILL' ? 'SIGKILL' : 'SIGINT')
      await ended
    },
  }
}
