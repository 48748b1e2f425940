import { expect, test } from 'vitest'
import { MOST_TRIES, waitAfter } from './backoff.js'

test('waits grow, spread, and end after about a day', () => {
  const waits = Array.from({ length: MOST_TRIES - 1 }, (_, i) => waitAfter(i + 1, 0.5) ?? 0)
  expect(waits[0]).toBe(30_000)
  for (const [i, wait] of waits.entries()) expect(wait).toBeGreaterThan(i === 0 ? 0 : (waits[i - 1] ?? 0))
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000
  expect(hours).toBeGreaterThan(18)
  expect(hours).toBeLessThan(26)
  expect(waitAfter(MOST_TRIES)).toBeUndefined()
  expect(waitAfter(1, 0)).toBe(24_000)
  expect(waitAfter(1, 1)).toBe(36_000)
})
