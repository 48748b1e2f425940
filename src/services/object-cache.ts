import { LRUCache } from 'lru-cache'
import { objectId } from '../codecs/git-object.js'
import { HubError } from '../core/errors.js'
import type { CommitRow } from '../stores/metadata/commits.js'
import type { BlobInfo } from '../stores/metadata/git-objects.js'
import type { Stores } from './context.js'

const MOST_COMMIT_BYTES = 4 * 1024 * 1024
const MOST_BLOBS = 20_000
const MOST_CONTENT_BYTES = 16 * 1024 * 1024
/** What lies about an object, unlike its bytes, may change when garbage collection took it and it came again. */
const FACTS_MS = 60_000

/**
 * Git objects that reads came to through the policy and a ref, which are asked of the database each time. An object is
 * named by its content, so what is kept here cannot be wrong, only unreachable.
 */
export function createObjectCache({ metadata }: Pick<Stores, 'metadata'>) {
  const commits = new LRUCache<string, CommitRow>({
    maxSize: MOST_COMMIT_BYTES,
    sizeCalculation: (commit) => commit.message.length + commit.title.length + 500,
  })
  const infos = new LRUCache<string, BlobInfo>({ max: MOST_BLOBS, ttl: FACTS_MS })
  const contents = new LRUCache<string, Buffer>({
    maxSize: MOST_CONTENT_BYTES,
    sizeCalculation: (content) => content.length + 200,
  })

  /** A commit that a ref points at. For one that a caller names ask the database: it may be deleted. */
  async function tip(repoId: number, oid: string): Promise<CommitRow | undefined> {
    const key = `${repoId}:${oid}`
    const known = commits.get(key)
    if (known) return known
    const found = await metadata.commits.find(repoId, oid)
    if (found) commits.set(key, found)
    return found
  }

  /** Facts of git blobs by id; absent ones are left out. */
  async function blobInfos(repoId: number, oids: Iterable<string>): Promise<Map<string, BlobInfo>> {
    const found = new Map<string, BlobInfo>()
    const missing: string[] = []
    for (const oid of new Set(oids)) {
      const known = infos.get(`${repoId}:${oid}`)
      if (known) found.set(oid, known)
      else missing.push(oid)
    }
    for (const info of await metadata.objects.blobInfos(repoId, missing)) {
      found.set(info.oid, info)
      infos.set(`${repoId}:${info.oid}`, info)
    }
    return found
  }

  /** Content of a git blob that is kept in its row. Throws BlobDamaged unless it is there and has its id. */
  async function content(repoId: number, oid: string): Promise<Buffer> {
    const known = contents.get(`${repoId}:${oid}`)
    if (known) return known
    const [row] = await metadata.objects.inlineContents(repoId, [oid])
    if (!row || objectId('blob', row.content) !== oid)
      throw new HubError('BlobDamaged', { path: `the git blob ${oid}` })
    contents.set(`${repoId}:${oid}`, row.content)
    return row.content
  }

  return { tip, blobInfos, content }
}
export type ObjectCache = ReturnType<typeof createObjectCache>
