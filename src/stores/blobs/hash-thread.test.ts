import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from '@node-rs/crc32'
import { expect, test } from 'vitest'
import { takeAligned } from './aligned-blocks.js'
import { hashOnThread } from './hash-thread.js'

const digestOf = (algorithm: string, ...parts: Buffer[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest('hex')

test('hashes that are made at once do not mix', async () => {
  const parts = Array.from({ length: 4 }, () => randomBytes(100_000))
  const sha256 = hashOnThread('sha256')
  const md5 = hashOnThread('md5')
  const dropped = hashOnThread('sha256')
  const crcs = await Promise.all(
    parts.flatMap((part) => [sha256.update(part), md5.update(part), dropped.update(parts[0] as Buffer)]),
  )
  dropped.drop()
  expect(crcs.filter((_, i) => i % 3 === 0)).toEqual(parts.map((part) => crc32(part)))
  expect(await sha256.digest()).toBe(digestOf('sha256', ...parts))
  expect(await md5.digest()).toBe(digestOf('md5', ...parts))
})

test('the blocks are read where they lie', async () => {
  const [block] = takeAligned(1) ?? []
  block?.fill('shared')
  expect(block?.buffer).toBeInstanceOf(SharedArrayBuffer)
  const hash = hashOnThread('sha256')
  await hash.update(block as Buffer)
  expect(await hash.digest()).toBe(digestOf('sha256', block as Buffer))
})

test('what the thread cannot take fails, and the next hash has a new thread', async () => {
  const hash = hashOnThread('sha256')
  await expect(
    hash.update('no bytes' as unknown as Buffer).then(() => hash.update({} as Buffer)),
  ).rejects.toThrow()
  const next = hashOnThread('sha256')
  expect(await next.digest()).toBe(digestOf('sha256'))
})
