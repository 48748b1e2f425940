import type { Stores } from './context.js'
import { markReachable } from './garbage-marks.js'

export interface MarkReport {
  repos: number
  objectsDeleted: number
  xorbsDropped: number
  blobsCondemned: number
}
export interface SweepReport {
  blobsDeleted: number
  bytesDeleted: number
  uploadsDeleted: number
}

const BATCH = 1000
type Needs = Pick<Stores, 'metadata' | 'blobs' | 'clock'> & {
  graceMs: number
  /** The same for xorbs: clients remember for weeks what they have sent. */
  xorbGraceMs: number
}

/**
 * Mark and sweep, each safe to kill and to run again. `mark` deletes git objects that no ref reaches and condemns
 * blobs that nothing needs; `sweep`, a grace period later, deletes blobs that are still condemned. Everything
 * younger than the grace period is spared: a running upload or commit may be about to use it.
 */
export function createGarbage({ metadata, blobs, clock, graceMs, xorbGraceMs }: Needs) {
  const cutOff = (ms = graceMs) => new Date(clock.now().getTime() - ms)

  async function mark(): Promise<MarkReport> {
    const before = cutOff()
    const report = { repos: 0, objectsDeleted: 0, xorbsDropped: 0, blobsCondemned: 0 }
    for (let after = 0; ; ) {
      const ids = await metadata.garbage.repoIds(after, BATCH)
      if (ids.length === 0) break
      for (const id of ids) report.objectsDeleted += await markRepo(id, before)
      report.repos += ids.length
      after = ids.at(-1) as number
    }
    await metadata.transact((tx) => tx.garbage.dropLinks(before))
    // those of contents that were swept; they must be gone before their bytes are
    report.xorbsDropped = await metadata.transact((tx) => tx.garbage.dropXorbs(cutOff(xorbGraceMs)))
    report.blobsCondemned = await metadata.transact((tx) => tx.garbage.condemn(before, clock.now()))
    return report
  }

  /** Marks live in a table of the transaction, so memory does not grow with the repo. */
  const markRepo = (repoId: number, before: Date): Promise<number> =>
    metadata.transact(async (tx) => {
      // commits to this repo wait: none can come to need what is found unreachable
      await tx.garbage.lockRepo(repoId)
      await tx.garbage.beginMarks()
      const refs = await tx.refs.list(repoId)
      await markReachable(tx, repoId, refs)
      return tx.garbage.sweepObjects(repoId, before)
    })

  async function sweep(): Promise<SweepReport> {
    const before = cutOff()
    const report = { blobsDeleted: 0, bytesDeleted: 0, uploadsDeleted: 0 }
    for (let after = ''; ; ) {
      const condemned = await metadata.garbage.condemned(before, after, BATCH)
      if (condemned.length === 0) break
      for (const sha256 of condemned) {
        const size = await remove(sha256)
        if (size === undefined) continue
        report.blobsDeleted++
        report.bytesDeleted += size
      }
      after = condemned.at(-1) as string
    }
    report.uploadsDeleted = (await blobs.sweepUploads(before)) + (await removeStrays(before))
    return report
  }

  /** The row stays locked until the file is gone; a kill in between leaves a condemned row for the next sweep. */
  const remove = (sha256: string): Promise<number | undefined> =>
    metadata.transact(async (tx) => {
      if (!(await tx.garbage.lockCondemned(sha256))) return undefined
      const size = await blobs.size(sha256)
      await blobs.remove(sha256)
      await tx.garbage.forget(sha256)
      return size ?? 0
    })

  /** Files whose row was never committed (a kill between rename and commit), and those that were let go. */
  async function removeStrays(before: Date): Promise<number> {
    let count = 0
    for await (const file of blobs.list()) {
      if (file.modifiedAt >= before) continue
      const row = await metadata.blobs.find(file.sha256)
      if (row && !row.whole && (await removeLetGo(file.sha256))) count++
      if (row) continue
      await blobs.remove(file.sha256)
      count++
    }
    return count
  }

  /** A file whose content is kept as chunks by now. The row stays locked: the same bytes may be coming in whole. */
  const removeLetGo = (sha256: string): Promise<boolean> =>
    metadata.transact(async (tx) => {
      if (!(await tx.garbage.lockLetGo(sha256))) return false
      await blobs.remove(sha256)
      return true
    })

  return { mark, sweep }
}
