import { mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from '@node-rs/crc32'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { BLOCK_BYTES as MIB } from '../../core/blocks.js'
import { CheckedBlocks } from './checked-blocks.js'

const BYTES = Buffer.alloc(4 * MIB - 5, 'databelt')
const starts = [0, 1, 2, 3].map((block) => block * MIB)
const blockCrcs = Buffer.alloc(16)
for (const [i, start] of starts.entries())
  blockCrcs.writeUInt32BE(crc32(BYTES.subarray(start, start + MIB)), i * 4)
const facts = { sha256: 'a', size: BYTES.length, blockCrcs }

let folder: string
let path: string
let blocks: CheckedBlocks
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-test-'))
  path = join(folder, 'blob')
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  await rm(path, { force: true })
  await writeFile(path, BYTES)
  blocks = new CheckedBlocks()
})
const check = (start: number, end: number) => blocks.check(path, facts, start, end)

async function spoil(block: number): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(Buffer.from([0]), 0, 1, block * MIB + 7)
  await file.close()
}

test('only blocks of the range are looked at, and each of them once', async () => {
  await spoil(2)
  expect(await check(MIB - 1, MIB + 1)).toBe(true)
  await spoil(1)
  expect(await check(0, 2 * MIB)).toBe(true)
  expect(await check(2 * MIB - 1, 2 * MIB + 1)).toBe(false)
  expect(await check(3 * MIB, BYTES.length)).toBe(true)
  expect(await blocks.isWhole(path, facts)).toBe(false)
})

test('nothing is wrong with an empty range, or beyond the end', async () => {
  await spoil(2)
  expect(await check(2 * MIB, 2 * MIB)).toBe(true)
  expect(await check(-7, 0)).toBe(true)
  expect(await check(20 * MIB, 21 * MIB)).toBe(true)
})

test('a damaged block is damaged each time', async () => {
  await spoil(3)
  for (let i = 0; i < 2; i++) expect(await check(0, BYTES.length)).toBe(false)
})

test('a file that is too short is damaged', async () => {
  await writeFile(path, BYTES.subarray(0, 3 * MIB))
  expect(await check(0, BYTES.length)).toBe(false)
})

test('what stands in place of a known file is checked anew', async () => {
  expect(await check(0, BYTES.length)).toBe(true)
  expect(await blocks.isWhole(path, facts)).toBe(true)
  await writeFile(join(folder, 'other'), BYTES.fill(1, 9, 10))
  await rename(join(folder, 'other'), path)
  expect(await blocks.isWhole(path, facts)).toBe(false)
  expect(await check(0, BYTES.length)).toBe(false)
})
