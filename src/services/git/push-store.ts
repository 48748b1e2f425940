import { type LfsPointer, parsePointer } from '../../codecs/lfs-pointer.js'
import { cutPages, encodePageIndex } from '../../codecs/tree-pages.js'
import type { NewGitBlob, StoredTree, TreePage } from '../../stores/metadata/git-objects.js'
import type { Grant } from '../access.js'
import type { BlobVault } from '../blob-vault.js'
import { INLINE_BYTES } from '../commits/staging.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import { checkedEntries } from './push-check.js'
import { PushRefused, shown } from './push-refusal.js'
import type { PushedObject } from './quarantine.js'

const FLUSH_BYTES = 4 * 1024 * 1024
const FLUSH_ROWS = 1000
/** Each stored blob waits for the disk, so a few go at once; their content is in memory. */
const BIG_AT_ONCE = 8
const BIG_BYTES_AT_ONCE = 16 * 1024 * 1024

type Needs = Pick<Stores, 'metadata'> & { vault: BlobVault }
type Big = { oid: string; content: Buffer }

/**
 * Reads the objects of a push back into rows. They may be written before the refs move: nothing refers to them, and
 * garbage collection takes what stays so.
 */
export class PushStore {
  /** SHA-256 of the LFS objects that pointer files of the push name. */
  readonly lfs = new Set<string>()
  private blobs: NewGitBlob[] = []
  private pointers: { path: string; pointer: LfsPointer }[] = []
  private trees: StoredTree[] = []
  private pages: TreePage[] = []
  private big: Big[] = []
  private blobBytes = 0
  private treeBytes = 0
  private bigBytes = 0

  constructor(
    private readonly needs: Needs,
    private readonly grant: Grant<'repo:write'>,
  ) {}

  async add({ type, oid, path, content }: PushedObject & { content: Buffer }): Promise<void> {
    if (type === 'blob') await this.addBlob(oid, path, content)
    else if (type === 'tree') await this.addTree(oid, path, content)
    else if (type === 'tag')
      await this.needs.metadata.transact((tx) => tx.objects.addTag(this.grant.repo.id, oid, content))
  }

  async finish(): Promise<void> {
    await this.flushBig()
    await this.flushBlobs()
    await this.flushTrees()
  }

  private async addBlob(oid: string, path: string, content: Buffer): Promise<void> {
    if (content.length > INLINE_BYTES) {
      this.big.push({ oid, content })
      this.bigBytes += content.length
      if (this.big.length >= BIG_AT_ONCE || this.bigBytes >= BIG_BYTES_AT_ONCE) await this.flushBig()
      return
    }
    const pointer = parsePointer(content)
    if (pointer) this.pointers.push({ path, pointer })
    this.blobs.push({ oid, size: content.length, content, sha256: null, lfs: pointer ?? null })
    this.blobBytes += content.length
    if (this.blobs.length >= FLUSH_ROWS || this.blobBytes >= FLUSH_BYTES) await this.flushBlobs()
  }

  private async flushBig(): Promise<void> {
    const big = this.big
    this.big = []
    this.bigBytes = 0
    const store = async ({ oid, content }: Big) => {
      const { sha256 } = await this.needs.vault.storeBytes(content)
      this.blobs.push({ oid, size: content.length, content: null, sha256, lfs: null })
    }
    await Promise.all(big.map(store))
  }

  private async flushBlobs(): Promise<void> {
    const { blobs, pointers } = this
    this.blobs = []
    this.pointers = []
    this.blobBytes = 0
    await this.checkPointers(pointers)
    await this.needs.metadata.transact((tx) => tx.objects.addBlobs(this.grant.repo.id, blobs))
  }

  /** A pointer file gives its readers the object, so whoever pushes it must have sent the object or have it here. */
  private async checkPointers(pointers: { path: string; pointer: LfsPointer }[]): Promise<void> {
    if (pointers.length === 0) return
    const { metadata } = this.needs
    const sha256s = [...new Set(pointers.map(({ pointer }) => pointer.sha256))]
    const sizes = await metadata.blobs.linkable(
      this.grant.repo.id,
      actorIdOf(this.grant.principal) ?? 0,
      sha256s,
    )
    const missing = pointers.filter(({ pointer }) => sizes.get(pointer.sha256) !== pointer.size)
    if (missing.length > 0) throw notUploaded(missing)
    for (const sha256 of sha256s) this.lfs.add(sha256)
  }

  private async addTree(oid: string, path: string, content: Buffer): Promise<void> {
    const entries = checkedEntries(content, path)
    const pages = cutPages(entries)
    this.trees.push({ oid, entryCount: entries.length, pageIndex: encodePageIndex(pages) })
    for (const page of pages) this.pages.push({ hash: page.hash, content: page.content })
    this.treeBytes += content.length
    const rows = this.pages.length + this.trees.length
    if (rows >= FLUSH_ROWS || this.treeBytes >= FLUSH_BYTES) await this.flushTrees()
  }

  private async flushTrees(): Promise<void> {
    const { trees, pages } = this
    this.trees = []
    this.pages = []
    this.treeBytes = 0
    await this.needs.metadata.transact((tx) => tx.objects.addTrees(this.grant.repo.id, trees, pages))
  }
}

function notUploaded(missing: { path: string; pointer: LfsPointer }[]): PushRefused {
  const lines = missing.map(
    ({ path, pointer }) => `LFS object ${pointer.sha256} of ${path} has not been uploaded`,
  )
  return new PushRefused('LFS objects are missing', [
    ...shown(lines, lines.length),
    'Upload them, then push again: git lfs push --all origin',
  ])
}
