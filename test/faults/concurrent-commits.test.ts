import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file } from '../support/hub.js'
import { type ChildHub, type HubPlace, newPlace, startChildHub } from './support/child-hub.js'
import { commit, createRepo, expectFiles, headOf, historyOf, type Repo } from './support/client.js'
import { expectWhole } from './support/proof.js'

let place: HubPlace
let hubs: ChildHub[]
const counts = { sent: 0, landed: 0, refused: 0 }
beforeAll(async () => {
  place = await newPlace()
  // two processes on one database: neither can rely on a lock in its own memory
  hubs = [await startChildHub(place), await startChildHub(place)]
})
afterAll(async () => {
  console.log(
    `concurrent-commits: ${counts.sent} requests, ${counts.landed} answered 200, ${counts.refused} refused`,
  )
  for (const hub of hubs ?? []) await hub.stop()
  await place?.remove()
})

/** Sends all at once, turn by turn to each hub. */
async function sendAll(repo: Repo, bodies: string[]): Promise<{ status: number; oid: string | undefined }[]> {
  const answers = await Promise.all(
    bodies.map(async (body, i) => {
      const answer = await commit(hubs[i % hubs.length]!, repo, body)
      const { commitOid } = (await answer.json()) as { commitOid?: string }
      return { status: answer.status, oid: commitOid }
    }),
  )
  counts.sent += answers.length
  counts.landed += answers.filter((each) => each.status === 200).length
  counts.refused += answers.filter((each) => each.status !== 200).length
  return answers
}
const titles = async (repo: Repo) => (await historyOf(hubs[0]!, repo)).map((each) => each.title)

test('of 20 commits on one parent exactly one lands, and the others hear so', async () => {
  const repo = await createRepo(hubs[0]!, 'one-wins')
  const parentCommit = await headOf(hubs[0]!, repo)
  const bodies = Array.from({ length: 20 }, (_, i) =>
    commitBody(`try ${i}`, [file(`f${i}`, `${i}`)], { parentCommit }),
  )
  const answers = await sendAll(repo, bodies)
  const winner = answers.findIndex((each) => each.status === 200)
  expect(answers.filter((each) => each.status === 200)).toHaveLength(1)
  expect(answers.filter((each) => each.status === 409 || each.status === 412)).toHaveLength(19)
  await expectFiles(hubs[1]!, repo, new Map([[`f${winner}`, Buffer.from(`${winner}`)]]))
})

test('20 commits without a parent all land', async () => {
  const repo = await createRepo(hubs[0]!, 'all-land')
  const bodies = Array.from({ length: 20 }, (_, i) => commitBody(`try ${i}`, [file(`f${i}`, `${i}`)]))
  const answers = await sendAll(repo, bodies)
  expect(answers.map((each) => each.status)).toEqual(bodies.map(() => 200))
  expect(new Set(answers.map((each) => each.oid)).size).toBe(20)
  const files = new Map(bodies.map((_, i) => [`f${i}`, Buffer.from(`${i}`)]))
  await expectFiles(hubs[1]!, repo, files)
  expect(await titles(repo)).toHaveLength(21)
})

test('the same request many times at once makes one commit', async () => {
  const repo = await createRepo(hubs[0]!, 'same')
  const parentCommit = await headOf(hubs[0]!, repo)
  const body = commitBody('the same', [file('f', 'x')], { parentCommit })
  const answers = await sendAll(
    repo,
    Array.from({ length: 20 }, () => body),
  )
  expect(answers.map((each) => each.status)).toEqual(answers.map(() => 200))
  expect(new Set(answers.map((each) => each.oid)).size).toBe(1)
  expect((await titles(repo)).filter((title) => title === 'the same')).toHaveLength(1)
})

test('recorded requests replayed twice and shuffled add nothing', async () => {
  const repo = await createRepo(hubs[0]!, 'replay')
  const recorded: { body: string; oid: string }[] = []
  for (let i = 0; i < 8; i++) {
    const parentCommit = await headOf(hubs[0]!, repo)
    const body = commitBody(`step ${i}`, [file(`f${i % 3}`, `${i}`)], { parentCommit })
    const [answer] = await sendAll(repo, [body])
    expect(answer?.status).toBe(200)
    recorded.push({ body, oid: answer?.oid ?? '' })
  }
  const before = await historyOf(hubs[0]!, repo)
  const order = [...recorded, ...recorded].map((each, i) => ({ ...each, key: (i * 7919) % 16 }))
  order.sort((a, b) => a.key - b.key)
  const answers = await sendAll(
    repo,
    order.map((each) => each.body),
  )
  expect(answers).toEqual(order.map((each) => ({ status: 200, oid: each.oid })))
  expect(await historyOf(hubs[0]!, repo)).toEqual(before)
})

test('fsck finds all whole', () => expectWhole(place))
