import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { type LfsAnswer, lfsBatch, lfsBytes, newRepo } from '../support/lfs.js'

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startHub({ lfsPartBytes: '4MiB' })
  token = await hub.user('alice')
  await newRepo(hub, token, 'mine')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const MIB = 1024 * 1024
async function partBytes(name: string, part_bytes?: number): Promise<number | undefined> {
  const { oid } = lfsBytes(name)
  const asked = { operation: 'upload' as const, transfers: ['multipart'], objects: [{ oid, size: 6 * MIB }] }
  const answer = await lfsBatch(hub, 'alice/mine', token, { ...asked, ...(part_bytes && { part_bytes }) })
  const { objects } = (await answer.json()) as {
    objects: { actions: { upload: { header?: { chunk_size: string } } } }[]
  }
  return Number(objects[0]?.actions.upload.header?.chunk_size)
}

test('a client may ask for smaller parts than the hub would choose, never for larger ones', async () => {
  expect(await partBytes('usual')).toBe(4 * MIB)
  expect(await partBytes('small', 2 * MIB)).toBe(2 * MIB)
  expect(await partBytes('large', 5 * MIB)).toBe(4 * MIB)
  // what has begun goes on as it began
  expect(await partBytes('small', MIB)).toBe(2 * MIB)
})

type Asked = { oid: string; size: number }
const batch = (objects: Asked[], part_bytes = MIB) => {
  const asked = { operation: 'upload' as const, transfers: ['multipart'], objects, part_bytes }
  return lfsBatch(hub, 'alice/mine', token, asked)
}
const addresses = ({ objects }: LfsAnswer) =>
  objects.map(({ actions }) => Object.keys(actions?.upload?.header ?? {}).length - 1)

test('parts that were chosen for a small object are not kept for a large one of that name', async () => {
  const { oid } = lfsBytes('grows')
  expect(addresses((await (await batch([{ oid, size: 2 * MIB }])).json()) as LfsAnswer)).toEqual([2])
  const larger = (await (await batch([{ oid, size: 30_000 * MIB }])).json()) as LfsAnswer
  expect(addresses(larger)).toEqual([10_000])
  // parts of 4 MiB at most: so large an object has too many
  expect((await batch([{ oid, size: 50_000 * MIB }])).status).toBe(413)
})

test('the parts of one answer are bounded, also those of uploads that go on', async () => {
  const objects = Array.from({ length: 11 }, (_, i) => ({ oid: lfsBytes(`o${i}`).oid, size: 10_000 * MIB }))
  expect((await batch(objects)).status).toBe(413)
  for (const object of objects) expect((await batch([object])).status).toBe(200)
  // in larger parts they would fit, but they were begun in small ones
  expect((await batch(objects, 4 * MIB)).status).toBe(413)
  expect((await batch(objects.slice(1))).status).toBe(200)
})

test('an object that is asked for again and again is answered once', async () => {
  const object = { oid: lfsBytes('again').oid, size: 6 * MIB }
  expect(addresses((await (await batch(Array(1000).fill(object))).json()) as LfsAnswer)).toEqual([6])
})
