import { createHash } from 'node:crypto'
import { FORGET_MS, failuresNow, waitMs } from '../../core/attempts.js'
import { HubError } from '../../core/errors.js'
import { neighbourhoodOf } from '../../core/network.js'
import type { Stores } from '../context.js'

/** Failures that cost no time: of one account from one network, of one network, of one known device. */
const FREE = 5
const FREE_OF_NETWORK = 100
/** An account with so many failures is under attack: networks that are unknown to it then have one free attempt. */
const ATTACK = 100

/** What is attempted: `subject` is who was named, or what is guessed. */
export interface Attempt {
  subject: string
  address: string
  /** A browser in which this person signed in before. */
  device?: string | undefined
  /** Also slow it when it fails from many networks: for what follows a right password. */
  everywhere?: boolean
}
interface Rule {
  key: string
  free: number
  /** A success clears it; else only this attempt is taken back. */
  isOwn: boolean
  /** It is counted, and slows nothing by itself. */
  isOnlyCounted?: boolean
}
export interface RunningAttempt {
  /** It was right. */
  succeed(): Promise<void>
  /** It was neither right nor wrong. */
  takeBack(): Promise<void>
}

/**
 * Slows whoever fails, and nobody else: failures are counted by account and network, so that nobody locks another person out.
 * An attempt counts as failed when it begins, so that many at once gain nothing.
 */
export function createAttempts({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  /** Throws TooManyAttempts. */
  async function begin(attempt: Attempt): Promise<RunningAttempt> {
    const rules = rulesOf(attempt)
    await metadata.transact(async (tx) => {
      const now = clock.now()
      const tallies = await tx.signInFailures.lock(
        rules.map(({ key }) => key),
        now,
      )
      const counts = tallies.map((tally) => failuresNow(tally, now))
      const isAttacked = rules.some(({ isOnlyCounted }, i) => isOnlyCounted && (counts[i] ?? 0) >= ATTACK)
      const waits = rules.map(({ free, isOwn, isOnlyCounted }, i) => {
        const tally = tallies[i]
        if (!tally || isOnlyCounted) return 0
        return waitMs(tally, now, isAttacked && isOwn ? 1 : free)
      })
      const wait = Math.max(0, ...waits)
      if (wait > 0) throw new HubError('TooManyAttempts', { seconds: Math.ceil(wait / 1000) })
      for (const [i, { key }] of rules.entries())
        await tx.signInFailures.set(key, { failures: (counts[i] ?? 0) + 1, lastAt: now })
    })
    return { succeed: () => settle(rules, true), takeBack: () => settle(rules, false) }
  }

  const settle = (rules: Rule[], isRight: boolean): Promise<void> =>
    metadata.transact(async (tx) => {
      for (const { key, isOwn } of inOrder(rules))
        await (isRight && isOwn ? tx.signInFailures.forget(key) : tx.signInFailures.takeBack(key))
    })

  const sweep = () =>
    metadata.transact((tx) => tx.signInFailures.sweep(new Date(clock.now().getTime() - FORGET_MS)))

  return { begin, sweep }
}
export type Attempts = ReturnType<typeof createAttempts>

function rulesOf({ subject, address, device, everywhere }: Attempt): Rule[] {
  const network = neighbourhoodOf(address)
  // others in its network, and attackers elsewhere, do not slow a device that is known
  if (device !== undefined) return [{ key: keyOf('device', subject, device), free: FREE, isOwn: true }]
  return [
    { key: keyOf('account-network', subject, network), free: FREE, isOwn: true },
    { key: keyOf('network', network), free: FREE_OF_NETWORK, isOwn: false },
    { key: keyOf('account', subject), free: FREE, isOwn: false, isOnlyCounted: everywhere !== true },
  ]
}

/** Keys of one length, that tell nothing of names and addresses at a glance. */
const keyOf = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex')
const inOrder = (rules: Rule[]): Rule[] => [...rules].sort((a, b) => (a.key < b.key ? -1 : 1))
