import { expect, test } from 'vitest'
import { createAnswers } from './answers.js'

test('a flush waits for the one under way, and takes what that could not write', async () => {
  let fail: (error: Error) => void = () => {}
  const under = new Promise<void>((_, reject) => {
    fail = reject
  })
  const written: number[] = []
  const writes = [() => under, async () => {}]
  const metadata = {
    transact: async (work: (tx: object) => Promise<void>) =>
      work({
        overview: {
          addAnswers: async (rows: { requests: number }[]) => {
            await writes.shift()?.()
            written.push(...rows.map(({ requests }) => requests))
          },
        },
      }),
  }
  const answers = createAnswers({ metadata, clock: { now: () => new Date(0) } } as never)
  answers.count(200, 1)
  const first = answers.flush()
  let isDone = false
  const second = answers.flush().then(() => {
    isDone = true
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(isDone).toBe(false)
  fail(new Error('the database restarts'))
  await expect(first).rejects.toThrow('restarts')
  await second
  expect(written).toEqual([1])
})
