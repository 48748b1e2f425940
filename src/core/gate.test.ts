import { expect, test } from 'vitest'
import { accessState, nextStep } from './gate.js'

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
    nextStep(state, '/datasets/a/b'),
  )
  expect(new Set(steps).size).toBe(4)
  for (const step of steps) expect(step).toContain('/datasets/a/b')
  expect(nextStep('expired', '/x')).toMatch(/ended.*ask for access again/)
})
