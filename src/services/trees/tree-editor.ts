import { EMPTY_TREE_OID, isFolder, objectHash, sortKey, type TreeEntry } from '../../codecs/git-object.js'
import { cutPages, encodePageIndex, endsPage, type NewPage, type Page } from '../../codecs/tree-pages.js'
import { HubError } from '../../core/errors.js'
import type { PathChange } from '../../stores/metadata/commits.js'
import type { GitObjectWriter } from '../../stores/metadata/git-objects.js'
import type { EditNode } from './tree-edits.js'
import type { TreeReader } from './tree-reader.js'

/** An entry to put (or null: to take out) at a place of a folder. */
interface Splice {
  key: Buffer
  entry: TreeEntry | null
}

/** Writes the trees that a commit changes; what it does not touch is neither read nor written. */
export class TreeEditor {
  private readonly noted = new Map<string, PathChange>()
  constructor(
    private readonly reader: TreeReader,
    private readonly objects: Pick<GitObjectWriter, 'addTree'>,
  ) {}

  /** What the edits did to each path. */
  get changes(): PathChange[] {
    return [...this.noted.values()].filter((change) => change.oldOid !== change.newOid)
  }

  /** Applies edits below `rootOid` and returns the new root. Throws DeleteMissing or InvalidPath. */
  async apply(rootOid: string, root: EditNode): Promise<string> {
    const base = root.remove === 'folder' ? await this.drop(rootOid, '') : rootOid
    return (await this.folder(base, root, '')) ?? (await this.write([]))
  }

  /** The folder after the edits; null when nothing is left in it. */
  private async folder(treeOid: string | null, node: EditNode, prefix: string): Promise<string | null> {
    const base = treeOid ?? EMPTY_TREE_OID
    const existing = await this.reader.find(base, [...node.children.keys()])
    const splices: Splice[] = []
    for (const [name, child] of node.children) {
      const before = existing.get(name)
      const after = await this.entry(name, before, child, `${prefix}${name}`)
      if (before && after && before.oid === after.oid && before.mode === after.mode) continue
      if (before) splices.push({ key: sortKey(before), entry: null })
      if (after) splices.push({ key: sortKey(after), entry: after })
    }
    if (splices.length === 0) return treeOid
    const pages = await this.splice(await this.reader.pages(base), splices)
    return pages.length === 0 ? null : this.write(pages)
  }

  private async entry(
    name: string,
    before: TreeEntry | undefined,
    edit: EditNode,
    path: string,
  ): Promise<TreeEntry | null> {
    const kind = before && (isFolder(before) ? 'folder' : 'file')
    if (edit.remove && edit.remove !== 'if-any' && edit.remove !== kind)
      throw new HubError('DeleteMissing', { path })
    const stays = before && !edit.remove ? before : undefined
    if (before && edit.remove === 'folder') await this.drop(before.oid, `${path}/`)
    else if (before && edit.remove && kind === 'file') this.note(path, before.oid, null)
    if (stays && !isFolder(stays) && edit.children.size > 0)
      throw new HubError('InvalidPath', { path, why: 'it is a file, so nothing can be stored below it' })
    const folder = await this.below(stays, edit, path)
    if (!edit.put) return folder ?? (stays && !isFolder(stays) ? stays : null)
    if (folder) throw new HubError('InvalidPath', { path, why: 'there is a folder of that name' })
    this.note(path, stays && !isFolder(stays) ? stays.oid : null, edit.put.oid)
    return { name, ...edit.put }
  }

  /** What the folder at `path` becomes; null when nothing is in it, or there is none. */
  private async below(stays: TreeEntry | undefined, edit: EditNode, path: string): Promise<TreeEntry | null> {
    const base = stays && isFolder(stays) ? stays : undefined
    if (edit.children.size === 0) return base ?? null
    const oid = await this.folder(base?.oid ?? null, edit, `${path}/`)
    return oid === null ? null : { mode: '40000', name: path.slice(path.lastIndexOf('/') + 1), oid }
  }

  private note(path: string, oldOid: string | null, newOid: string | null): void {
    // a folder that is deleted and filled again in one commit touches a path twice
    const before = this.noted.get(path)
    this.noted.set(path, { path, oldOid: before ? before.oldOid : oldOid, newOid })
  }

  /** Notes every file of a folder that goes. */
  private async drop(treeOid: string, prefix: string): Promise<null> {
    for await (const { path, entry } of this.reader.walk(treeOid, prefix))
      if (!isFolder(entry)) this.note(path, entry.oid, null)
    return null
  }

  /** The pages with the splices in; pages without one are kept as they are. */
  private async splice(pages: Page[], splices: Splice[]): Promise<(Page | NewPage)[]> {
    splices.sort((a, b) => Buffer.compare(a.key, b.key))
    if (pages.length === 0) return cutPages(splices.flatMap((splice) => splice.entry ?? []))
    const result: (Page | NewPage)[] = []
    let carried: TreeEntry[] = []
    let next = 0
    for (const [i, page] of pages.entries()) {
      const limit = pages[i + 1]?.firstKey
      const first = next
      while (next < splices.length && (!limit || Buffer.compare((splices[next] as Splice).key, limit) < 0))
        next++
      if (first === next && carried.length === 0) {
        result.push(page)
        continue
      }
      const [entries = []] = await this.reader.entries([page.hash])
      const merged = [...carried, ...merge(entries, splices.slice(first, next))]
      carried = []
      const last = merged.at(-1)
      // without its end mark the run goes on in the next page, or pages would only ever get smaller
      if (last && limit && !endsPage(last)) {
        const start = merged.findLastIndex(endsPage) + 1
        carried = merged.splice(start)
      }
      result.push(...cutPages(merged))
    }
    result.push(...cutPages(carried))
    return result
  }

  /** Stores the tree and returns its git id. */
  private async write(pages: (Page | NewPage)[]): Promise<string> {
    const size = pages.reduce((sum, page) => sum + page.sizeBytes, 0)
    const hash = objectHash('tree', size)
    const kept = pages.flatMap((page) => ('content' in page ? [] : [page.hash]))
    const contents = this.reader.contents(kept)
    for (const page of pages)
      hash.update('content' in page ? page.content : ((await contents.next()).value as Buffer))
    const oid = hash.digest('hex')
    const entryCount = pages.reduce((sum, page) => sum + page.entryCount, 0)
    const added = pages.flatMap((page) => ('content' in page ? [page] : []))
    await this.objects.addTree(
      this.reader.repoId,
      { oid, entryCount, pageIndex: encodePageIndex(pages) },
      added,
    )
    this.reader.keep(added)
    return oid
  }
}

/** Sorted entries with sorted splices in; a put at the key of an entry replaces it. */
function merge(entries: TreeEntry[], splices: Splice[]): TreeEntry[] {
  const result: TreeEntry[] = []
  let next = 0
  const putUpTo = (key: Buffer | undefined) => {
    let replaced = false
    while (next < splices.length) {
      const splice = splices[next] as Splice
      const order = key ? Buffer.compare(splice.key, key) : -1
      if (order > 0) break
      if (splice.entry) result.push(splice.entry)
      replaced ||= order === 0
      next++
    }
    return replaced
  }
  for (const entry of entries) if (!putUpTo(sortKey(entry))) result.push(entry)
  putUpTo(undefined)
  return result
}
