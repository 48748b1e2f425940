import { CARD_PATH, MAX_CARD_BYTES } from '../codecs/card.js'
import { HubError } from '../core/errors.js'
import type { Repo } from '../stores/metadata/repos.js'
import type { Grant } from './access.js'
import { type Browse, type Entry, notFound } from './browse.js'
import type { Stores } from './context.js'
import type { GitFiles } from './git-files.js'
import type { Revision } from './revisions.js'

/** Bytes that can be served, whole or in part. */
export interface Download {
  path: string
  size: number
  /** SHA-256 for LFS content, git's SHA-1 for other files. */
  etag: string
  lfs: boolean
  /** Xet hash, when the content can be had in chunks. */
  xetHash?: string | undefined
  /**
   * Bytes [start, end), checked as they are read; each piece is good only until the next is asked for. Throws
   * BlobDamaged.
   */
  read(start: number, end: number): AsyncIterable<Buffer>
}

const FLUSH_MS = 2000

type Needs = Pick<Stores, 'metadata'> & { browse: Browse; files: GitFiles }

export function createDownloads({ metadata, browse, files }: Needs) {
  const counts = new Map<number, number>()
  let isWaiting = false

  /** The file as its users see it: the object itself for LFS files. Throws EntryNotFound. */
  async function open(grant: Grant<'repo:download'>, revision: Revision, path: string): Promise<Download> {
    const entry = await browse.file(grant, revision, path)
    const { lfs } = entry.blob
    if (!lfs) return gitBlob(grant, entry)
    return {
      path: entry.path,
      size: lfs.size,
      etag: lfs.sha256,
      lfs: true,
      xetHash: entry.xetHash,
      read: (start, end) => files.readStored(lfs.sha256, start, end, true),
    }
  }

  /** The git blob itself: the pointer file for LFS files. Throws EntryNotFound. */
  const openRaw = async (
    grant: Grant<'repo:download'>,
    revision: Revision,
    path: string,
  ): Promise<Download> => gitBlob(grant, await browse.file(grant, revision, path))

  /**
   * The card, which is part of the page: whoever may see that sees it, also where the contents are closed. So it is a text
   * of a card's size; an LFS file under its name is contents. Throws EntryNotFound.
   */
  async function openCard(grant: Grant<'repo:read'>, revision: Revision): Promise<Download> {
    const entry = await browse.file(grant, revision, CARD_PATH)
    if (entry.blob.lfs || entry.blob.size > MAX_CARD_BYTES) throw notFound(grant, revision, CARD_PATH)
    return gitBlob(grant, entry)
  }

  function gitBlob(
    grant: Grant,
    { path, oid, blob }: Entry & { blob: NonNullable<Entry['blob']> },
  ): Download {
    return {
      path,
      size: blob.size,
      etag: oid,
      lfs: false,
      read: (start, end) => files.read(grant.repo.id, blob, start, end, true),
    }
  }

  /** An LFS object by its hash, if a commit of the repo holds it. */
  async function openObject(grant: Grant<'repo:download'>, oid: string): Promise<Download> {
    const size = (await metadata.blobs.committed(grant.repo.id, [oid])).get(oid)
    if (size === undefined)
      throw new HubError('EntryNotFound', { path: oid, revision: 'any commit', repo: grant.repo.name })
    return {
      path: oid,
      size,
      etag: oid,
      lfs: true,
      read: (start, end) => files.readStored(oid, start, end, true),
    }
  }

  /** Of these objects, those that commits of the repo hold, with their sizes. */
  const findObjects = (grant: Grant<'repo:download'>, oids: string[]): Promise<Map<string, number>> =>
    metadata.blobs.committed(grant.repo.id, oids)

  /** Counts a download; written every few seconds, so that popular repos do not queue for one row. */
  function count(repo: Repo): void {
    counts.set(repo.id, (counts.get(repo.id) ?? 0) + 1)
    if (isWaiting) return
    isWaiting = true
    setTimeout(() => void flush().catch(() => {}), FLUSH_MS).unref()
  }

  async function flush(): Promise<void> {
    isWaiting = false
    if (counts.size === 0) return
    const some = new Map(counts)
    counts.clear()
    await metadata.transact((tx) => tx.repos.addDownloads(some))
  }

  return { open, openRaw, openCard, openObject, findObjects, count, flush }
}
