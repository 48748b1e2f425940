import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHex } from '../../src/codecs/xet/hash.js'
import { commitBody, startHub, type TestHub } from '../support/hub.js'
import { lfsBytes, lfsFile, newRepo, sendLfs } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'
import { connect, noise, sha256Of } from '../support/xet.js'

/** Contents that came whole, put into chunks by the hub. */
let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startHub()
  token = await hub.user('ada')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const MANY_BYTES = { mostBytes: Number.POSITIVE_INFINITY }
const pack = () => hub.app.services.packing.run(MANY_BYTES)
const text = (seed: string, size: number) =>
  Buffer.from(noise(seed, size).toString('hex').replaceAll(/[0-7]/g, 'a')).subarray(0, size)

/** Sends bytes by LFS and commits them as `path`. */
async function put(repo: string, path: string, bytes: Buffer): Promise<string> {
  const object = lfsBytes(bytes)
  const { oid } = object
  await sendLfs(hub, `ada/${repo}`, token, object)
  const body = commitBody(path, [lfsFile(path, object)])
  const commit = `/api/datasets/ada/${repo}/commit/main`
  expect((await hub.call(commit, { method: 'POST', token, body })).status).toBe(200)
  return oid
}
const get = (repo: string, path: string, headers: Record<string, string> = {}) =>
  hub.call(`/datasets/ada/${repo}/resolve/main/${path}`, { token, headers })
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer())
const storage = async (repo: string) =>
  (await (await hub.call(`/api/datasets/ada/${repo}/storage`, { token })).json()) as Record<string, number>
const files = async (): Promise<string[]> => {
  const folder = join(hub.app.config.dataFolder, 'blobs')
  return (await Promise.all((await readdir(folder)).map((shard) => readdir(join(folder, shard))))).flat()
}

test('a file that compresses is kept as chunks, and reads as before by every way', async () => {
  await newRepo(hub, token, 'texts')
  const bytes = text('text', 3_000_000)
  const oid = await put('texts', 'a.bin', bytes)
  expect((await storage('texts')).savedBytes).toBe(0)
  expect(await pack()).toMatchObject({ looked: 1, packed: 1, bytesBefore: bytes.length })
  const { files: count, logicalBytes, storedBytes, savedBytes } = await storage('texts')
  expect([count, logicalBytes]).toEqual([1, bytes.length])
  expect(savedBytes).toBeGreaterThan(bytes.length / 4)
  expect((storedBytes ?? 0) + (savedBytes ?? 0)).toBe(logicalBytes)
  const answer = await get('texts', 'a.bin')
  const xetHash = answer.headers.get('x-xet-hash') ?? ''
  expect((await bytesOf(answer)).equals(bytes)).toBe(true)
  const part = await get('texts', 'a.bin', { range: 'bytes=1000000-2000000' })
  expect([part.status, (await bytesOf(part)).equals(bytes.subarray(1_000_000, 2_000_001))]).toEqual([
    206,
    true,
  ])
  const xet = await connect(hub, 'ada/texts', token, 'read')
  expect((await xet.read(xetHash)).equals(bytes)).toBe(true)
  expect((await hub.app.services.integrity.fsck({ fast: false })).faults).toEqual([])
  expect(await pack()).toMatchObject({ looked: 0 })
  // the whole goes when it is old enough, and what was packed stays
  const path = join(hub.app.config.dataFolder, 'blobs', oid.slice(0, 2), oid)
  await utimes(path, new Date(0), new Date(0))
  await hub.app.services.garbage.sweep()
  expect(await files()).not.toContain(oid)
  expect((await bytesOf(await get('texts', 'a.bin'))).equals(bytes)).toBe(true)
})

test('a file that does not compress stays whole until it has another version', async () => {
  await newRepo(hub, token, 'versions')
  const first = noise('first', 4_000_000)
  const second = Buffer.concat([first.subarray(0, 1_000_000), noise('edit', 5000), first.subarray(1_000_000)])
  await put('versions', 'a.bin', first)
  expect(await pack()).toMatchObject({ looked: 1, packed: 0 })
  await put('versions', 'a.bin', second)
  const { packed, bytesAfter } = await pack()
  expect(packed).toBe(2)
  expect(bytesAfter).toBeLessThan(first.length * 1.1)
  expect((await bytesOf(await get('versions', 'a.bin'))).equals(second)).toBe(true)
  expect((await storage('versions')).savedBytes).toBeGreaterThan(first.length * 0.8)
})

test('a version that came by LFS shares chunks with one that came by xet, which is asked for less', async () => {
  await newRepo(hub, token, 'mixed')
  const bytes = text('mixed', 2_000_000)
  await put('mixed', 'a.bin', bytes)
  await pack()
  const xet = await connect(hub, 'ada/mixed', token)
  const { rows } = await onDatabase(
    hub,
    `select c.chunk from xet_chunks c join xet_file_xorbs u on u.xorb = c.xorb join xet_files f on f.hash = u.file
      where f.sha256 = $1`,
    [Buffer.from(sha256Of(bytes), 'hex')],
  )
  const answer = await xet.call(`/v1/chunks/default/${toHex(rows[0].chunk)}`)
  expect(answer.status).toBe(200)
})

test('equal files of two repos share nothing that a reader could see', async () => {
  const bytes = text('twice', 1_000_000)
  for (const name of ['left', 'right']) {
    await newRepo(hub, token, name)
    await put(name, 'a.bin', Buffer.concat([bytes, Buffer.from(name)]))
  }
  await pack()
  const xorbs = async (name: string) => {
    const xet = await connect(hub, `ada/${name}`, token, 'read')
    const hash = (await get(name, 'a.bin')).headers.get('x-xet-hash') ?? ''
    return (await xet.plan(hash)).terms.map((term) => term.hash)
  }
  const [left, right] = [await xorbs('left'), await xorbs('right')]
  expect(left.filter((hash) => right.includes(hash))).toEqual([])
})

test('bytes that come whole again, while they are kept as chunks, are whole again', async () => {
  await newRepo(hub, token, 'again')
  const bytes = text('again', 1_500_000)
  const oid = await put('again', 'a.bin', bytes)
  await pack()
  await newRepo(hub, token, 'other')
  await put('other', 'b.bin', bytes)
  const path = join(hub.app.config.dataFolder, 'blobs', oid.slice(0, 2), oid)
  await utimes(path, new Date(0), new Date(0))
  await hub.app.services.garbage.sweep()
  expect(await files()).toContain(oid)
  for (const [repo, name] of [
    ['again', 'a.bin'],
    ['other', 'b.bin'],
  ] as const)
    expect((await bytesOf(await get(repo, name))).equals(bytes)).toBe(true)
})
