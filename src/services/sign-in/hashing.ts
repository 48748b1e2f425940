import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { createTurns } from '../git/turns.js'

/** argon2id as OWASP asks for it: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Each takes 19 MiB and a core for some 20 ms; files are read by the same threads. */
const TURNS = { atOnce: 2, waiting: 100, waitMs: 10_000 }

/** Slow hashes of passwords, a few at once. Every function throws Busy when too many wait. */
export function createHashing() {
  const turns = createTurns(TURNS)
  let dummy: Promise<string> | undefined

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const end = await turns.take()
    return work().finally(end)
  }

  const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, PARAMETERS))

  /** `stored` undefined: there is no such person or password, which must take as long as a wrong one. */
  async function isRight(stored: string | undefined, password: string): Promise<boolean> {
    dummy ??= hashPassword(randomBytes(32).toString('hex'))
    const against = stored ?? (await dummy)
    const isSame = await inTurn(() => verify(against, password))
    return isSame && stored !== undefined
  }

  return { hashPassword, isRight }
}
export type Hashing = ReturnType<typeof createHashing>

/** Whether a hash was made with lesser parameters than those of now. */
export function isOutdated(stored: string): boolean {
  const [, memory, time, lanes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(stored) ?? []
  return (
    Number(memory ?? 0) < PARAMETERS.memoryCost ||
    Number(time) < PARAMETERS.timeCost ||
    Number(lanes) < PARAMETERS.parallelism
  )
}
