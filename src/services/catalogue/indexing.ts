import { CARD_PATH } from '../../codecs/card.js'
import { isFolder } from '../../codecs/git-object.js'
import { formatOf } from '../../core/facets.js'
import type { PathChange } from '../../stores/metadata/commits.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Repo } from '../../stores/metadata/repos.js'
import { isOpenToAll } from '../audit/open.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import { TreeReader } from '../trees/tree-reader.js'
import { entryOf, sizeFacets } from './entry.js'

/** Files looked at for their formats; a repo of more has the same kinds further on. */
const MOST_FILES = 2000
/** What no day will close. */
const FOREVER = new Date(8.64e15)

/** Keeps the catalogue's row of a repo, inside the transaction that changes the repo. */
export function createIndexing({
  trees,
  files,
  clock,
}: Pick<Stores, 'trees' | 'clock'> & { files: GitFiles }) {
  /**
   * Follows a move of main to a commit with the tree `tree`. `card` says whether the commit touched README.md, and
   * its text. The repo's own row must be up to date, and is locked by that.
   */
  async function follow(
    tx: Writers,
    repoId: number,
    move: { tree: string; changes: PathChange[] | 'unknown'; card: { text: string | undefined } | undefined },
  ): Promise<void> {
    const known = await tx.catalogue.formats(repoId)
    const formats = (known && formatsAfter(known, move.changes)) ?? (await formatsIn(tx, repoId, move.tree))
    if (!move.card && known && isSame(known, formats)) return
    const text = move.card ? move.card.text : await files.readText(repoId, tx.objects, move.tree, CARD_PATH)
    await write(tx, repoId, text, formats)
  }

  /** Makes the row again from what the repo is now. The caller holds a lock on the repo. */
  async function rebuild(tx: Writers, repoId: number): Promise<void> {
    const repo = await tx.repos.byId(repoId)
    const head = repo?.head ? await tx.commits.find(repoId, repo.head) : undefined
    if (!head) return
    const text = await files.readText(repoId, tx.objects, head.tree, CARD_PATH)
    await write(tx, repoId, text, await formatsIn(tx, repoId, head.tree))
  }

  async function write(tx: Writers, repoId: number, text: string | undefined, formats: string[]) {
    const repo = await tx.repos.byId(repoId)
    if (repo) await tx.catalogue.put(entryOf(repo, text, { formats, rows: await rowsOf(tx, repo) }))
  }

  /** Tells again how large the repo is: its tables are another, or others may know of them. */
  async function resize(tx: Writers, repoId: number): Promise<void> {
    // a commit at the same time waits, or has written what is known to it
    await tx.garbage.lockRepo(repoId)
    const repo = await tx.repos.byId(repoId)
    if (!repo) return
    const rows = await rowsOf(tx, repo)
    await tx.catalogue.setSize(repoId, rows, sizeFacets(repo, rows))
  }

  /**
   * Rows of the tables; null: some are not there, or not all may know. They are told to whoever finds the repo, so the policy
   * is asked for everybody, and for every day: when it changes by what somebody does, `resize` is called.
   */
  async function rowsOf(tx: Writers, repo: Repo): Promise<number | null> {
    const isOpen = [clock.now(), FOREVER].every((day) => isOpenToAll('repo:sample', repo, day))
    return isOpen ? tx.tables.totalRows(repo.id) : null
  }

  async function formatsIn(tx: Writers, repoId: number, tree: string): Promise<string[]> {
    const formats = new Set<string>()
    let count = 0
    for await (const { path, entry } of new TreeReader(tx.objects, repoId, trees).walk(tree)) {
      if (count++ === MOST_FILES) break
      const format = isFolder(entry) ? undefined : formatOf(path)
      if (format !== undefined) formats.add(format)
    }
    return [...formats].sort()
  }

  return { follow, rebuild, resize }
}
export type Indexing = ReturnType<typeof createIndexing>

/** What the changes alone tell; undefined when only the tree can: a file that went may have been the last of its kind. */
function formatsAfter(known: string[], changes: PathChange[] | 'unknown'): string[] | undefined {
  if (changes === 'unknown') return undefined
  const formats = new Set(known)
  for (const { path, newOid } of changes) {
    const format = formatOf(path)
    if (format === undefined) continue
    if (newOid === null) return undefined
    formats.add(format)
  }
  return [...formats].sort()
}
const isSame = (a: string[], b: string[]): boolean => a.join() === b.join()
