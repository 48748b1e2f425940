import { expect, test } from 'vitest'
import { waitMs } from './attempts.js'
import { neighbourhoodOf } from './network.js'

const now = new Date('2026-01-01T00:00:00Z')
const wait = (failures: number, agoMs = 0) =>
  waitMs({ failures, lastAt: new Date(now.getTime() - agoMs) }, now, 5) / 1000

test('five attempts are free, then each waits twice as long as the one before, at most 15 minutes', () => {
  expect([0, 4, 5, 6, 7, 14, 15, 1000].map((failures) => wait(failures))).toEqual([
    0, 0, 1, 2, 4, 512, 900, 900,
  ])
  expect(wait(7, 3000)).toBe(1)
  expect(wait(7, 4000)).toBe(0)
  expect(wait(1000, 24 * 3_600_000 + 1)).toBe(0)
})

test.each([
  ['192.0.2.77', '192.0.2.0/24'],
  ['::ffff:192.0.2.77', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['nonsense', 'nonsense'],
])('the network of %s is %s', (address, network) => {
  expect(neighbourhoodOf(address)).toBe(network)
})
