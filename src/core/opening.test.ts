import { expect, test } from 'vitest'
import {
  isEmbargoed,
  OPENED,
  OPENING_STATES,
  type Opening,
  openingRefusal,
  seesDraft,
  stepsFrom,
  withdrawnRefusal,
} from './opening.js'
import type { Asker } from './refusal.js'

const NOBODY: Asker = {
  isAnonymous: true,
  isMember: false,
  isWriter: false,
  isAdmin: false,
  isApproved: false,
}
const STRANGER = { ...NOBODY, isAnonymous: false }
const WRITER = { ...STRANGER, isMember: true, isWriter: true }
const NOW = new Date('2026-06-01T00:00:00Z')
const opening = (fields: Partial<Opening>): Opening => ({ ...OPENED, ...fields })
const refusal = (fields: Partial<Opening>, asker: Asker) => openingRefusal(opening(fields), NOW, asker)?.error

test('what is opened is closed to nobody', () => {
  for (const asker of [NOBODY, STRANGER, WRITER])
    for (const state of ['beta', 'final'] as const) expect(refusal({ state }, asker)).toBeUndefined()
})

test('an embargo holds until its time, and not for writers', () => {
  const at = (text: string) => ({ embargoUntil: new Date(text) })
  expect(refusal(at('2026-06-01T00:00:01Z'), STRANGER)).toBe('UnderEmbargo')
  expect(refusal(at('2026-06-01T00:00:01Z'), NOBODY)).toBe('UnderEmbargoAnonymous')
  expect(refusal(at('2026-06-01T00:00:01Z'), WRITER)).toBeUndefined()
  expect(refusal(at('2026-06-01T00:00:00Z'), STRANGER)).toBeUndefined()
  expect(isEmbargoed(OPENED, NOW)).toBe(false)
})

test('what is withdrawn is closed to all', () => {
  for (const asker of [NOBODY, STRANGER, WRITER, { ...WRITER, isAdmin: true }])
    expect(refusal({ state: 'withdrawn', reason: 'faces' }, asker)).toBe('RepoWithdrawn')
  expect(withdrawnRefusal(opening({ state: 'withdrawn', reason: 'faces' }))?.why).toBe('faces')
  expect(withdrawnRefusal(opening({ state: 'withdrawn' }))?.why).toBe('no reason is given')
})

test('a draft is seen by its writers', () => {
  expect(seesDraft(opening({ state: 'draft' }), WRITER)).toBe(true)
  expect(seesDraft(opening({ state: 'draft' }), { ...STRANGER, isMember: true, isApproved: true })).toBe(
    false,
  )
  expect(seesDraft(OPENED, NOBODY)).toBe(true)
})

test('nothing that people have seen becomes a draft again', () => {
  for (const state of ['beta', 'final', 'withdrawn'] as const)
    expect(stepsFrom(state, false)).not.toContain('draft')
  for (const state of OPENING_STATES) {
    expect(stepsFrom(state, true)).toEqual([...OPENING_STATES])
    expect(stepsFrom(state, false)).toContain('withdrawn')
    expect(stepsFrom(state, false)).toContain('final')
  }
})
