import { expect, test } from 'vitest'
import { perDay } from './usage.js'

test('each of the last days has a sum, also those without traffic', () => {
  const rows = [
    { day: '2026-11-20', n: 2 },
    { day: '2026-11-20', n: 3 },
    { day: '2026-11-22', n: 7 },
    { day: '2026-10-01', n: 100 },
  ]
  expect(perDay(rows, 3, ({ n }) => n, new Date('2026-11-22T23:59:00Z'))).toEqual([
    { at: '2026-11-20', value: 5 },
    { at: '2026-11-21', value: 0 },
    { at: '2026-11-22', value: 7 },
  ])
})
