import { TreeEditor } from '../../src/services/trees/tree-editor.js'
import { gatherEdits, type TreeEdit } from '../../src/services/trees/tree-edits.js'
import { createTreeCache, TreeReader, type TreeSource } from '../../src/services/trees/tree-reader.js'
import type { PathChange } from '../../src/stores/metadata/commits.js'
import type { StoredTree, TreePage } from '../../src/stores/metadata/git-objects.js'

const REPO = 1

/** Trees in maps, as PostgreSQL would keep them, counting what is read and written. */
export class MemoryTrees implements TreeSource {
  private readonly stored = new Map<string, StoredTree>()
  private readonly pages = new Map<string, Buffer>()
  pagesRead = 0
  pagesWritten = 0

  async tree(_repo: number, oid: string): Promise<StoredTree | undefined> {
    return this.stored.get(oid)
  }
  async treePages(_repo: number, hashes: string[]): Promise<TreePage[]> {
    this.pagesRead += hashes.length
    return hashes.flatMap((hash) => {
      const content = this.pages.get(hash)
      return content ? [{ hash, content }] : []
    })
  }
  async addTree(_repo: number, tree: StoredTree, pages: TreePage[]): Promise<void> {
    this.stored.set(tree.oid, tree)
    this.pagesWritten += pages.length
    for (const page of pages) this.pages.set(page.hash, page.content)
  }

  /** A reader with an empty cache. */
  reader(): TreeReader {
    return new TreeReader(this, REPO, createTreeCache())
  }
  async apply(root: string, edits: TreeEdit[]): Promise<{ root: string; changes: PathChange[] }> {
    const editor = new TreeEditor(this.reader(), this)
    return { root: await editor.apply(root, gatherEdits(edits)), changes: editor.changes }
  }
}
