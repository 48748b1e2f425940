import { isFolder } from '../codecs/git-object.js'
import { HubError } from '../core/errors.js'
import type { BlobInfo, GitObjectReader } from '../stores/metadata/git-objects.js'
import type { Stores } from './context.js'
import type { ObjectCache } from './object-cache.js'
import { TreeReader } from './trees/tree-reader.js'

const MAX_TEXT_BYTES = 1024 * 1024

/** Reads git blobs, wherever their bytes are. */
export function createGitFiles({
  metadata,
  readVerified,
  trees,
  objects,
}: Pick<Stores, 'metadata' | 'readVerified' | 'trees'> & { objects: ObjectCache }) {
  /** Bytes [start, end) of a git blob (of the pointer file, for LFS), checked. */
  async function* read(
    repoId: number,
    blob: BlobInfo,
    start: number,
    end: number,
    recycle = false,
  ): AsyncGenerator<Buffer> {
    if (blob.sha256 !== null) {
      yield* readStored(blob.sha256, start, end, recycle)
      return
    }
    const content = await objects.content(repoId, blob.oid)
    if (end > start) yield content.subarray(start, end)
  }

  /** Bytes [start, end) of a blob of the store, checked. `recycle` as in BlobStore.read. Throws BlobDamaged. */
  async function* readStored(
    sha256: string,
    start: number,
    end: number,
    recycle = false,
  ): AsyncGenerator<Buffer> {
    const facts = await metadata.blobs.find(sha256)
    if (!facts || facts.state === 'quarantined')
      throw new HubError('BlobDamaged', { path: `the blob ${sha256}` })
    yield* readVerified(facts, start, end, recycle)
  }

  /** A small text file at `path` of a tree; undefined when there is none, or it is an LFS file or too big. */
  async function readText(
    repoId: number,
    objects: GitObjectReader,
    rootTree: string,
    path: string,
  ): Promise<string | undefined> {
    const entry = await new TreeReader(objects, repoId, trees).at(rootTree, path)
    if (!entry || isFolder(entry)) return undefined
    const [blob] = await objects.blobInfos(repoId, [entry.oid])
    if (!blob || blob.lfs || blob.size > MAX_TEXT_BYTES) return undefined
    const parts: Buffer[] = []
    if (blob.sha256 === null)
      parts.push(...(await objects.inlineContents(repoId, [blob.oid])).map((row) => row.content))
    else for await (const part of readStored(blob.sha256, 0, blob.size)) parts.push(part)
    return Buffer.concat(parts).toString('utf8')
  }

  return { read, readStored, readText }
}
export type GitFiles = ReturnType<typeof createGitFiles>
