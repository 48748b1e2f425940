import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { lfsBatch, lfsBytes, newRepo } from '../support/lfs.js'

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
