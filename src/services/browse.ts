import { isFolder, type TreeEntry } from '../codecs/git-object.js'
import { toHex } from '../codecs/xet/hash.js'
import { HubError } from '../core/errors.js'
import { lookupPath } from '../core/paths.js'
import { fullName } from '../core/repo-id.js'
import type { CommitRow } from '../stores/metadata/commits.js'
import type { BlobInfo } from '../stores/metadata/git-objects.js'
import type { MetadataStore } from '../stores/metadata/metadata-store.js'
import type { Grant } from './access.js'
import type { Stores } from './context.js'
import type { GitFiles } from './git-files.js'
import type { ObjectCache } from './object-cache.js'
import type { Revision } from './revisions.js'
import { TreeReader } from './trees/tree-reader.js'

export type { CommitRow } from '../stores/metadata/commits.js'

/** A file or folder as it is at a commit. `blob` is set for files. */
export interface Entry {
  path: string
  oid: string
  folder: boolean
  blob: BlobInfo | undefined
  /** Of LFS files that can be had in chunks. */
  xetHash: string | undefined
  lastCommit: CommitRow | undefined
}
export interface TreePageQuery {
  path: string
  recursive: boolean
  withLastCommit: boolean
  limit: number
  after: { path: string; folder: boolean } | undefined
}

/** What is in a repo at a revision. */
export function createBrowse({
  metadata,
  trees,
  files: gitFiles,
  objects,
}: Pick<Stores, 'metadata' | 'trees'> & { files: GitFiles; objects: ObjectCache }) {
  const about = { metadata, objects }
  const readerOf = (grant: Grant) => new TreeReader(metadata.objects, grant.repo.id, trees)

  /** One page of a folder. Throws EntryNotFound unless `path` is a folder. */
  async function listTree(
    grant: Grant,
    revision: Revision,
    query: TreePageQuery,
  ): Promise<{ entries: Entry[]; more: boolean }> {
    const reader = readerOf(grant)
    const path = lookupPath(query.path)
    const root = await reader.at(revision.commit.tree, path)
    if (!root || !isFolder(root)) throw notFound(grant, revision, path)
    const prefix = path === '' ? '' : `${path}/`
    const source = query.recursive
      ? reader.walk(root.oid, prefix, inside(prefix, query.after))
      : oneLevel(reader, root.oid, prefix, query.after)
    const found: { path: string; entry: TreeEntry }[] = []
    let more = false
    for await (const item of source) {
      if (found.length === query.limit) {
        more = true
        break
      }
      found.push(item)
    }
    return {
      entries: await describeEntries(about, { grant, revision }, found, query.withLastCommit),
      more,
    }
  }

  /** Those of `paths` that exist, in that order. */
  async function pathsInfo(
    grant: Grant,
    revision: Revision,
    paths: string[],
    withLastCommit: boolean,
  ): Promise<Entry[]> {
    const reader = readerOf(grant)
    const found: { path: string; entry: TreeEntry }[] = []
    for (const path of paths.map(lookupPath)) {
      const entry = await reader.at(revision.commit.tree, path)
      if (entry) found.push({ path, entry })
    }
    return describeEntries(about, { grant, revision }, found, withLastCommit)
  }

  /** Throws EntryNotFound unless `path` is a file. */
  async function file(grant: Grant, revision: Revision, path: string): Promise<Entry & { blob: BlobInfo }> {
    const wanted = lookupPath(path)
    const entry = wanted === '' ? undefined : await readerOf(grant).at(revision.commit.tree, wanted)
    if (!entry || isFolder(entry)) throw notFound(grant, revision, wanted)
    const [found] = await describeEntries(about, { grant, revision }, [{ path: wanted, entry }], false)
    if (!found?.blob) throw notFound(grant, revision, wanted)
    return { ...found, blob: found.blob }
  }

  /** A small text file; undefined when there is none. */
  const text = (grant: Grant, revision: Revision, path: string): Promise<string | undefined> =>
    gitFiles.readText(grant.repo.id, metadata.objects, revision.commit.tree, path)

  /** Every file of the revision, in batches, up to `most` files. */
  async function* files(grant: Grant, revision: Revision, most: number): AsyncGenerator<Entry[]> {
    let batch: { path: string; entry: TreeEntry }[] = []
    let count = 0
    for await (const item of readerOf(grant).walk(revision.commit.tree)) {
      if (isFolder(item.entry)) continue
      if (count++ === most) break
      batch.push(item)
      if (batch.length === 1000) {
        yield await describeEntries(about, { grant, revision }, batch, false)
        batch = []
      }
    }
    yield await describeEntries(about, { grant, revision }, batch, false)
  }

  /** Size of all files of the revision. */
  async function totalBytes(grant: Grant, revision: Revision): Promise<number> {
    let bytes = 0
    for await (const batch of files(grant, revision, Number.POSITIVE_INFINITY)) {
      for (const { blob } of batch) bytes += blob?.lfs?.size ?? blob?.size ?? 0
    }
    return bytes
  }

  /** Size of the LFS objects that any commit of the repo holds. */
  const storedBytes = (grant: Grant): Promise<number> => metadata.blobs.repoBytes(grant.repo.id)

  return { listTree, pathsInfo, file, text, files, totalBytes, storedBytes }
}
export type Browse = ReturnType<typeof createBrowse>

