import { createHash } from 'node:crypto'
import { isFolder, objectHash, objectId } from '../codecs/git-object.js'
import { decodePageIndex } from '../codecs/tree-pages.js'
import { isHubError } from '../core/errors.js'
import type { BlobRow } from '../stores/metadata/blob-index.js'
import type { BlobVault } from './blob-vault.js'
import type { Stores } from './context.js'
import { TreeReader } from './trees/tree-reader.js'

export interface Fault {
  what: 'blob-damaged' | 'blob-missing' | 'blob-without-row' | 'commit-damaged' | 'tree-damaged' | 'git-blob-damaged' | 'object-missing' | 'lfs-missing'
  where: string
}
export interface FsckReport {
  repos: number
  commits: number
  gitObjects: number
  blobs: number
  bytes: number
  faults: Fault[]
}

const BATCH = 500
const MOST_FAULTS = 1000
type Needs = Pick<Stores, 'metadata' | 'blobs' | 'readVerified' | 'trees'> & { vault: BlobVault }

/** Proof that what is stored is whole: refs -> commits -> trees -> git blobs -> blobs -> hashes, and back. */
export function createIntegrity({ metadata, blobs, readVerified, trees, vault }: Needs) {
  /** Walks everything. `fast`: sizes of blobs instead of hashes. `onProgress` hears of each repo and blob. */
  async function fsck(options: { fast: boolean; onProgress?: (report: FsckReport) => void }): Promise<FsckReport> {
    const report: FsckReport = { repos: 0, commits: 0, gitObjects: 0, blobs: 0, bytes: 0, faults: [] }
    const check = new RepoCheck(report)
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
    for await (const file of blobs.list()) {
      if (!(await metadata.blobs.find(file.sha256)) && Date.now() - file.modifiedAt.getTime() > STRAY_GRACE_MS) {
        note(report, { what: 'blob-without-row', where: file.sha256 })
      }
    }
    return report
  }

  /** Re-reads stored bytes, the longest unread first, and sets damaged ones aside. */
  async function scrub(options: { mostBytes: number }): Promise<{ blobs: number; bytes: number; damaged: string[] }> {
    const report = { blobs: 0, bytes: 0, damaged: [] as string[] }
    const started = new Date()
    while (report.bytes < options.mostBytes) {
      const batch = await metadata.blobs.leastScrubbed(started, BATCH)
      if (batch.length === 0) break
      for (const blob of batch) {
        if (await checkBlob(blob, false)) {
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
    const size = await blobs.size(blob.sha256)
    if (size === undefined) return { what: 'blob-missing', where: blob.sha256 }
    if (size !== blob.size) return { what: 'blob-damaged', where: blob.sha256 }
    if (fast) return undefined
    const hash = createHash('sha256')
    for await (const chunk of blobs.read(blob.sha256, 0, blob.size)) hash.update(chunk)
    return hash.digest('hex') === blob.sha256 ? undefined : { what: 'blob-damaged', where: blob.sha256 }
  }

  class RepoCheck {
    private readonly seen = new Set<string>()
    private repoId = 0
    constructor(private readonly report: FsckReport) {}

    async repo(repoId: number): Promise<void> {
      this.repoId = repoId
      this.seen.clear()
      for (const ref of await metadata.refs.list(repoId)) await this.history(ref.commit)
      for (const { sha256 } of await metadata.garbage.danglingBlobs(100)) note(this.report, { what: 'object-missing', where: sha256 })
    }

    private async history(tip: string): Promise<void> {
      const waiting = [tip]
      for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
        if (this.seen.has(oid)) continue
        this.seen.add(oid)
        const [raw] = await metadata.commits.contents(this.repoId, [oid])
        const commit = await metadata.commits.find(this.repoId, oid)
        if (!raw || !commit) this.fault('object-missing', `commit ${oid}`)
        else {
          if (objectId('commit', raw.content) !== oid) this.fault('commit-damaged', oid)
          this.report.commits++
          waiting.push(...commit.parents)
          await this.tree(commit.tree)
        }
      }
    }

    private async tree(oid: string): Promise<void> {
      if (this.seen.has(oid)) return
      this.seen.add(oid)
      const row = await metadata.objects.tree(this.repoId, oid)
      if (!row) return void this.fault('object-missing', `tree ${oid}`)
      const pages = decodePageIndex(row.pageIndex)
      const reader = new TreeReader(metadata.objects, this.repoId, trees)
      const hash = objectHash('tree', pages.reduce((sum, page) => sum + page.sizeBytes, 0))
      try {
        for await (const content of reader.contents(pages.map((page) => page.hash))) hash.update(content)
      } catch {
        return void this.fault('object-missing', `a page of tree ${oid}`)
      }
      if (hash.digest('hex') !== oid) this.fault('tree-damaged', oid)
      this.report.gitObjects++
      let files: string[] = []
      for await (const entry of reader.list(oid)) {
        if (isFolder(entry)) await this.tree(entry.oid)
        else if (entry.mode !== '160000') files.push(entry.oid)
        if (files.length >= BATCH) {
          await this.files(files)
          files = []
        }
      }
      await this.files(files)
    }

    private async files(all: string[]): Promise<void> {
      const oids = [...new Set(all)].filter((oid) => !this.seen.has(oid))
      for (const oid of oids) this.seen.add(oid)
      const infos = await metadata.objects.blobInfos(this.repoId, oids)
      const found = new Set(infos.map((info) => info.oid))
      for (const oid of oids) if (!found.has(oid)) this.fault('object-missing', `git blob ${oid}`)
      for (const row of await metadata.objects.inlineContents(this.repoId, oids)) {
        if (objectId('blob', row.content) !== row.oid) this.fault('git-blob-damaged', row.oid)
      }
      const lfs = infos.flatMap((info) => (info.lfs ? [info.lfs.sha256] : []))
      const linked = await metadata.blobs.committed(this.repoId, lfs)
      for (const sha256 of lfs) if (!linked.has(sha256) && !(await this.isQuarantined(sha256))) this.fault('lfs-missing', sha256)
      for (const info of infos) if (info.sha256) await this.bigFile(info.oid, info.sha256, info.size)
      this.report.gitObjects += infos.length
    }

    private async isQuarantined(sha256: string): Promise<boolean> {
      return (await metadata.blobs.find(sha256))?.state === 'quarantined'
    }

    /** A git blob whose bytes are in the blob store must hash to both of its names. */
    private async bigFile(oid: string, sha256: string, size: number): Promise<void> {
      const facts = await metadata.blobs.find(sha256)
      if (!facts) return void this.fault('object-missing', `blob ${sha256}`)
      const hash = objectHash('blob', size)
      try {
        for await (const chunk of readVerified(facts, 0, size)) hash.update(chunk)
      } catch (error) {
        if (isHubError(error)) return void this.fault('git-blob-damaged', oid)
        throw error
      }
      if (hash.digest('hex') !== oid) this.fault('git-blob-damaged', oid)
    }

    private fault(what: Fault['what'], where: string): void {
      note(this.report, { what, where: `repo ${this.repoId}: ${where}` })
    }
  }

  return { fsck, scrub }
}
export type Integrity = ReturnType<typeof createIntegrity>

/** An upload between rename and commit is not a fault; garbage collection takes it if it never commits. */
const STRAY_GRACE_MS = 48 * 3600 * 1000

function note(report: FsckReport, fault: Fault): void {
  if (report.faults.length < MOST_FAULTS) report.faults.push(fault)
}
