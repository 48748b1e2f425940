import { expect, it } from 'vitest'
import { TermList } from '../../codecs/xet/terms.js'
import { XorbIndex } from '../../codecs/xet/xorb.js'
import type { Stores } from '../context.js'
import type { Xorb } from './chunk-source.js'
import { followersOf } from './followers.js'

const REPO = 7
const MEBIBYTE = 1024 * 1024
const hashOf = (n: number) => Buffer.alloc(32, n.toString(16).padStart(8, '0'), 'hex')

/** A file of `count` xorbs with `chunks` chunks each, and where its xorbs are found. */
function fileOf(count: number, chunks: number, gone: number[] = []) {
  const index = XorbIndex.of(
    Array.from({ length: chunks }, () => ({ hash: Buffer.alloc(32), length: 1, frameBytes: 9 })),
  )
  const numbers = Array.from({ length: count }, (_, n) => n)
  const terms = TermList.of(
    numbers.map((n) => ({ xorb: hashOf(n), length: chunks, start: 0, end: chunks })),
  ).packed
  const xorbs = new Map(numbers.map((n) => [hashOf(n).toString('hex'), { hash: hashOf(n), index } as Xorb]))
  for (const n of gone) xorbs.delete(hashOf(n).toString('hex'))
  const stores = {
    metadata: {
      xetFiles: {
        newestWith: async (_: Buffer, repoId: number, mostBytes: number) =>
          repoId === REPO && terms.length <= mostBytes ? { terms } : undefined,
      },
    },
    chunks: { find: async (hash: Buffer) => xorbs.get(hash.toString('hex')) },
  } as unknown as Pick<Stores, 'metadata' | 'chunks'>
  const after = async (n: number, repoId = REPO) =>
    (await followersOf(stores, { hash: hashOf(n), index } as Xorb, repoId)).map(({ hash }) =>
      hash.readUInt32BE(),
    )
  return { after }
}

it('goes from the xorb to the end of the file', async () => {
  expect(await fileOf(6, 10).after(2)).toEqual([3, 4, 5])
  expect(await fileOf(6, 10).after(5)).toEqual([])
  expect(await fileOf(6, 10, [3]).after(2)).toEqual([4, 5])
})

it('has room for a file of 5 GB, and no more than 4 MiB', async () => {
  // as clients fill them: 75 xorbs of 64 MiB
  expect(await fileOf(75, 1042).after(0)).toHaveLength(74)
  const told = await fileOf(100, 8192).after(0)
  expect((told.length + 1) * 8192 * 48).toBeLessThanOrEqual(4 * MEBIBYTE)
  expect(told).toHaveLength(9)
})

it('stops at many small xorbs, and at a recipe that is too long to read', async () => {
  expect(await fileOf(2000, 1).after(0)).toHaveLength(256)
  expect(await fileOf(30_000, 1).after(0)).toEqual([])
})

it('knows only files of the repo', async () => {
  expect(await fileOf(6, 10).after(0, REPO + 1)).toEqual([])
})
