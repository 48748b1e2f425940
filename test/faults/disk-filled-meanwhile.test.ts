import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDiskStore } from '../../src/stores/blobs/disk.js'
import { skipReason } from './support/proof.js'
import { mountSmallDisk, type SmallDisk, smallDiskMissing } from './support/small-disk.js'

const MIB = 1024 * 1024
/** Large enough to go past the page cache and to be hashed on a thread. */
const SIZE = 96 * MIB
const block = randomBytes(MIB)

const missing = skipReason(smallDiskMissing())
describe.skipIf(missing)('a disk that others fill while a large file comes in', () => {
  let disk: SmallDisk
  beforeAll(async () => {
    disk = await mountSmallDisk(256)
  })
  afterAll(() => disk?.remove())

  async function* body(halfway: () => Promise<void>) {
    for (let i = 0; i < SIZE / MIB; i++) {
      if (i === 40) await halfway()
      yield block
    }
  }
  const expected = () => {
    const hash = createHash('sha256')
    for (let i = 0; i < SIZE / MIB; i++) hash.update(block)
    return { size: SIZE, sha256: hash.digest('hex') }
  }

  test('the upload is refused, leaves nothing, and succeeds when there is room again', async () => {
    const store = await openDiskStore({ folder: disk.folder, minFreeBytes: 0 })
    const filled = store.receive(
      body(() => disk.leaveFree(5 * MIB)),
      expected(),
    )
    await expect(filled).rejects.toMatchObject({ code: 'InsufficientStorage' })
    expect(await readdir(join(disk.folder, 'uploads'))).toEqual([])
    await disk.free()
    const received = await store.receive(
      body(async () => {}),
      expected(),
    )
    await received.publish()
    expect(await store.size(received.sha256)).toBe(SIZE)
  })
})
