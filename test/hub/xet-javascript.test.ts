import { downloadFile, uploadFiles } from '@huggingface/hub'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { commitXet, connect, fileOf, makeXorb, noise, sha256Of, termOf, type Xet } from '../support/xet.js'

/** The official client of the JavaScript world, as it is. */
let hub: TestHub
let a: string
let xet: Xet
const REPO = 'alice/data'

beforeAll(async () => {
  hub = await startHub()
  a = await hub.user('alice')
  await newRepo(hub, a, 'data')
  xet = await connect(hub, REPO, a)
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const repo = { type: 'dataset' as const, name: REPO }
const account = () => ({ repo, hubUrl: hub.url, accessToken: `hf_${a}` })

/** fetch, and what it was used for. */
function counted() {
  const calls: { method: string; path: string; bytes: number }[] = []
  const spy: typeof fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    const bytes = init?.body instanceof Uint8Array ? init.body.length : 0
    calls.push({ method: init?.method ?? 'GET', path: pathname, bytes })
    return fetch(input, init)
  }
  const to = (part: string, method: string) =>
    calls.filter((call) => call.path.includes(part) && call.method === method)
  return { spy, to }
}
async function upload(path: string, bytes: Buffer) {
  const { spy, to } = counted()
  const content = new Blob([new Uint8Array(bytes)])
  await uploadFiles({ ...account(), files: [{ path, content }], fetch: spy, useXet: true })
  return to
}
async function download(path: string) {
  const { spy, to } = counted()
  const blob = await downloadFile({ ...account(), path, fetch: spy, xet: true })
  return { bytes: Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer(0)), to }
}
const plain = async (path: string) =>
  Buffer.from(await (await hub.call(`/datasets/${REPO}/resolve/main/${path}`)).arrayBuffer())

const LARGE = noise('javascript', 12 * 1024 * 1024)

test('5 what the client sends in chunks comes back in chunks and as a plain file', async () => {
  const to = await upload('large.bin', LARGE)
  const bytesSent = to('/xorbs/', 'POST').reduce((sum, call) => sum + call.bytes, 0)
  expect(bytesSent).toBeGreaterThan(LARGE.length)
  expect(to('/shards', 'POST').length).toBe(1)
  expect(to('/api/lfs/objects', 'PUT').length).toBe(0)
  expect(sha256Of(await plain('large.bin'))).toBe(sha256Of(LARGE))
  const { bytes, to: got } = await download('large.bin')
  expect(sha256Of(bytes)).toBe(sha256Of(LARGE))
  expect(got('/v2/reconstructions/', 'GET').length).toBeGreaterThan(0)
  expect(got('/fetch/', 'GET').length).toBeGreaterThan(0)
})

test('31 33 of a file that grew the client sends the new end only', async () => {
  const tail = noise('javascript tail', 200_000)
  const to = await upload('longer.bin', Buffer.concat([LARGE, tail]))
  const xorbs = to('/xorbs/', 'POST')
  expect(xorbs.length).toBe(1)
  expect(to('/chunks/', 'GET').length).toBeGreaterThan(0)
  expect(xorbs[0]?.bytes).toBeLessThan(600_000)
  expect(sha256Of(await plain('longer.bin'))).toBe(sha256Of(Buffer.concat([LARGE, tail])))
})

test('26 a file that uses the same chunks several times downloads right, in parallel', async () => {
  const xorb = makeXorb(Array.from({ length: 40 }, (_, i) => noise(`parallel ${i}`, 60_000 + i)))
  const file = fileOf([
    termOf(xorb, 0, 20),
    termOf(xorb, 10, 30),
    termOf(xorb, 35, 40),
    termOf(xorb, 0, 20),
    termOf(xorb, 31, 33),
  ])
  await xet.send([file], [xorb])
  await commitXet(hub, REPO, a, { 'overlap.bin': file })
  expect((await download('overlap.bin')).bytes.equals(file.bytes)).toBe(true)
})
