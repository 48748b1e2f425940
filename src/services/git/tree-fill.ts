import { EMPTY_TREE_OID, isFolder, parseTreeEntries } from '../../codecs/git-object.js'
import { decodePageIndex, type Page } from '../../codecs/tree-pages.js'
import type { GitObjectReader } from '../../stores/metadata/git-objects.js'
import type { BlobFeed } from './blob-feed.js'
import type { ObjectFeed } from './object-feed.js'

const TREES_A_BATCH = 64
const TREES_AT_ONCE = 8
const PAGES_A_READ = 64
/** Larger trees are read a few pages at a time, smaller ones many trees at a time. */
const SMALL_TREE_BYTES = 128 * 1024

/** A tree to feed, and one that is in the repository, or will be, and may share much with it. */
export interface TreeTask {
  oid: string
  base: string | undefined
}
interface LoadedTask {
  oid: string
  pages: Page[]
  basePages: Page[]
}

/** Feeds trees and all below them that their base does not have. */
export class TreeFill {
  private readonly pages = new Map<string, Buffer>()
  private readonly done = new Set<string>()

  constructor(
    private readonly objects: GitObjectReader,
    private readonly repoId: number,
    private readonly feeds: { blobs: BlobFeed; others: ObjectFeed },
  ) {}

  async fill(roots: TreeTask[]): Promise<void> {
    const waiting = [...roots]
    while (waiting.length > 0) {
      const tasks = await this.load(waiting.splice(-TREES_A_BATCH).filter((task) => this.isNew(task)))
      await this.preload(tasks)
      const next = async () => {
        for (let task = tasks.pop(); task; task = tasks.pop()) {
          for (const folder of await this.feed(task)) waiting.push(folder)
        }
      }
      await Promise.all(Array.from({ length: TREES_AT_ONCE }, next))
      this.pages.clear()
    }
  }

  private isNew({ oid }: TreeTask): boolean {
    if (this.done.has(oid)) return false
    this.done.add(oid)
    return true
  }

  private async load(tasks: TreeTask[]): Promise<LoadedTask[]> {
    const oids = tasks.flatMap(({ oid, base }) => (base === undefined ? [oid] : [oid, base]))
    const rows = await this.objects.trees(this.repoId, [...new Set(oids)])
    const indexes = new Map(rows.map((row) => [row.oid, decodePageIndex(row.pageIndex)]))
    indexes.set(EMPTY_TREE_OID, [])
    const pagesOf = (oid: string): Page[] => {
      const pages = indexes.get(oid)
      if (!pages) throw new Error(`tree ${oid} of repo ${this.repoId} is missing`)
      return pages
    }
    return tasks.map(({ oid, base }) => {
      const pages = pagesOf(oid)
      return { oid, pages, basePages: base === undefined ? [] : pagesOf(base) }
    })
  }

  /** Reads the pages of all small trees at once. */
  private async preload(tasks: LoadedTask[]): Promise<void> {
    const hashes = new Set<string>()
    for (const { pages, basePages } of tasks) {
      if (sizeOf(pages) + sizeOf(basePages) > SMALL_TREE_BYTES) continue
      for (const page of [...pages, ...basePages]) hashes.add(page.hash)
    }
    for (const row of await this.objects.treePages(this.repoId, [...hashes]))
      this.pages.set(row.hash, row.content)
  }

  /** Feeds one tree and its new blobs; returns its new folders. */
  private async feed({ oid, pages, basePages }: LoadedTask): Promise<TreeTask[]> {
    const before = await this.entriesNotIn(pages, basePages)
    const shared = new Set(basePages.map((page) => page.hash))
    const folders: TreeTask[] = []
    const contents = this.read(pages, async (page, content) => {
      if (shared.has(page.hash)) return
      for (const entry of parseTreeEntries(content)) {
        const old = before.get(entry.name)
        if (old?.oid === entry.oid || entry.mode === '160000') continue
        if (isFolder(entry))
          folders.push({ oid: entry.oid, base: old && isFolder(old) ? old.oid : undefined })
        else await this.feeds.blobs.add(entry.oid)
      }
    })
    await this.feeds.others.add({ type: 'tree', oid, size: sizeOf(pages) }, contents)
    return folders
  }

  /** Entries of the base by name; those on pages that both trees have need not be known. */
  private async entriesNotIn(pages: Page[], basePages: Page[]) {
    const own = new Set(pages.map((page) => page.hash))
    const others = basePages.filter((page) => !own.has(page.hash))
    const entries = new Map<string, { oid: string; mode: string }>()
    const note = async (_: Page, content: Buffer) => {
      for (const { name, oid, mode } of parseTreeEntries(content)) entries.set(name, { oid, mode })
    }
    for await (const _ of this.read(others, note));
    return entries
  }

  /** Contents of pages in order; `see` is told of each before it is given out. */
  private async *read(
    pages: Page[],
    see: (page: Page, content: Buffer) => Promise<void>,
  ): AsyncGenerator<Buffer> {
    for (let at = 0; at < pages.length; at += PAGES_A_READ) {
      const some = pages.slice(at, at + PAGES_A_READ)
      const unread = some.map((page) => page.hash).filter((hash) => !this.pages.has(hash))
      const rows = await this.objects.treePages(this.repoId, [...new Set(unread)])
      const read = new Map(rows.map((row) => [row.hash, row.content]))
      for (const page of some) {
        const content = this.pages.get(page.hash) ?? read.get(page.hash)
        if (!content) throw new Error(`tree page ${page.hash} of repo ${this.repoId} is missing`)
        await see(page, content)
        yield content
      }
    }
  }
}

const sizeOf = (pages: Page[]): number => pages.reduce((sum, page) => sum + page.sizeBytes, 0)
