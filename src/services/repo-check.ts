import { isFolder, objectHash, objectId } from '../codecs/git-object.js'
import { decodePageIndex } from '../codecs/tree-pages.js'
import { isHubError } from '../core/errors.js'
import type { Stores } from './context.js'
import { TreeReader } from './trees/tree-reader.js'

export interface Fault {
  what:
    | 'blob-damaged'
    | 'blob-missing'
    | 'blob-without-row'
    | 'commit-damaged'
    | 'tree-damaged'
    | 'git-blob-damaged'
    | 'object-missing'
    | 'lfs-missing'
    | 'xorb-damaged'
    | 'recipe-damaged'
    | 'quota-differs'
    | 'voucher-differs'
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

/** Walks one repo after another: refs -> commits -> trees -> git blobs -> blobs. */
export class RepoCheck {
  private readonly seen = new Set<string>()
  private repoId = 0
  constructor(
    private readonly stores: Pick<Stores, 'metadata' | 'readVerified' | 'trees'>,
    private readonly report: FsckReport,
  ) {}

  async repo(repoId: number): Promise<void> {
    this.repoId = repoId
    this.seen.clear()
    for (const ref of await this.stores.metadata.refs.list(repoId)) await this.history(ref.commit)
    for (const { sha256 } of await this.stores.metadata.garbage.danglingBlobs(100))
      note(this.report, { what: 'object-missing', where: sha256 })
  }

  private async history(tip: string): Promise<void> {
    const waiting = [tip]
    for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
      if (this.seen.has(oid)) continue
      this.seen.add(oid)
      const [raw] = await this.stores.metadata.commits.contents(this.repoId, [oid])
      const commit = await this.stores.metadata.commits.find(this.repoId, oid)
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
    const row = await this.stores.metadata.objects.tree(this.repoId, oid)
    if (!row) return void this.fault('object-missing', `tree ${oid}`)
    const pages = decodePageIndex(row.pageIndex)
    const reader = new TreeReader(this.stores.metadata.objects, this.repoId, this.stores.trees)
    const hash = objectHash(
      'tree',
      pages.reduce((sum, page) => sum + page.sizeBytes, 0),
    )
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
    const infos = await this.stores.metadata.objects.blobInfos(this.repoId, oids)
    const found = new Set(infos.map((info) => info.oid))
    for (const oid of oids) if (!found.has(oid)) this.fault('object-missing', `git blob ${oid}`)
    for (const row of await this.stores.metadata.objects.inlineContents(this.repoId, oids)) {
      if (objectId('blob', row.content) !== row.oid) this.fault('git-blob-damaged', row.oid)
    }
    const lfs = infos.flatMap((info) => (info.lfs ? [info.lfs.sha256] : []))
    const linked = await this.stores.metadata.blobs.committed(this.repoId, lfs)
    for (const sha256 of lfs) if (!linked.has(sha256)) this.fault('lfs-missing', sha256)
    for (const info of infos) if (info.sha256) await this.bigFile(info.oid, info.sha256, info.size)
    this.report.gitObjects += infos.length
  }

  /** A git blob whose bytes are in the blob store must hash to both of its names. */
  private async bigFile(oid: string, sha256: string, size: number): Promise<void> {
    const facts = await this.stores.metadata.blobs.find(sha256)
    if (!facts) return void this.fault('object-missing', `blob ${sha256}`)
    const hash = objectHash('blob', size)
    try {
      for await (const chunk of this.stores.readVerified(facts, 0, size)) hash.update(chunk)
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

export function note(report: FsckReport, fault: Fault): void {
  if (report.faults.length < MOST_FAULTS) report.faults.push(fault)
}
