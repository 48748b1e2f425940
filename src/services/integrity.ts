import { createHash } from 'node:crypto'
import { isHubError } from '../core/errors.js'
import type { Amount } from '../core/quota.js'
import type { BlobRow } from '../stores/metadata/blob-index.js'
import type { BlobVault } from './blob-vault.js'
import type { Stores } from './context.js'
import { type Fault, type FsckReport, note, RepoCheck } from './repo-check.js'
import { checkXorbs } from './xet/xorb-check.js'

const BATCH = 500
type Needs = Pick<Stores, 'metadata' | 'blobs' | 'readVerified' | 'trees'> & { vault: BlobVault }

/** Proof that what is stored is whole: refs -> commits -> trees -> git blobs -> blobs -> hashes, and back. */
export function createIntegrity({ metadata, blobs, readVerified, trees, vault }: Needs) {
  /** Walks everything. `fast`: sizes of blobs instead of hashes. `onProgress` hears of each repo and blob. */
  async function fsck(options: {
    fast: boolean
    onProgress?: (report: FsckReport) => void
  }): Promise<FsckReport> {
    const report: FsckReport = { repos: 0, commits: 0, gitObjects: 0, blobs: 0, bytes: 0, faults: [] }
    const check = new RepoCheck({ metadata, readVerified, trees }, report)
    for (let after = 0; ; ) {
      const ids = await metadata.garbage.repoIds(after, BATCH)
      if (ids.length === 0) break
      for (const id of ids) {
        await check.repo(id)
        report.repos++
        options.onProgress?.(report)
      }
      after = ids.at(-1) as number
    }
    for await (const blob of allBlobs()) {
      const fault = await checkBlob(blob, options.fast)
      if (fault) note(report, fault)
      report.blobs++
      report.bytes += blob.size
      options.onProgress?.(report)
    }
    for await (const fault of checkXorbs({ metadata, blobs, fast: options.fast })) note(report, fault)
    for (const fault of await accountFaults()) note(report, fault)
    for await (const file of blobs.list()) {
      if (
        !(await metadata.blobs.find(file.sha256)) &&
        Date.now() - file.modifiedAt.getTime() > STRAY_GRACE_MS
      ) {
        note(report, { what: 'blob-without-row', where: file.sha256 })
      }
    }
    return report
  }

  /** Re-reads stored bytes, the longest unread first, and sets damaged ones aside. */
  async function scrub(options: {
    mostBytes: number
  }): Promise<{ blobs: number; bytes: number; damaged: string[] }> {
    const report = { blobs: 0, bytes: 0, damaged: [] as string[] }
    const started = new Date()
    while (report.bytes < options.mostBytes) {
      const batch = await metadata.blobs.leastScrubbed(started, BATCH)
      if (batch.length === 0) break
      for (const blob of batch) {
        // contents that are kept in chunks are as good as their xorbs, which are scrubbed themselves
        if (blob.whole && (await checkBlob(blob, false))) {
          report.damaged.push(blob.sha256)
          await vault.setAside(blob)
        }
        await metadata.transact((tx) => tx.blobs.markScrubbed(blob.sha256))
        report.blobs++
        report.bytes += blob.size
        if (report.bytes >= options.mostBytes) break
      }
    }
    return report
  }

  /** Sums of quotas against what is stored, vouchers against their ledgers. */
  async function accountFaults(): Promise<Fault[]> {
    const sums = await metadata.storageUsage.faults(BATCH)
    const vouchers = await metadata.vouchers.faults(BATCH)
    const text = ({ bytes, files }: Amount) => `${bytes} bytes in ${files} files`
    return [
      ...sums.map(({ where, noted, counted }) => ({
        what: 'quota-differs' as const,
        where: `${where}: ${text(noted)} noted, ${text(counted)} stored. Mend it with: databelt quota repair`,
      })),
      ...vouchers.map((id) => ({ what: 'voucher-differs' as const, where: `voucher ${id}` })),
    ]
  }

  async function* allBlobs(): AsyncGenerator<BlobRow> {
    for (let after = ''; ; ) {
      const rows = await metadata.blobs.listAfter(after, BATCH)
      if (rows.length === 0) return
      yield* rows
      after = rows.at(-1)?.sha256 ?? ''
    }
  }

  async function checkBlob(blob: BlobRow, fast: boolean): Promise<Fault | undefined> {
    // condemned bytes may be half deleted; quarantined ones are known to be bad
    if (blob.state !== 'stored') return undefined
    if (!blob.whole) return fast ? undefined : checkRecipe(blob)
    const size = await blobs.size(blob.sha256)
    if (size === undefined) return { what: 'blob-missing', where: blob.sha256 }
    if (size !== blob.size) return { what: 'blob-damaged', where: blob.sha256 }
    if (fast) return undefined
    const hash = createHash('sha256')
    for await (const chunk of blobs.read(blob.sha256, 0, blob.size)) hash.update(chunk)
    return hash.digest('hex') === blob.sha256 ? undefined : { what: 'blob-damaged', where: blob.sha256 }
  }

  /** Puts a content together from its chunks. */
  async function checkRecipe(blob: BlobRow): Promise<Fault | undefined> {
    const hash = createHash('sha256')
    try {
      for await (const bytes of readVerified(blob, 0, blob.size, true)) hash.update(bytes)
    } catch (error) {
      if (!isHubError(error, 'BlobDamaged')) throw error
      return { what: 'blob-damaged', where: blob.sha256 }
    }
    return hash.digest('hex') === blob.sha256 ? undefined : { what: 'blob-damaged', where: blob.sha256 }
  }

  return { fsck, scrub }
}

/** An upload between rename and commit is not a fault; garbage collection takes it if it never commits. */
const STRAY_GRACE_MS = 48 * 3600 * 1000
