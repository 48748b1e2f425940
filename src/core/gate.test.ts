import { expect, test } from 'vitest'
import { HubError } from './errors.js'
import { accessState, gateRefusal } from './gate.js'

const NOW = new Date('2026-11-22T00:00:00Z')
const BEFORE = new Date('2026-11-21T00:00:00Z')
const LATER = new Date('2026-11-23T00:00:00Z')
const FOREVER = Number.POSITIVE_INFINITY

test.each([
  ['none', undefined],
  ['pending', { status: 'pending', grantedUntil: null }],
  ['accepted', { status: 'accepted', grantedUntil: LATER }],
  ['accepted', { status: 'accepted', grantedUntil: FOREVER }],
  ['expired', { status: 'accepted', grantedUntil: BEFORE }],
  ['expired', { status: 'accepted', grantedUntil: NOW }],
  ['expired', { status: 'accepted', grantedUntil: null }],
  // a request to renew leaves what was approved
  ['accepted', { status: 'pending', grantedUntil: LATER }],
  ['pending', { status: 'pending', grantedUntil: BEFORE }],
  ['rejected', { status: 'rejected', grantedUntil: null }],
  ['rejected', { status: 'rejected', grantedUntil: LATER }],
  ['rejected', { status: 'rejected', grantedUntil: FOREVER }],
] as const)('%s: %o', (state, request) => {
  expect(accessState(request, NOW)).toBe(state)
})

test('each state says what to do next, and where', () => {
  const steps = (['none', 'pending', 'rejected', 'expired'] as const).map((state) =>
    new HubError(gateRefusal(state), { repo: 'a/b', url: '/datasets/a/b' }).at('https://hub.example'),
  )
  expect(new Set(steps.map(({ message }) => message)).size).toBe(4)
  for (const { status, code, message } of steps) {
    expect([status, code]).toEqual([403, 'GatedRepo'])
    expect(message).toContain(' https://hub.example/datasets/a/b')
  }
  expect(steps[3]?.message).toMatch(/ended.*ask for access again/)
})
