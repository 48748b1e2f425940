import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { crc32 } from '@node-rs/crc32'
import { expect, test } from 'vitest'
import { BLOCK_BYTES } from '../../../src/core/blocks.js'
import type { BlobStore } from '../../../src/stores/blobs/blob-store.js'
import { chunks, readAll, refusal, sha256 } from './blobs.js'

/** What every BlobStore must do with uploads in parts. */
export function partsSuite(store: () => BlobStore): void {
  const get = (hash: string, start: number, end: number) => readAll(store().read(hash, start, end))
  const part = BLOCK_BYTES + 10
  const content = randomBytes(2 * part + 100)
  const expected = { sha256: sha256(content), size: content.length }
  const send = (upload: string, i: number, from: Uint8Array = content) => {
    const piece = from.subarray(i * part, (i + 1) * part)
    return store().writePart(upload, i * part, chunks(piece), piece.length)
  }

  test.each([
    ['in order', [0, 1, 2]],
    ['backwards', [2, 1, 0]],
    ['again', [1, 0, 1, 2, 0, 2]],
  ])('parts that come %s are joined', async (_how, order) => {
    const upload = randomUUID()
    for (const i of order) {
      const { etag } = await send(upload, i)
      expect(etag).toBe(
        createHash('md5')
          .update(content.subarray(i * part, (i + 1) * part))
          .digest('hex'),
      )
    }
    const blob = await store().finishParts(upload, expected)
    expect(await store().size(expected.sha256)).toBeUndefined()
    await blob.publish()
    expect((await get(expected.sha256, 0, expected.size)).equals(content)).toBe(true)
    expect(blob.blockCrcs.readUInt32BE(4)).toBe(crc32(content.subarray(BLOCK_BYTES, 2 * BLOCK_BYTES)))
    await store().remove(expected.sha256)
  })

  test('parts may come at the same time', async () => {
    const upload = randomUUID()
    await Promise.all([0, 1, 2].map((i) => send(upload, i)))
    const blob = await store().finishParts(upload, expected)
    expect(blob.sha256).toBe(expected.sha256)
    await blob.discard()
  })

  test('a part that was sent wrong can be sent again', async () => {
    const upload = randomUUID()
    for (const i of [0, 1, 2]) await send(upload, i, i === 1 ? randomBytes(content.length) : content)
    await send(upload, 1)
    await (await store().finishParts(upload, expected)).discard()
  })

  test('a part that is missing, wrong or too long is found out at the end, and the upload begins anew', async () => {
    const upload = randomUUID()
    await send(upload, 0)
    await send(upload, 2)
    expect(await refusal(store().finishParts(upload, expected))).toBe('HashMismatch')
    await send(upload, 0)
    expect(await refusal(store().finishParts(upload, expected))).toBe('SizeMismatch')
    for (const i of [0, 1, 2]) await send(upload, i)
    await store().writePart(upload, content.length, chunks(Buffer.alloc(9)), 9)
    expect(await refusal(store().finishParts(upload, expected))).toBe('SizeMismatch')
    for (const i of [0, 1, 2]) await send(upload, i)
    await (await store().finishParts(upload, expected)).discard()
  })

  test('an upload of which no part came cannot be finished', async () => {
    expect(await refusal(store().finishParts(randomUUID(), expected))).toBe('SizeMismatch')
  })

  test('a part of another length than announced is refused', async () => {
    const upload = randomUUID()
    expect(await refusal(store().writePart(upload, 0, chunks(content), 10))).toBe('SizeMismatch')
    expect(await refusal(store().writePart(upload, 0, chunks(content.subarray(0, 9)), 10))).toBe(
      'SizeMismatch',
    )
  })

  test('CVE-2026-25921: a late part cannot change bytes that were verified', async () => {
    const upload = randomUUID()
    for (const i of [0, 1, 2]) await send(upload, i)
    let letGo = () => {}
    let begun = () => {}
    const waiting = new Promise<void>((resolve) => {
      letGo = resolve
    })
    async function* slowly() {
      begun()
      yield Buffer.alloc(10)
      await waiting
      yield Buffer.alloc(part - 10)
    }
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const late = store().writePart(upload, 0, slowly(), part)
    await hasBegun
    const early = await refusal(store().finishParts(upload, expected))
    letGo()
    await late
    expect(early).toBe('BadRequest')
    await send(upload, 0)
    const blob = await store().finishParts(upload, expected)
    expect(await refusal(send(upload, 0, randomBytes(content.length)))).toBe('BadRequest')
    await blob.publish()
    await send(upload, 0, randomBytes(content.length))
    expect(sha256(await get(expected.sha256, 0, expected.size))).toBe(expected.sha256)
    await store().remove(expected.sha256)
  })
}
