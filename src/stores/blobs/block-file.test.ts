import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BlockFile } from './block-file.js'
import { writeBlocks } from './block-writer.js'

const LARGE = 64 * 1024 * 1024

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databelt-block-file-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const bytes = randomBytes(5_000_003)
async function* pieces() {
  for (let at = 0; at < bytes.length; at += 70_001) yield bytes.subarray(at, at + 70_001)
}
const nothing = { block: async () => {} }

async function write(name: string, sizeBytes: number | undefined, position: number) {
  const file = await BlockFile.open(join(folder, name), 'wx', sizeBytes)
  const count = await writeBlocks(pieces(), file, position, nothing)
  await file.sync()
  return { file, count }
}

test.each([
  ['of unknown size', undefined, 0],
  ['of its size', bytes.length, 0],
  ['said to be large', LARGE, 0],
  ['large, from the middle of a page', LARGE, 1234],
])('a file %s has what was written', async (name, sizeBytes, position) => {
  const { file, count } = await write(name, sizeBytes, position)
  await file.close()
  expect(count).toBe(bytes.length)
  expect((await readFile(join(folder, name))).subarray(position).equals(bytes)).toBe(true)
})

test('when the aligned blocks are all in use, files are written through the page cache', async () => {
  const open = []
  for (let i = 0; i < 12; i++) open.push((await write(`many-${i}`, LARGE, 0)).file)
  expect(new Set(open.map((file) => file.isShared)).has(false)).toBe(true)
  for (const file of open) await file.close()
  for (let i = 0; i < 12; i++) expect((await readFile(join(folder, `many-${i}`))).equals(bytes)).toBe(true)
})

test('blocks that were given back are used again', async () => {
  for (let i = 0; i < 20; i++) {
    const file = await BlockFile.open(join(folder, `again-${i}`), 'wx', LARGE)
    // file systems without direct writes have none
    if (i === 0 && !file.isShared) return file.close()
    expect(file.isShared).toBe(true)
    await file.close()
  }
})
