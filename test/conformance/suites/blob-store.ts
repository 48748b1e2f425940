import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from '@node-rs/crc32'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BLOCK_BYTES } from '../../../src/core/blocks.js'
import { BlobMissing, type BlobStore } from '../../../src/stores/blobs/blob-store.js'
import { partsSuite } from './blob-store-parts.js'
import { chunks, readAll, refusal, sha256 } from './blobs.js'

/** A store to test, and a way to look behind its back. */
export interface OpenedStore {
  store: BlobStore
  /** Files or keys that uploads have left and nobody published. */
  leftovers(): Promise<number>
  close(): Promise<void>
}

async function* breaking(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
  throw new Error('the client is gone')
}
/** What every BlobStore must do. */
export function blobStoreSuite(name: string, open: () => Promise<OpenedStore>): void {
  describe(`the blob store ${name}`, () => {
    let opened: OpenedStore
    let store: BlobStore
    beforeAll(async () => {
      opened = await open()
      store = opened.store
    })
    afterAll(() => opened?.close())

    const put = async (bytes: Uint8Array) => {
      const blob = await store.receive(chunks(bytes), { size: bytes.length })
      await blob.publish()
      return blob
    }
    const get = (hash: string, start: number, end: number) => readAll(store.read(hash, start, end))
    const sizes = [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2 * BLOCK_BYTES, 3 * BLOCK_BYTES + 7]

    test.each(sizes)('%i bytes come back as they were sent, with their facts', async (size) => {
      const bytes = randomBytes(size)
      const blob = await put(bytes)
      expect([blob.sha256, blob.size]).toEqual([sha256(bytes), size])
      expect(blob.blockCrcs.length).toBe(Math.ceil(size / BLOCK_BYTES) * 4)
      for (let i = 0; i * BLOCK_BYTES < size; i++)
        expect(blob.blockCrcs.readUInt32BE(i * 4)).toBe(
          crc32(bytes.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES)),
        )
      expect(await store.size(blob.sha256)).toBe(size)
      expect((await get(blob.sha256, 0, size)).equals(bytes)).toBe(true)
    })

    test('how the bytes were cut into chunks makes no difference', async () => {
      const bytes = randomBytes(BLOCK_BYTES + 5)
      const facts = []
      for (const size of [1000, 65_536, BLOCK_BYTES, BLOCK_BYTES + 5]) {
        const { sha256, size: total, blockCrcs, discard } = await store.receive(chunks(bytes, size), {})
        await discard()
        facts.push({ sha256, total, blockCrcs })
      }
      for (const other of facts) expect(other).toEqual(facts[0])
    })

    test('a chunk that its sender uses again is copied in time', async () => {
      const shared = Buffer.alloc(BLOCK_BYTES)
      const whole = createHash('sha256')
      async function* reusing() {
        for (let i = 0; i < 5; i++) {
          shared.fill(i + 1)
          whole.update(shared)
          yield shared
          shared.fill(0xff)
        }
      }
      const blob = await store.receive(reusing(), {})
      await blob.publish()
      expect(blob.sha256).toBe(whole.digest('hex'))
      expect(sha256(await get(blob.sha256, 0, blob.size))).toBe(blob.sha256)
    })

    test('any range is read exactly', async () => {
      const bytes = randomBytes(2 * BLOCK_BYTES + 100)
      const { sha256: hash } = await put(bytes)
      const edges = [0, 1, 99, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2 * BLOCK_BYTES, bytes.length]
      for (const start of edges)
        for (const end of edges)
          expect((await get(hash, start, end)).equals(bytes.subarray(start, Math.max(start, end)))).toBe(true)
    })

    test('a reader may stop early', async () => {
      const { sha256: hash } = await put(randomBytes(4 * BLOCK_BYTES))
      for (let i = 0; i < 20; i++)
        for await (const part of store.read(hash, 0, 4 * BLOCK_BYTES)) {
          expect(part.length).toBeGreaterThan(0)
          break
        }
    })

    test('what the store does not have is missing', async () => {
      const hash = 'f'.repeat(64)
      expect(await store.size(hash)).toBeUndefined()
      expect(await refusal(get(hash, 0, 1))).toBeInstanceOf(BlobMissing)
      await store.remove(hash)
      await store.quarantine(hash)
    })

    test('nothing can be read before it is published, nor after it is discarded', async () => {
      const bytes = randomBytes(1000)
      const blob = await store.receive(chunks(bytes), {})
      expect(await store.size(blob.sha256)).toBeUndefined()
      await blob.discard()
      await blob.discard()
      expect(await store.size(blob.sha256)).toBeUndefined()
    })

    const bytes = randomBytes(300_000)
    const right = { sha256: sha256(bytes), size: bytes.length }
    test.each([
      ['another hash', 'HashMismatch', { ...right, sha256: 'a'.repeat(64) }, () => chunks(bytes)],
      ['fewer bytes than announced', 'SizeMismatch', { ...right, size: right.size + 1 }, () => chunks(bytes)],
      ['more bytes than announced', 'SizeMismatch', { ...right, size: right.size - 1 }, () => chunks(bytes)],
      ['bytes where none were announced', 'SizeMismatch', { size: 0 }, () => chunks(bytes)],
      ['no bytes where some were announced', 'SizeMismatch', { size: 5 }, () => chunks(Buffer.alloc(0))],
    ])('%s: nothing is left behind', async (_what, key, expected, source) => {
      const before = await opened.leftovers()
      expect(await refusal(store.receive(source(), expected))).toBe(key)
      expect(await opened.leftovers()).toBe(before)
      expect(await store.size(right.sha256)).toBeUndefined()
    })

    test('a source that breaks off: the error comes through and nothing is left behind', async () => {
      const before = await opened.leftovers()
      expect(String(await refusal(store.receive(breaking(bytes), right)))).toContain('the client is gone')
      expect(await opened.leftovers()).toBe(before)
    })

    test('an over-long body is refused before its end', async () => {
      let sent = 0
      async function* endless() {
        for (;;) {
          sent += 100_000
          yield Buffer.alloc(100_000)
        }
      }
      expect(await refusal(store.receive(endless(), { size: 250_000 }))).toBe('SizeMismatch')
      expect(sent).toBeLessThan(2_000_000)
    })

    test('the same content many times at once is one blob, and every sender is told so', async () => {
      const same = randomBytes(BLOCK_BYTES + 1)
      const blobs = await Promise.all(Array.from({ length: 6 }, () => store.receive(chunks(same), {})))
      await Promise.all(blobs.map((blob) => blob.publish()))
      const [first] = blobs
      expect(new Set(blobs.map((blob) => blob.sha256)).size).toBe(1)
      expect((await get(first?.sha256 ?? '', 0, same.length)).equals(same)).toBe(true)
    })

    test('publishing again heals a blob that was removed', async () => {
      const blob = await put(bytes)
      await store.remove(blob.sha256)
      expect(await store.size(blob.sha256)).toBeUndefined()
      await store.remove(blob.sha256)
      await put(bytes)
      expect(await store.size(blob.sha256)).toBe(bytes.length)
      await store.remove(blob.sha256)
    })

    test('a blob in quarantine is out of the way, and the same bytes can come again', async () => {
      const blob = await put(randomBytes(50))
      await store.quarantine(blob.sha256)
      expect(await store.size(blob.sha256)).toBeUndefined()
      await store.quarantine(blob.sha256)
    })

    test('a blob can be placed as a file, which outlives it; what is not there cannot', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'databelt-place-'))
      const { sha256: hash } = await put(Buffer.from('placed'))
      await store.place(hash, join(folder, 'a'))
      await store.remove(hash)
      expect(await readFile(join(folder, 'a'), 'utf8')).toBe('placed')
      await expect(store.place(hash, join(folder, 'b'))).rejects.toThrow(BlobMissing)
      await rm(folder, { recursive: true })
    })

    test('the list has every published blob once, with its size', async () => {
      const [a, b] = [await put(randomBytes(10)), await put(randomBytes(20))]
      const unpublished = await store.receive(chunks(randomBytes(30)), {})
      const listed = new Map<string, number>()
      for await (const item of store.list()) {
        expect(listed.has(item.sha256)).toBe(false)
        expect(Math.abs(item.modifiedAt.getTime() - Date.now())).toBeLessThan(120_000)
        listed.set(item.sha256, item.size)
      }
      expect([listed.get(a.sha256), listed.get(b.sha256)]).toEqual([10, 20])
      expect(listed.has(unpublished.sha256)).toBe(false)
      await unpublished.discard()
    })

    describe('in parts', () => partsSuite(() => store))

    test('sweeping takes what old uploads left, and nothing else', async () => {
      const kept = await put(randomBytes(40))
      await store.receive(chunks(randomBytes(10)), {})
      await store.writePart(randomUUID(), 0, chunks(randomBytes(5)), 5)
      expect(await store.sweepUploads(new Date(Date.now() - 60_000))).toBe(0)
      expect(await store.sweepUploads(new Date(Date.now() + 60_000))).toBeGreaterThanOrEqual(2)
      expect(await opened.leftovers()).toBe(0)
      expect(await store.size(kept.sha256)).toBe(40)
    })
  })
}
