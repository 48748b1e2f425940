import type { Clock } from '../core/clock.js'
import type { ProviderSettings } from '../core/provider.js'
import type { QuotaDefaults } from '../core/quota.js'
import type { Rates } from '../core/rate.js'
import type { HeadsFile } from '../stores/audit/heads-file.js'
import type { BlobStore, StoredContent } from '../stores/blobs/blob-store.js'
import type { VerifiedRead } from '../stores/blobs/verified.js'
import type { Egress } from '../stores/egress/egress.js'
import type { Mailer } from '../stores/mail/mailer.js'
import type { MetadataStore } from '../stores/metadata/metadata-store.js'
import type { Sandbox } from '../stores/sandbox/sandbox.js'
import type { ProviderFetch } from './providers/provider-fetch.js'
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
  /** Where this hub keeps its bytes (ISO 3166-1 alpha-2); null: nobody said. */
  hubCountry: string | null
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
  signIn: { adminSecondFactor: boolean; isSignUpOpen: boolean; badTokensAMinute: number }
  /** Of OpenID Connect. */
  providers: ProviderSettings[]
  /** For requests to a provider; its own origin may be on a private network. */
  providerFetch(origin: string): ProviderFetch
  /** Calls addresses that users chose. */
  egress: Egress
  /** Undefined: the operator has set no mail server. */
  mailer: Mailer | undefined
  /** Where people find the hub, for what it sends on its own. */
  publicUrl: string
  quotaDefaults: QuotaDefaults
  rateLimits: { anonymous: Rates; users: Rates }
  /** Folder of answers that can be made again; it may be emptied at any time. */
  subsetCacheFolder: string
  /** Heads of the audit, outside of the database. */
  auditHeads: HeadsFile
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
