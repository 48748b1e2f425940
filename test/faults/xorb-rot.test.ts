import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChildHub, fsck, type HubPlace, newPlace, startChildHub } from './support/child-hub.js'
import {
  commitAll,
  createRepo,
  lfsFile,
  noise,
  planUpload,
  put,
  type Repo,
  readFile,
  sha256,
} from './support/client.js'
import { expectWhole } from './support/proof.js'
import { until } from './support/raw-http.js'
import { sendShard, sendXorb, type XetTarget, xetOf, xetTarget } from './support/xet-client.js'

const FLIPS = 40

let place: HubPlace
let hub: ChildHub
let repo: Repo
let target: XetTarget
const counts = { flips: 0, refused: 0, good: 0, healed: 0 }
beforeAll(async () => {
  place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
  hub = await startChildHub(place)
  repo = await createRepo(hub, 'rot')
  target = xetTarget('rot', 60, 50_000)
  const xet = await xetOf(hub, repo)
  await sendXorb(xet, target)
  await sendShard(xet, target)
  await commitAll(hub, repo, [lfsFile('a.bin', target.file.bytes)])
})
afterAll(async () => {
  console.log(
    `xorb-rot: ${counts.flips} flipped bytes, ${counts.refused} reads refused, ${counts.good} of other blocks, 0 bad bytes served, ${counts.healed} healed by sending the xorb again`,
  )
  await hub?.stop()
  await place?.remove()
})

/** The one file of the store: the packed xorb. */
async function storedFile(): Promise<string> {
  const folder = join(place.folder, 'blobs')
  for (const shard of await readdir(folder)) {
    const [name] = await readdir(join(folder, shard))
    if (name) return join(folder, shard, name)
  }
  throw new Error('the store is empty')
}

async function flip(at: number, mask: number): Promise<void> {
  const stored = await open(await storedFile(), 'r+')
  const byte = Buffer.alloc(1)
  await stored.read(byte, 0, 1, at)
  byte[0]! ^= mask
  await stored.write(byte, 0, 1, at)
  await stored.close()
}

const readByXet = async () =>
  (await xetOf(hub, repo)).read(target.file.hex, 2).then(
    (bytes) => bytes,
    () => undefined,
  )
const readByHttp = async () => {
  const answer = await hub.call(`${repo.web}/resolve/main/a.bin`)
  return answer.arrayBuffer().then(
    (bytes) => (answer.status === 200 ? Buffer.from(bytes) : undefined),
    () => undefined,
  )
}

test('a flipped byte of a xorb is never served as good, by xet or by HTTP, and the xorb sent again heals it', async () => {
  for (let i = 0; i < FLIPS; i++) {
    const random = noise(`flip ${i}`, 16)
    await flip(random.readUIntBE(0, 6) % target.xorb.body.length, (random[6]! % 255) + 1)
    counts.flips++
    const bytes = await (i % 2 ? readByXet() : readByHttp())
    if (bytes === undefined) counts.refused++
    else {
      expect(bytes.equals(target.file.bytes)).toBe(true)
      counts.good++
    }
    await until('the content is set aside', async () => (await readByHttp()) === undefined)
    // sent again by a client that knows nothing of it; nothing but the xorb is needed
    await sendXorb(await xetOf(hub, repo), target)
    counts.healed++
    expect((await readFile(hub, repo, 'a.bin')).equals(target.file.bytes)).toBe(true)
  }
  await expectWhole(place)
})

test('a client that asks for LFS is told to send the bytes of a damaged xorb, which heals the file, too', async () => {
  await flip(1000, 1)
  await until('the content is set aside', async () => (await readByHttp()) === undefined)
  const { bytes } = target.file
  const { href } = await planUpload(hub, repo, sha256(bytes), bytes.length)
  expect(href).toBeDefined()
  expect((await put(href ?? '', bytes)).status).toBe(200)
  expect((await readFile(hub, repo, 'a.bin')).equals(bytes)).toBe(true)
})

test('a shard that relies on a xorb that rotted unseen is refused, and the next try is asked for the bytes', async () => {
  const fresh = xetTarget('fresh', 30, 40_000)
  const other = await createRepo(hub, 'unseen')
  const xet = await xetOf(hub, other)
  await sendXorb(xet, fresh)
  const folder = join(place.folder, 'blobs')
  const names = (
    await Promise.all((await readdir(folder)).map((shard) => readdir(join(folder, shard))))
  ).flat()
  const packed = sha256(fresh.xorb.body)
  expect(names).toContain(packed)
  const stored = await open(join(folder, packed.slice(0, 2), packed), 'r+')
  await stored.write(Buffer.from([1, 2, 3]), 0, 3, 5000)
  await stored.close()
  await expect(sendShard(xet, fresh)).rejects.toThrow(/answered (4|5)\d\d/)
  expect((await xet.reconstruction(fresh.file.hex)).status).toBe(404)
  await sendXorb(xet, fresh)
  await sendShard(xet, fresh)
  await commitAll(hub, other, [lfsFile('b.bin', fresh.file.bytes)])
  expect((await readFile(hub, other, 'b.bin')).equals(fresh.file.bytes)).toBe(true)
})

test('fsck finds a flipped byte that nobody read', async () => {
  const packed = sha256(xetTarget('fresh', 30, 40_000).xorb.body)
  const stored = await open(join(place.folder, 'blobs', packed.slice(0, 2), packed), 'r+')
  await stored.write(Buffer.from([9]), 0, 1, 7777)
  await stored.close()
  const { code, faults } = await fsck(place)
  expect(code).toBe(3)
  const found = faults.map((fault) => `${fault.what} ${fault.where}`)
  // the pack, and the file that is made of it
  const { file } = xetTarget('fresh', 30, 40_000)
  expect(found.sort()).toEqual([`blob-damaged ${packed}`, `blob-damaged ${file.sha256}`].sort())
})
