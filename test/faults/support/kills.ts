import { type ChildHub, type HubPlace, startChildHub } from './child-hub.js'
import { faultsOf } from './proof.js'
import { attach, type Injection } from './strace.js'

/** Something a client asks of a hub, which a kill may cut off anywhere. */
export interface Operation<T> {
  name: string
  /** Makes what it works on. Every call makes a new target. */
  prepare(hub: ChildHub, attempt: number): Promise<T>
  /** Resolves when the hub acknowledged it. May be called again for the same target: a client that retries. */
  run(hub: ChildHub, target: T): Promise<void>
  /** What is there: nothing of the operation, or all of it. Throws for anything between. */
  stateOf(hub: ChildHub, target: T): Promise<'old' | 'new'>
}
export interface Point {
  syscall: string
  nth: number
  threads: Injection['threads']
}
export interface KillCounts {
  planned: number
  fired: number
  old: number
  new: number
  /** States between old and new, and faults that fsck found. */
  broken: string[]
  /** Acknowledged and gone. */
  lost: string[]
}
export const noCounts = (): KillCounts => ({ planned: 0, fired: 0, old: 0, new: 0, broken: [], lost: [] })

export const say = (what: string, counts: KillCounts): void =>
  console.log(
    `${what}: ${counts.planned} planned, ${counts.fired} fired, ${counts.old} old, ${counts.new} new, ${counts.broken.length} broken, ${counts.lost.length} acknowledged lost`,
  )

/** Calls that change or open files; only the thread for files makes them in a hub that is warm. */
export const FILE_CALLS = [
  'openat',
  'pwrite64',
  'fsync',
  'fdatasync',
  'rename',
  'unlink',
  'ftruncate',
  'close',
]
/** Messages to PostgreSQL and to clients leave by these, in the thread of the event loop. */
export const SEND_CALLS = ['write', 'writev']
export const RECEIVE_CALLS = ['read']

/** Runs the operation once, unharmed, and lists the system calls it made: each is a point to kill at. */
export async function pointsOf<T>(hub: ChildHub, operation: Operation<T>): Promise<Point[]> {
  const found: Point[] = []
  const sets = [
    { calls: FILE_CALLS, threads: 'all' as const },
    { calls: [...SEND_CALLS, ...RECEIVE_CALLS], threads: 'main' as const },
  ]
  for (const [i, { calls, threads }] of sets.entries()) {
    const target = await operation.prepare(hub, -1 - i)
    const tracer = await attach(hub.pid, {
      syscalls: calls.join(','),
      does: 'delay_enter=1',
      nth: 65_000,
      threads,
    })
    await operation.run(hub, target)
    await tracer.detach()
    for (const syscall of calls) {
      const count = countCalls(tracer.lines(), syscall)
      for (let nth = 1; nth <= count; nth++) found.push({ syscall, nth, threads })
    }
  }
  return found
}

/** Calls of this name in the output of strace, a line each; "resumed" lines end a call that was counted. */
export const countCalls = (lines: string, syscall: string): number =>
  lines.split('\n').filter((line) => new RegExp(`^(\\[pid +\\d+\\] )?${syscall}\\(`).test(line)).length

/** About `most` of the points: some of each system call, evenly spread, and the last two, which are near the answer. */
export function spread(points: Point[], most: number): Point[] {
  const share = Math.min(1, most / points.length)
  const names = [...new Set(points.map((point) => point.syscall))]
  return names.flatMap((name) => {
    const all = points.filter((point) => point.syscall === name)
    const count = Math.max(1, Math.round(all.length * share))
    const chosen = Array.from({ length: count }, (_, i) => Math.ceil(((i + 1) * all.length) / count) - 1)
    return all.filter((_, i) => chosen.includes(i) || i >= all.length - 2)
  })
}

/** Kills the hub at each point of the operation, starts it again and looks at what is there. */
export async function killAtEach<T>(
  place: HubPlace,
  operation: Operation<T>,
  points: Point[],
  counts: KillCounts,
): Promise<void> {
  let hub = await startChildHub(place)
  for (const [i, point] of points.entries()) {
    counts.planned++
    const at = `${operation.name} at ${point.syscall} ${point.nth}`
    const target = await operation.prepare(hub, i)
    const tracer = await attach(hub.pid, { ...point, syscalls: point.syscall, does: 'signal=KILL' })
    const acknowledged = await operation.run(hub, target).then(
      () => true,
      (error) => {
        // only a kill may break it: an error answer is a bug
        if (!isBroken(error)) throw error
        return false
      },
    )
    await tracer.detach()
    // the answer may have left just before the kill, so a hub that answered is asked whether it lives
    if (!acknowledged || !(await answers(hub))) {
      await hub.ended
      counts.fired++
      hub = await startChildHub(place)
    }
    await inspect(hub, operation, { target, acknowledged, at }, counts)
    counts.broken.push(...(await faultsOf(place)).map((fault) => `${at}: ${fault}`))
  }
  await hub.stop()
}

async function inspect<T>(
  hub: ChildHub,
  operation: Operation<T>,
  done: { target: T; acknowledged: boolean; at: string },
  counts: KillCounts,
): Promise<void> {
  const { target, acknowledged, at } = done
  try {
    const state = await operation.stateOf(hub, target)
    counts[state]++
    if (acknowledged && state === 'old') counts.lost.push(at)
    // the client that got no answer sends the same again
    if (!acknowledged) await operation.run(hub, target)
    if ((await operation.stateOf(hub, target)) !== 'new') counts.broken.push(`${at}: not there after a retry`)
  } catch (error) {
    counts.broken.push(`${at}: ${error instanceof Error ? error.message : error}`)
  }
}

/** Whether the hub lives, seen from outside: a process that was killed a moment ago may still have a number. */
export const answers = (hub: ChildHub): Promise<boolean> =>
  hub.call('/healthz').then(
    (answer) => answer.status === 200,
    () => false,
  )

/** What another program says when the hub went away under it. */
export class CutOff extends Error {
  override name = 'CutOff'
  readonly code = 'ECONNRESET'
}

/** The connection broke, as a kill breaks it. */
export function isBroken(error: unknown): boolean {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const code = 'code' in each ? String(each.code) : ''
    if (/^(ECONNRESET|ECONNREFUSED|EPIPE|UND_ERR_SOCKET)$/.test(code)) return true
  }
  return false
}
