import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { AccountReader, AccountWriter } from './accounts.js'
import { BlobIndexReader, BlobIndexWriter } from './blob-index.js'
import { CatalogueReader, CatalogueWriter } from './catalogue.js'
import { CommitReader, CommitWriter } from './commits.js'
import type { Database } from './database.js'
import { EventReader, EventWriter } from './events.js'
import { GarbageReader, GarbageWriter } from './garbage.js'
import { GateReader, GateWriter } from './gate.js'
import { GitObjectReader, GitObjectWriter } from './git-objects.js'
import { RefReader, RefWriter } from './refs.js'
import { RepoReader, RepoWriter } from './repos.js'
import { StorageUsageReader, StorageUsageWriter } from './storage-usage.js'
import { TableReader, TableWriter } from './tables.js'
import { UsageReader, UsageWriter } from './usage.js'
import { VoucherReader, VoucherWriter } from './vouchers.js'
import { XetFileReader, XetFileWriter } from './xet-files.js'
import { XorbReader, XorbWriter } from './xorbs.js'

export interface Readers {
  accounts: AccountReader
  repos: RepoReader
  refs: RefReader
  commits: CommitReader
  objects: GitObjectReader
  blobs: BlobIndexReader
  catalogue: CatalogueReader
  events: EventReader
  garbage: GarbageReader
  gate: GateReader
  storageUsage: StorageUsageReader
  tables: TableReader
  usage: UsageReader
  vouchers: VoucherReader
  xorbs: XorbReader
  xetFiles: XetFileReader
}
export interface Writers extends Readers {
  accounts: AccountWriter
  repos: RepoWriter
  refs: RefWriter
  commits: CommitWriter
  objects: GitObjectWriter
  blobs: BlobIndexWriter
  catalogue: CatalogueWriter
  events: EventWriter
  garbage: GarbageWriter
  gate: GateWriter
  storageUsage: StorageUsageWriter
  tables: TableWriter
  usage: UsageWriter
  vouchers: VoucherWriter
  xorbs: XorbWriter
  xetFiles: XetFileWriter
}

/** The facts. Reads are `metadata.repos.find(...)`; writes exist only inside `transact`. */
export interface MetadataStore extends Readers {
  /** Runs `work` in one transaction: all of it is durable when the promise resolves, none when it rejects. */
  transact<T>(work: (tx: Writers) => Promise<T>): Promise<T>
  /** A random key that all processes of this hub share, made at first use. */
  secret(name: string): Promise<Buffer>
  /** Resolves when the database answers. */
  ping(): Promise<void>
}

const readers = (db: Database): Readers => ({
  accounts: new AccountReader(db),
  repos: new RepoReader(db),
  refs: new RefReader(db),
  commits: new CommitReader(db),
  objects: new GitObjectReader(db),
  blobs: new BlobIndexReader(db),
  catalogue: new CatalogueReader(db),
  events: new EventReader(db),
  garbage: new GarbageReader(db),
  gate: new GateReader(db),
  storageUsage: new StorageUsageReader(db),
  tables: new TableReader(db),
  usage: new UsageReader(db),
  vouchers: new VoucherReader(db),
  xorbs: new XorbReader(db),
  xetFiles: new XetFileReader(db),
})
const writers = (db: Database): Writers => ({
  accounts: new AccountWriter(db),
  repos: new RepoWriter(db),
  refs: new RefWriter(db),
  commits: new CommitWriter(db),
  objects: new GitObjectWriter(db),
  blobs: new BlobIndexWriter(db),
  catalogue: new CatalogueWriter(db),
  events: new EventWriter(db),
  garbage: new GarbageWriter(db),
  gate: new GateWriter(db),
  storageUsage: new StorageUsageWriter(db),
  tables: new TableWriter(db),
  usage: new UsageWriter(db),
  vouchers: new VoucherWriter(db),
  xorbs: new XorbWriter(db),
  xetFiles: new XetFileWriter(db),
})

export function createMetadataStore(db: Database): MetadataStore {
  return {
    ...readers(db),
    transact: (work) => db.transaction().execute((tx) => work(writers(tx))),
    secret: (name) => findOrMakeSecret(db, name),
    ping: async () => {
      await sql`select 1`.execute(db)
    },
  }
}

async function findOrMakeSecret(db: Database, name: string): Promise<Buffer> {
  await db
    .insertInto('hub_secrets')
    .values({ name, value: randomBytes(32) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db
    .selectFrom('hub_secrets')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return row.value
}
