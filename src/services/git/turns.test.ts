import { expect, test } from 'vitest'
import { createTurns } from './turns.js'

test('those over the number wait until one ends', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 5, waitMs: 1000 })
  const end = await turns.take()
  const order: string[] = []
  const second = turns.take().then((endSecond) => {
    order.push('second')
    endSecond()
  })
  order.push('first')
  end()
  // ending twice must not let two others in
  end()
  await second
  expect(order).toEqual(['first', 'second'])
})

test('too long a line and too long a wait are told to try again', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 1, waitMs: 20 })
  await turns.take()
  const waiting = turns.take()
  await expect(turns.take()).rejects.toMatchObject({ key: 'Busy' })
  await expect(waiting).rejects.toMatchObject({ key: 'Busy' })
})
