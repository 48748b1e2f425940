import { expect, test } from 'vitest'
import { HubError } from '../../core/errors.js'
import type { Grant } from '../access.js'
import { type Landing, landPush } from './push-landing.js'
import type { PlannedMove } from './push-plan.js'

/** As the store reports what the database said. */
function busy(code: string): HubError {
  const error = new HubError('Busy')
  error.cause = Object.assign(new Error('from the database'), { code })
  return error
}

/** Lands a push on a store that fails with `errors`, one each try, and then goes through. */
async function land(errors: Error[], renew = async () => {}): Promise<{ tries: number; failed: unknown }> {
  let tries = 0
  const transact = async () => {
    const error = errors[tries++]
    if (error) throw error
  }
  const move = { ref: 'refs/heads/main', from: null, to: 'a'.repeat(40), refusal: undefined } as PlannedMove
  const landing: Landing = { plan: [move], atomic: false, content: undefined }
  const needs = { metadata: { transact }, writer: {}, renew } as unknown as Parameters<typeof landPush>[0]
  const failed = await landPush(needs, {} as Grant<'repo:write'>, landing).then(
    () => undefined,
    (error: unknown) => error,
  )
  return { tries, failed }
}

test('a push that lost to a deadlock is tried again, three times in all', async () => {
  expect(await land([busy('40P01'), busy('40P01')])).toEqual({ tries: 3, failed: undefined })
  const errors = Array.from({ length: 3 }, () => busy('40P01'))
  expect(await land(errors)).toEqual({ tries: 3, failed: errors[2] })
})

test('a database that stops is not asked again', async () => {
  const error = busy('57P01')
  expect(await land([error])).toEqual({ tries: 1, failed: error })
})

test('rights that ended while the pack came move nothing', async () => {
  const ended = new HubError('RepoNotFound', { repo: 'a/b' })
  const refuse = async () => {
    throw ended
  }
  expect(await land([], refuse)).toEqual({ tries: 0, failed: ended })
})
