import { EMPTY_TREE_OID, isFolder, sortKey, type TreeEntry } from '../codecs/git-object.js'
import { lookupPath } from '../core/paths.js'
import type { CommitRow, PathChange } from '../stores/metadata/commits.js'
import type { Ref } from '../stores/metadata/refs.js'
import type { Grant } from './access.js'
import type { Stores } from './context.js'
import type { Revision } from './revisions.js'
import { TreeReader } from './trees/tree-reader.js'

export interface FileChange {
  path: string
  status: 'added' | 'modified' | 'deleted'
  oldOid: string | null
  newOid: string | null
}

/** A page of a path's history looks at so many commits, however few of them changed it. */
const LOOKED_COMMITS = 10_000

/** Refs, commits, and what differs between two of them. */
export function createHistory({ metadata, trees }: Pick<Stores, 'metadata' | 'trees'>) {
  const refs = (grant: Grant): Promise<Ref[]> => metadata.refs.list(grant.repo.id)

  const log = (grant: Grant, revision: Revision, offset: number, limit: number) =>
    metadata.commits.log(grant.repo.id, revision.commit.oid, offset, limit)

  /** Commits that changed a file, or what is in a folder; `after` is the `next` of the page before. */
  const pathLog = (
    grant: Grant,
    revision: Revision,
    { path, after, limit }: { path: string; after: string | undefined; limit: number },
  ) =>
    metadata.commits.pathLog(grant.repo.id, revision.commit.oid, lookupPath(path), {
      after,
      looked: LOOKED_COMMITS,
      limit,
    })

  /** Files that differ between two revisions, in the order of paths, after `after`. Equal folders are not read. */
  async function compare(
    grant: Grant,
    from: Revision,
    to: Revision,
    page: { after: string | undefined; limit: number },
  ): Promise<{ changes: FileChange[]; more: boolean }> {
    const reader = new TreeReader(metadata.objects, grant.repo.id, trees)
    const changes: FileChange[] = []
    for await (const change of differences(reader, from.commit.tree, to.commit.tree, '')) {
      if (page.after !== undefined && Buffer.compare(Buffer.from(change.path), Buffer.from(page.after)) <= 0)
        continue
      if (changes.length === page.limit) return { changes, more: true }
      changes.push(change)
    }
    return { changes, more: false }
  }

  /** The first files that a commit changed against its first parent. */
  const changes = (grant: Grant, commit: CommitRow, limit: number): Promise<PathChange[]> =>
    metadata.commits.changes(grant.repo.id, commit.seq, '', limit)

  return { refs, log, pathLog, compare, changes }
}

/** Walks two trees side by side, by name; folders with one id are equal throughout. */
async function* differences(
  reader: TreeReader,
  from: string,
  to: string,
  prefix: string,
): AsyncGenerator<FileChange> {
  if (from === to) return
  const left = reader.list(from)
  const right = reader.list(to)
  let [a, b] = [await next(left), await next(right)]
  while (a || b) {
    const order = !a ? 1 : !b ? -1 : Buffer.compare(sortKey(a), sortKey(b))
    const [old, now] = [order <= 0 ? a : undefined, order >= 0 ? b : undefined]
    const path = prefix + (old ?? now)?.name
    if (old?.oid !== now?.oid) {
      if (isFolder(old ?? (now as TreeEntry)))
        yield* differences(reader, old?.oid ?? EMPTY_TREE_OID, now?.oid ?? EMPTY_TREE_OID, `${path}/`)
      else
        yield {
          path,
          status: !old ? 'added' : !now ? 'deleted' : 'modified',
          oldOid: old?.oid ?? null,
          newOid: now?.oid ?? null,
        }
    }
    if (order <= 0) a = await next(left)
    if (order >= 0) b = await next(right)
  }
}

const next = async (entries: AsyncGenerator<TreeEntry>): Promise<TreeEntry | undefined> => {
  const step = await entries.next()
  return step.done ? undefined : step.value
}