/** Tree entries with the facts about them. */
async function describeEntries(
  { metadata, objects }: { metadata: MetadataStore; objects: ObjectCache },
  { grant, revision }: { grant: Grant; revision: Revision },
  found: { path: string; entry: TreeEntry }[],
  withLastCommit: boolean,
): Promise<Entry[]> {
  const oids = found.flatMap(({ entry }) => (isFolder(entry) ? [] : [entry.oid]))
  const blobs = await objects.blobInfos(grant.repo.id, oids)
  const lfs = [...blobs.values()].flatMap((blob) => (blob.lfs ? [blob.lfs.sha256] : []))
  const hashes = await findXetHashes(metadata, lfs)
  const last = withLastCommit
    ? await metadata.commits.lastChanges(
        grant.repo.id,
        revision.commit.oid,
        found.map(({ path }) => path),
      )
    : undefined
  return found.map(({ path, entry }) => ({
    path,
    oid: entry.oid,
    folder: isFolder(entry),
    blob: blobs.get(entry.oid),
    xetHash: hashes.get(blobs.get(entry.oid)?.lfs?.sha256 ?? ''),
    lastCommit: last?.get(path),
  }))
}

/** By SHA-256: the xet hashes, as clients write them, of contents that can be had in chunks. */
async function findXetHashes(metadata: MetadataStore, sha256s: string[]): Promise<Map<string, string>> {
  if (sha256s.length === 0) return new Map()
  const hashes = await metadata.xetFiles.hashesOf(sha256s)
  return new Map([...hashes].map(([sha256, hash]) => [sha256, toHex(hash)]))
}

export const notFound = (grant: Grant, revision: Revision, path: string): HubError =>
  new HubError(
    'EntryNotFound',
    { path: path || '/', revision: revision.ref ?? revision.commit.oid, repo: fullName(grant.repo) },
    { commit: revision.commit.oid },
  )

/** A cursor below `prefix`, as the walk inside that folder sees it. */
function inside(prefix: string, after: TreePageQuery['after']): TreePageQuery['after'] {
  return after?.path.startsWith(prefix) ? { ...after, path: after.path.slice(prefix.length) } : undefined
}

async function* oneLevel(reader: TreeReader, treeOid: string, prefix: string, after: TreePageQuery['after']) {
  const name = inside(prefix, after)?.path
  const from =
    name === undefined
      ? undefined
      : { mode: after?.folder ? ('40000' as const) : ('100644' as const), name, oid: '' }
  for await (const entry of reader.list(treeOid, from)) yield { path: prefix + entry.name, entry }
}
