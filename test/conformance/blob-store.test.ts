import { randomBytes } from 'node:crypto'
import { mkdtemp, open, readdir, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BLOCK_BYTES } from '../../src/core/blocks.js'
import type { BlobFacts, BlobStore } from '../../src/stores/blobs/blob-store.js'
import { openDiskStore } from '../../src/stores/blobs/disk.js'
import { verifiedReads } from '../../src/stores/blobs/verified.js'
import { blobStoreSuite } from './suites/blob-store.js'
import { chunks, readAll, refusal } from './suites/blobs.js'

blobStoreSuite('on disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'databelt-blobs-'))
  return {
    store: await openDiskStore({ folder, minFreeBytes: 0 }),
    leftovers: async () => (await readdir(join(folder, 'uploads'))).length,
    close: () => rm(folder, { recursive: true, force: true }),
  }
})

let folder: string
let store: BlobStore
let damaged: string[] = []
const fileOf = (blob: BlobFacts) => join(folder, 'blobs', blob.sha256.slice(0, 2), blob.sha256)
const put = async (size: number) => {
  const bytes = randomBytes(size)
  const blob = await store.receive(chunks(bytes), {})
  await blob.publish()
  return { bytes, blob }
}
const read = async (blob: BlobFacts, start: number, end: number) => {
  const verified = verifiedReads(store, async (bad) => {
    damaged.push(bad.sha256)
  })
  return readAll(verified(blob, start, end))
}
async function flip(blob: BlobFacts, at: number): Promise<void> {
  const file = await open(fileOf(blob), 'r+')
  const byte = Buffer.alloc(1)
  await file.read(byte, 0, 1, at)
  await file.write(Buffer.from([(byte[0] as number) ^ 1]), 0, 1, at)
  await file.close()
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-blobs-'))
  store = await openDiskStore({ folder, minFreeBytes: 0 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a verified read gives exactly the range that was asked for', async () => {
  const { bytes, blob } = await put(2 * BLOCK_BYTES + 500)
  const edges = [
    0,
    1,
    BLOCK_BYTES - 1,
    BLOCK_BYTES,
    BLOCK_BYTES + 1,
    2 * BLOCK_BYTES,
    2 * BLOCK_BYTES + 499,
    bytes.length,
  ]
  for (const start of edges)
    for (const end of edges.filter((edge) => edge >= start))
      expect((await read(blob, start, end)).equals(bytes.subarray(start, end)), `${start}-${end}`).toBe(true)
  expect(damaged).toEqual([])
})

test.each([0, 1, 2, 3])(
  'one flipped bit anywhere in block %i is found before a byte of it is given out',
  async (block) => {
    const size = 3 * BLOCK_BYTES + 77
    const end = Math.min(size, (block + 1) * BLOCK_BYTES)
    for (const at of [block * BLOCK_BYTES, Math.floor((block * BLOCK_BYTES + end) / 2), end - 1]) {
      damaged = []
      const { bytes, blob } = await put(size)
      await flip(blob, at)
      expect(await refusal(read(blob, at, at + 1))).toBe('BlobDamaged')
      expect(await refusal(read(blob, 0, size))).toBe('BlobDamaged')
      expect(damaged).toEqual([blob.sha256, blob.sha256])
      // the other blocks are still good
      const other = block === 0 ? 2 * BLOCK_BYTES : 0
      expect((await read(blob, other, other + 10)).equals(bytes.subarray(other, other + 10))).toBe(true)
      await store.remove(blob.sha256)
    }
  },
)

test.each([0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 9, 2 * BLOCK_BYTES])(
  'a file cut off to %i bytes is found damaged',
  async (left) => {
    damaged = []
    const { blob } = await put(2 * BLOCK_BYTES + 10)
    await truncate(fileOf(blob), left)
    expect(await refusal(read(blob, 0, blob.size))).toBe('BlobDamaged')
    expect(await refusal(read(blob, blob.size - 1, blob.size))).toBe('BlobDamaged')
    expect(damaged).toEqual([blob.sha256, blob.sha256])
  },
)

test('a blob whose file is gone is damaged, and its keeper hears of it', async () => {
  damaged = []
  const { blob } = await put(100)
  await store.remove(blob.sha256)
  expect(await refusal(read(blob, 0, 100))).toBe('BlobDamaged')
  expect(damaged).toEqual([blob.sha256])
})

test('bytes that follow the end of a blob are not given out', async () => {
  const { bytes, blob } = await put(1000)
  const file = await open(fileOf(blob), 'a')
  await file.write('stranger')
  await file.close()
  expect((await read(blob, 0, 1000)).equals(bytes)).toBe(true)
})

test('damaged bytes are kept for the operator', async () => {
  const { blob } = await put(10)
  await store.quarantine(blob.sha256)
  expect((await readdir(join(folder, 'quarantine'))).some((name) => name.startsWith(blob.sha256))).toBe(true)
})

test('a disk that would be too full refuses an upload before it begins', async () => {
  const full = await openDiskStore({ folder, minFreeBytes: Number.MAX_SAFE_INTEGER })
  const before = (await readdir(join(folder, 'uploads'))).length
  expect(await refusal(full.receive(chunks(Buffer.alloc(1)), {}))).toBe('InsufficientStorage')
  expect(await refusal(full.writePart('x', 0, chunks(Buffer.alloc(1)), 1))).toBe('InsufficientStorage')
  expect((await readdir(join(folder, 'uploads'))).length).toBe(before)
})

test('opening a store again finds what is in it', async () => {
  const { bytes, blob } = await put(123)
  const again = await openDiskStore({ folder, minFreeBytes: 0 })
  expect(await again.size(blob.sha256)).toBe(bytes.length)
})
