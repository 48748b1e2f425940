import { expect, test } from 'vitest'
import { HubError } from '../../core/errors.js'
import type { Grant } from '../access.js'
import { CommitStaging } from './staging.js'

/** Stages on a disk with `freeBytes` over its reserve; counts what is stored. */
function staging(freeBytes: number) {
  const stored = { transactions: 0 }
  const needs = {
    metadata: { transact: async () => void stored.transactions++ },
    limits: { commitOperations: 10, regularFileBytes: 1000 },
    checkRowSpace: async (bytes: number) => {
      if (bytes > freeBytes) throw new HubError('InsufficientStorage')
    },
  } as unknown as ConstructorParameters<typeof CommitStaging>[0]
  const grant = { repo: { id: 1 }, principal: { kind: 'anonymous' } } as Grant<'repo:write'>
  return { stored, staging: new CommitStaging(needs, grant) }
}
const small = { kind: 'file', path: 'a.txt', content: Buffer.alloc(100) } as const

test('small files are refused when they would take from the reserve', async () => {
  const { stored, staging: full } = staging(99)
  await full.add(small)
  await expect(full.finish()).rejects.toThrow(new HubError('InsufficientStorage'))
  expect(stored.transactions).toBe(0)
  const fits = staging(100)
  await fits.staging.add(small)
  await fits.staging.finish()
  expect(fits.stored.transactions).toBe(1)
})

test('a commit that only deletes needs no space', async () => {
  const { staging: full } = staging(-1)
  await full.add({ kind: 'deletedFile', path: 'a.txt' })
  expect((await full.finish()).edits).toHaveLength(1)
})
