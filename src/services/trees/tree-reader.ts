import { LRUCache } from 'lru-cache'
import {
  EMPTY_TREE_OID,
  isFolder,
  parseTreeEntries,
  sortKey,
  type TreeEntry,
} from '../../codecs/git-object.js'
import { decodePageIndex, type Page, pageOf } from '../../codecs/tree-pages.js'
import type { GitObjectReader } from '../../stores/metadata/git-objects.js'

export type TreeSource = Pick<GitObjectReader, 'tree' | 'treePages'>
export interface PathEntry {
  path: string
  entry: TreeEntry
}
/** Indexes, parsed pages and their bytes by repo and hash; they never change, so they never go stale. */
export type TreeCache = LRUCache<string, Page[] | TreeEntry[] | Buffer>

const CACHE_BYTES = 32 * 1024 * 1024
const BYTES_AN_ITEM = 200
const PAGES_A_READ = 64

export const createTreeCache = (): TreeCache =>
  new LRUCache({
    maxSize: CACHE_BYTES,
    sizeCalculation: (items) => 100 + items.length * (Buffer.isBuffer(items) ? 1 : BYTES_AN_ITEM),
  })

/** Reads trees of one repo, page by page. */
export class TreeReader {
  constructor(
    private readonly source: TreeSource,
    readonly repoId: number,
    private readonly cache: TreeCache,
  ) {}

  /** The pages of a tree. Throws when the repo has no such tree. */
  async pages(treeOid: string): Promise<Page[]> {
    if (treeOid === EMPTY_TREE_OID) return []
    const key = `${this.repoId}:${treeOid}`
    const known = this.cache.get(key)
    if (known) return known as Page[]
    const tree = await this.source.tree(this.repoId, treeOid)
    if (!tree) throw new Error(`tree ${treeOid} is not in repo ${this.repoId}`)
    const pages = decodePageIndex(tree.pageIndex)
    this.cache.set(key, pages)
    return pages
  }

  /** Entries of each page, in the order of `hashes`. */
  async entries(hashes: string[]): Promise<TreeEntry[][]> {
    const found = new Map<string, TreeEntry[]>()
    const missing: string[] = []
    for (const hash of new Set(hashes)) {
      const known = this.cache.get(`${this.repoId}:${hash}`)
      if (known) found.set(hash, known as TreeEntry[])
      else missing.push(hash)
    }
    for (const page of await this.source.treePages(this.repoId, missing)) {
      const entries = parseTreeEntries(page.content)
      found.set(page.hash, entries)
      this.cache.set(`${this.repoId}:${page.hash}`, entries)
    }
    return hashes.map((hash) => {
      const entries = found.get(hash)
      if (!entries) throw new Error(`tree page ${hash} is not in repo ${this.repoId}`)
      return entries
    })
  }

  /** Raw bytes of pages in order, a few at a time: joined they are the tree object. */
  async *contents(hashes: string[]): AsyncGenerator<Buffer> {
    for (let at = 0; at < hashes.length; at += PAGES_A_READ) {
      const some = hashes.slice(at, at + PAGES_A_READ)
      const found = new Map(some.flatMap((hash) => this.knownContent(hash) ?? []))
      const missing = some.filter((hash) => !found.has(hash))
      const read = missing.length === 0 ? [] : await this.source.treePages(this.repoId, missing)
      for (const page of read) found.set(page.hash, page.content)
      this.keep(read)
      for (const hash of some) {
        const content = found.get(hash)
        if (!content) throw new Error(`tree page ${hash} is not in repo ${this.repoId}`)
        yield content
      }
    }
  }

  /** Keeps the bytes of pages: the next commit to a folder hashes all those that it does not change. */
  keep(pages: { hash: string; content: Buffer }[]): void {
    for (const { hash, content } of pages) this.cache.set(`${this.repoId}:${hash}:bytes`, content)
  }

  private knownContent(hash: string): [string, Buffer][] | undefined {
    const known = this.cache.get(`${this.repoId}:${hash}:bytes`)
    return known && [[hash, known as Buffer]]
  }

  /** Entries of these names, whether file or folder. */
  async find(treeOid: string, names: string[]): Promise<Map<string, TreeEntry>> {
    const pages = await this.pages(treeOid)
    const hashes = new Set<string>()
    for (const name of names) {
      // a folder sorts as "name/", maybe pages away from a file of the name
      for (const key of [name, `${name}/`]) {
        const page = pages[Math.max(0, pageOf(pages, Buffer.from(key)))]
        if (page) hashes.add(page.hash)
      }
    }
    const wanted = new Set(names)
    const found = new Map<string, TreeEntry>()
    for (const entries of await this.entries([...hashes]))
      for (const entry of entries) if (wanted.has(entry.name)) found.set(entry.name, entry)
    return found
  }

  /** The entry at `path` below `rootOid`; the root itself for ''. */
  async at(rootOid: string, path: string): Promise<TreeEntry | undefined> {
    let entry: TreeEntry | undefined = { mode: '40000', name: '', oid: rootOid }
    if (path === '') return entry
    for (const name of path.split('/')) {
      if (!entry || !isFolder(entry)) return undefined
      entry = (await this.find(entry.oid, [name])).get(name)
    }
    return entry
  }

  /** Entries of one folder in git's order, beginning after `after`. */
  async *list(treeOid: string, after?: TreeEntry): AsyncGenerator<TreeEntry> {
    const pages = await this.pages(treeOid)
    const key = after && sortKey(after)
    const first = key ? Math.max(0, pageOf(pages, key)) : 0
    for (const page of pages.slice(first)) {
      const [entries = []] = await this.entries([page.hash])
      for (const entry of entries) if (!key || Buffer.compare(sortKey(entry), key) > 0) yield entry
    }
  }

  /**
   * Everything below a folder, each folder followed by what is in it. `after` is the path and kind of the last
   * entry of the page before.
   */
  async *walk(
    treeOid: string,
    prefix = '',
    after?: { path: string; folder: boolean },
  ): AsyncGenerator<PathEntry> {
    const [first, ...rest] = after === undefined ? [] : after.path.split('/')
    let from: TreeEntry | undefined
    if (after && first !== undefined) {
      from = (await this.find(treeOid, [first])).get(first) ?? { mode: '100644', name: first, oid: '' }
      // go on inside the folder that the page before ended in
      if (isFolder(from) && (rest.length > 0 || after.folder)) {
        const inner = rest.length > 0 ? { path: rest.join('/'), folder: after.folder } : undefined
        yield* this.walk(from.oid, `${prefix}${first}/`, inner)
      }
    }
    for await (const entry of this.list(treeOid, from)) {
      yield { path: prefix + entry.name, entry }
      if (isFolder(entry)) yield* this.walk(entry.oid, `${prefix}${entry.name}/`)
    }
  }
}
