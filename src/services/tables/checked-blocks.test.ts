import { expect, test } from 'vitest'
import { BLOCK_BYTES } from '../../stores/blobs/blob-store.js'
import { CheckedBlocks } from './checked-blocks.js'

const MIB = BLOCK_BYTES
const blob = { sha256: 'a', size: 10 * MIB - 5, blockCrcs: Buffer.alloc(40) }

/** Reads are noted as [first byte, byte after the last]; blocks in `damaged` throw. */
function checked(damaged: number[] = []) {
  const reads: [number, number][] = []
  async function* readVerified(_: typeof blob, start: number, end: number) {
    reads.push([start, end])
    if (damaged.some((block) => block * MIB < end && (block + 1) * MIB > start)) throw new Error('damaged')
    yield Buffer.alloc(0)
  }
  return { reads, blocks: new CheckedBlocks(readVerified) }
}

test('what was read is not read again, and holes are filled', async () => {
  const { reads, blocks } = checked()
  await blocks.check(blob, 3 * MIB + 5, 3 * MIB + 6)
  await blocks.check(blob, 5 * MIB, 6 * MIB)
  await blocks.check(blob, 3 * MIB, 4 * MIB)
  expect(reads).toEqual([
    [3 * MIB, 4 * MIB],
    [5 * MIB, 6 * MIB],
  ])
  expect(blocks.isWhole(blob)).toBe(false)
  await blocks.check(blob, 0, blob.size)
  expect(reads.slice(2)).toEqual([
    [0, 3 * MIB],
    [4 * MIB, 5 * MIB],
    [6 * MIB, blob.size],
  ])
  expect(blocks.isWhole(blob)).toBe(true)
  await blocks.check(blob, 0, blob.size)
  expect(reads).toHaveLength(5)
})

test('nothing is read for an empty range, or beyond the end', async () => {
  const { reads, blocks } = checked()
  await blocks.check(blob, 2 * MIB, 2 * MIB)
  await blocks.check(blob, -7, 0)
  await blocks.check(blob, 20 * MIB, 21 * MIB)
  expect(reads).toEqual([])
})

test('a damaged block is damaged each time it is asked for', async () => {
  const { blocks } = checked([4])
  await blocks.check(blob, 0, 4 * MIB)
  for (let i = 0; i < 2; i++) await expect(blocks.check(blob, 0, blob.size)).rejects.toThrow('damaged')
  expect(blocks.isWhole(blob)).toBe(false)
})
