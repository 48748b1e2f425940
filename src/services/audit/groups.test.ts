import { expect, test } from 'vitest'
import { createGroups } from './groups.js'

test('those who come while a group is stored go together in the next', async () => {
  const groups: number[][] = []
  const add = createGroups<number>(async (items) => {
    groups.push(items)
    await new Promise((done) => setTimeout(done, 5))
  })
  await Promise.all([1, 2, 3, 4].map(add))
  await add(5)
  expect(groups).toEqual([[1], [2, 3, 4], [5]])
})

test('a failure reaches all of its group and nobody else', async () => {
  let isBroken = true
  const add = createGroups<number>(async () => {
    if (isBroken) throw new Error('no database')
  })
  const answers = await Promise.allSettled([add(1), add(2)])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((answers[0] as PromiseRejectedResult).reason).toMatchObject({ key: 'Busy', status: 503 })
  isBroken = false
  await add(3)
})

test('who comes when too many wait is refused', async () => {
  let release = () => {}
  const gate = new Promise<void>((done) => {
    release = done
  })
  const add = createGroups<number>(() => gate)
  const first = Array.from({ length: 10_001 }, (_, i) => add(i))
  await expect(add(0)).rejects.toMatchObject({ key: 'Busy' })
  release()
  await Promise.all(first)
})
