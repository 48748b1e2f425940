import type { Clock } from '../core/clock.js'
import type { QuotaDefaults } from '../core/quota.js'
import type { Rates } from '../core/rate.js'
import type { BlobStore, StoredContent } from '../stores/blobs/blob-store.js'
import type { VerifiedRead } from '../stores/blobs/verified.js'
import type { MetadataStore } from '../stores/metadata/metadata-store.js'
import type { Sandbox } from '../stores/sandbox/sandbox.js'
import type { SqlLimits } from './sql/request.js'
import type { TreeCache } from './trees/tree-reader.js'
import type { ChunkSource } from './xet/chunk-source.js'

/** What every service is made from; app.ts fills it in. A service takes the parts it needs. */
export interface Stores {
  metadata: MetadataStore
  blobs: BlobStore
  /** Reads contents, whether they are kept whole or in chunks. */
  readVerified: VerifiedRead<StoredContent>
  chunks: ChunkSource
  trees: TreeCache
  /** Throws InsufficientStorage unless the database may grow by so many bytes. */
  checkRowSpace(sizeBytes: number): Promise<void>
  clock: Clock
  limits: Limits
  /** Garbage collection spares what is younger. */
  gcGraceMs: number
  /** The same for xorbs. */
  xorbGraceMs: number
  /** Where uploaded bytes and users' SQL are parsed. */
  sandbox: Sandbox
  /** Files put together for the sandbox; it may be emptied at any time. */
  tableCache: { folder: string; bytes: number }
  /** Folder for bare repositories that git itself reads; it may be emptied at any time. */
  gitCacheFolder: string
  sqlLimits: SqlLimits
  quotaDefaults: QuotaDefaults
  rateLimits: { anonymous: Rates; users: Rates }
  /** Folder of answers that can be made again; it may be emptied at any time. */
  subsetCacheFolder: string
}

export interface Limits {
  /** Larger files of a commit must come by LFS. */
  regularFileBytes: number
  /** Files a commit may change. */
  commitOperations: number
  /** Size of one LFS object. */
  uploadBytes: number
  /** Larger objects are sent in parts of this size, when the client can. */
  lfsPartBytes: number
  /** Size of one git push, without its LFS objects. */
  packBytes: number
  /** Disk space that uploads leave free. */
  minFreeBytes: number
}
