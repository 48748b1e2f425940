/** Failed attempts of one kind: of one account from one network, of one network, of one known device ... */
export interface Tally {
  failures: number
  lastAt: Date
}

const FIRST_DELAY_MS = 1000
const LONGEST_DELAY_MS = 15 * 60_000
/** Failures are forgotten when none came for so long. */
export const FORGET_MS = 24 * 3_600_000

/** Failures that still count. */
export const failuresNow = ({ failures, lastAt }: Tally, now: Date): number =>
  now.getTime() - lastAt.getTime() > FORGET_MS ? 0 : failures

/** How long to wait before the next attempt: nothing for `free` failures, then 1 s, 2 s, 4 s ... 15 minutes. */
export function waitMs(tally: Tally, now: Date, free: number): number {
  const over = failuresNow(tally, now) - free
  if (over < 0) return 0
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(over, 20))
  return Math.max(0, tally.lastAt.getTime() + delay - now.getTime())
}
