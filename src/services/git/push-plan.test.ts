import { expect, test } from 'vitest'
import { noteTargets, outcomesOf, planMoves, refuseTogether, tipsOf } from './push-plan.js'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)
const refusalOf = (ref: string, from: string | null, to: string | null) =>
  planMoves([{ ref, from, to }])[0]?.refusal

test('branches and tags may be made, moved and deleted, but the default branch stays', () => {
  expect(refusalOf('refs/heads/main', A, B)).toBeUndefined()
  expect(refusalOf('refs/heads/feat/x', null, A)).toBeUndefined()
  expect(refusalOf('refs/tags/v1', A, null)).toBeUndefined()
  expect(refusalOf('refs/heads/main', A, null)).toContain('default branch')
})

test.each(['refs/pr/1', 'refs/convert/parquet', 'refs/notes/commits', 'HEAD', 'main'])(
  '%s cannot be pushed',
  (ref) => {
    expect(refusalOf(ref, null, A)).toContain('refs/heads/')
  },
)

test.each(['a..b', 'a.lock', '.a', 'a b', 'x'.repeat(300), A, 'refs/heads/x', ''])(
  'the branch name %s is refused',
  (name) => {
    expect(refusalOf(`refs/heads/${name}`, null, A)).toBeDefined()
  },
)

test('a ref is moved once in a push', () => {
  const plan = planMoves([
    { ref: 'refs/heads/x', from: null, to: A },
    { ref: 'refs/heads/x', from: null, to: B },
  ])
  expect(plan.map((move) => move.refusal)).toEqual([undefined, 'the push names this ref twice'])
  expect(tipsOf(plan)).toEqual([A])
})

test('a branch is at a commit, a tag at what leads to one', () => {
  const plan = planMoves([
    { ref: 'refs/heads/x', from: null, to: A },
    { ref: 'refs/heads/tag', from: null, to: B },
    { ref: 'refs/tags/v1', from: null, to: B },
    { ref: 'refs/tags/tree', from: null, to: 'c'.repeat(40) },
    { ref: 'refs/tags/gone', from: null, to: 'd'.repeat(40) },
  ])
  noteTargets(
    plan,
    new Map([
      [A, { type: 'commit', commit: A }],
      [B, { type: 'tag', commit: A }],
      ['c'.repeat(40), { type: 'tree', commit: undefined }],
    ]),
  )
  expect(plan.map((move) => move.refusal === undefined)).toEqual([true, false, true, false, false])
  expect(plan[2]?.commit).toBe(A)
})

test('with atomic, one refusal is the refusal of all', () => {
  const plan = planMoves([
    { ref: 'refs/heads/x', from: null, to: A },
    { ref: 'refs/pr/1', from: null, to: A },
  ])
  refuseTogether(plan)
  expect(outcomesOf(plan).every((outcome) => outcome.refusal !== undefined)).toBe(true)
})
