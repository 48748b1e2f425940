import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { giveBack, takeAligned } from './aligned-blocks.js'
import { examine } from './examine.js'

const MEBIBYTE = 1024 * 1024

/** One buffer lent again and again, as readers of files do. */
async function* lent(bytes: Buffer, pieceBytes: number) {
  const buffer = Buffer.alloc(pieceBytes)
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const part = bytes.subarray(at, at + pieceBytes)
    part.copy(buffer)
    yield buffer.subarray(0, part.length)
  }
}
const freeBlocks = () => {
  let count = 0
  const taken = []
  for (let block = takeAligned(1); block; block = takeAligned(1)) {
    taken.push(...block)
    count++
  }
  giveBack(taken)
  return count
}

test.each([0, 1, 70_000, MEBIBYTE, 20 * MEBIBYTE + 5])(
  'the facts of %i bytes in odd pieces',
  async (size) => {
    const bytes = randomBytes(size)
    const facts = await examine(lent(bytes, 99_991), size)
    expect(facts.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(facts.size).toBe(size)
    expect(facts.blockCrcs).toHaveLength(4 * Math.ceil(size / MEBIBYTE))
  },
)

test('what is not expected is refused, and its blocks are free again', async () => {
  const bytes = randomBytes(17 * MEBIBYTE)
  const before = freeBlocks()
  const size = bytes.length
  const sha256 = '0'.repeat(64)
  await expect(examine(lent(bytes, MEBIBYTE), size, { sha256, size })).rejects.toMatchObject({
    key: 'HashMismatch',
  })
  await expect(examine(lent(bytes, MEBIBYTE), size, { size: size - 1 })).rejects.toMatchObject({
    key: 'SizeMismatch',
  })
  expect(freeBlocks()).toBe(before)
})
