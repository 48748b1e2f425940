/** Tries of a webhook or a mail; the last is about a day after the first. */
export const MOST_TRIES = 8
const FIRST_WAIT_MS = 30_000
const GROWTH = 3.5
const JITTER = 0.2

/** How long to wait after so many tries; undefined: it was the last. `random` is from 0 to 1. */
export function waitAfter(tries: number, random: number = Math.random()): number | undefined {
  if (tries >= MOST_TRIES) return undefined
  const wait = FIRST_WAIT_MS * GROWTH ** (tries - 1)
  return Math.round(wait * (1 + JITTER * (2 * random - 1)))
}
