import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Origin } from '../../core/audit.js'
import { AccountReader, AccountWriter } from './accounts.js'
import { AuditReader, AuditWriter } from './audit.js'
import { AuditBoundReader, AuditBoundWriter } from './audit-bounds.js'
import { BlobIndexReader, BlobIndexWriter } from './blob-index.js'
import { CatalogueReader, CatalogueWriter } from './catalogue.js'
import { ChallengeReader, ChallengeWriter } from './challenges.js'
import { CommitReader, CommitWriter } from './commits.js'
import { CursorWriter } from './cursors.js'
import { type Database, isLostRace } from './database.js'
import { DeviceLoginReader, DeviceLoginWriter } from './device-logins.js'
import { DiscussionReader, DiscussionWriter } from './discussions.js'
import { EmailCodeReader, EmailCodeWriter } from './email-codes.js'
import { EventReader, EventWriter } from './events.js'
import { GarbageReader, GarbageWriter } from './garbage.js'
import { GateReader, GateWriter } from './gate.js'
import { GitObjectReader, GitObjectWriter } from './git-objects.js'
import { IdentityReader, IdentityWriter } from './identities.js'
import { InvitationReader, InvitationWriter } from './invitations.js'
import { LikeReader, LikeWriter } from './likes.js'
import { MailReader, MailWriter } from './mail.js'
import { OpeningReader, OpeningWriter } from './openings.js'
import { OrganisationReader, OrganisationWriter } from './organisations.js'
import { OverviewReader, OverviewWriter } from './overview.js'
import { OwnRequestReader } from './own-requests.js'
import { PasskeyReader, PasskeyWriter } from './passkeys.js'
import { PasswordReader, PasswordWriter } from './passwords.js'
import { PeopleReader, PeopleWriter } from './people.js'
import { RefReader, RefWriter } from './refs.js'
import { RepoReader, RepoWriter } from './repos.js'
import { SessionReader, SessionWriter } from './sessions.js'
import { SignInFailureReader, SignInFailureWriter } from './sign-in-failures.js'
import { StorageUsageReader, StorageUsageWriter } from './storage-usage.js'
import { TableReader, TableWriter } from './tables.js'
import { TeamReader, TeamWriter } from './teams.js'
import { TermsReader, TermsWriter } from './terms.js'
import { TransferReader, TransferWriter } from './transfers.js'
import { TrendWriter } from './trends.js'
import { UsageReader, UsageWriter } from './usage.js'
import { VoucherReader, VoucherWriter } from './vouchers.js'
import { DeliveryReader, DeliveryWriter } from './webhook-deliveries.js'
import { WebhookReader, WebhookWriter } from './webhooks.js'
import { XetFileReader, XetFileWriter } from './xet-files.js'
import { XorbReader, XorbWriter } from './xorbs.js'

export interface Readers {
  accounts: AccountReader
  audit: AuditReader
  auditBounds: AuditBoundReader
  repos: RepoReader
  refs: RefReader
  commits: CommitReader
  objects: GitObjectReader
  blobs: BlobIndexReader
  catalogue: CatalogueReader
  deviceLogins: DeviceLoginReader
  emailCodes: EmailCodeReader
  events: EventReader
  garbage: GarbageReader
  gate: GateReader
  passwords: PasswordReader
  sessions: SessionReader
  signInFailures: SignInFailureReader
  invitations: InvitationReader
  organisations: OrganisationReader
  teams: TeamReader
  transfers: TransferReader
  openings: OpeningReader
  terms: TermsReader
  mail: MailReader
  discussions: DiscussionReader
  likes: LikeReader
  tables: TableReader
  webhooks: WebhookReader
  deliveries: DeliveryReader
  storageUsage: StorageUsageReader
  usage: UsageReader
  vouchers: VoucherReader
  xorbs: XorbReader
  xetFiles: XetFileReader
  challenges: ChallengeReader
  passkeys: PasskeyReader
  identities: IdentityReader
  people: PeopleReader
  overview: OverviewReader
  ownRequests: OwnRequestReader
}
export interface Writers extends Readers {
  accounts: AccountWriter
  audit: AuditWriter
  auditBounds: AuditBoundWriter
  repos: RepoWriter
  refs: RefWriter
  commits: CommitWriter
  objects: GitObjectWriter
  blobs: BlobIndexWriter
  catalogue: CatalogueWriter
  deviceLogins: DeviceLoginWriter
  emailCodes: EmailCodeWriter
  events: EventWriter
  garbage: GarbageWriter
  gate: GateWriter
  passwords: PasswordWriter
  sessions: SessionWriter
  signInFailures: SignInFailureWriter
  invitations: InvitationWriter
  organisations: OrganisationWriter
  teams: TeamWriter
  transfers: TransferWriter
  openings: OpeningWriter
  terms: TermsWriter
  mail: MailWriter
  discussions: DiscussionWriter
  likes: LikeWriter
  tables: TableWriter
  trends: TrendWriter
  webhooks: WebhookWriter
  deliveries: DeliveryWriter
  cursors: CursorWriter
  storageUsage: StorageUsageWriter
  usage: UsageWriter
  vouchers: VoucherWriter
  xorbs: XorbWriter
  xetFiles: XetFileWriter
  challenges: ChallengeWriter
  passkeys: PasskeyWriter
  identities: IdentityWriter
  people: PeopleWriter
  overview: OverviewWriter
}

/** The facts. Reads are `metadata.repos.find(...)`; writes exist only inside `transact`. */
export interface MetadataStore extends Readers {
  /**
   * Runs `work` in one transaction: all of it is durable when the promise resolves, none when it rejects. When the
   * database chose it to end a deadlock it runs once more, so it must leave nothing behind but what it writes.
   */
  transact<T>(work: (tx: Writers) => Promise<T>): Promise<T>
  /** A random key that all processes of this hub share, made at first use. */
  secret(name: string): Promise<Buffer>
  /** Resolves when the database answers. */
  ping(): Promise<void>
}

const readers = (db: Database): Readers => ({
  accounts: new AccountReader(db),
  audit: new AuditReader(db),
  auditBounds: new AuditBoundReader(db),
  repos: new RepoReader(db),
  refs: new RefReader(db),
  commits: new CommitReader(db),
  objects: new GitObjectReader(db),
  blobs: new BlobIndexReader(db),
  catalogue: new CatalogueReader(db),
  deviceLogins: new DeviceLoginReader(db),
  emailCodes: new EmailCodeReader(db),
  events: new EventReader(db),
  garbage: new GarbageReader(db),
  gate: new GateReader(db),
  passwords: new PasswordReader(db),
  sessions: new SessionReader(db),
  signInFailures: new SignInFailureReader(db),
  invitations: new InvitationReader(db),
  organisations: new OrganisationReader(db),
  teams: new TeamReader(db),
  transfers: new TransferReader(db),
  openings: new OpeningReader(db),
  terms: new TermsReader(db),
  mail: new MailReader(db),
  discussions: new DiscussionReader(db),
  likes: new LikeReader(db),
  tables: new TableReader(db),
  webhooks: new WebhookReader(db),
  deliveries: new DeliveryReader(db),
  storageUsage: new StorageUsageReader(db),
  usage: new UsageReader(db),
  vouchers: new VoucherReader(db),
  xorbs: new XorbReader(db),
  xetFiles: new XetFileReader(db),
  challenges: new ChallengeReader(db),
  passkeys: new PasskeyReader(db),
  identities: new IdentityReader(db),
  people: new PeopleReader(db),
  overview: new OverviewReader(db),
  ownRequests: new OwnRequestReader(db),
})
const writers = (db: Database, origin: () => Origin | null): Writers => ({
  accounts: new AccountWriter(db),
  audit: new AuditWriter(db),
  auditBounds: new AuditBoundWriter(db),
  repos: new RepoWriter(db),
  refs: new RefWriter(db),
  commits: new CommitWriter(db),
  objects: new GitObjectWriter(db),
  blobs: new BlobIndexWriter(db),
  catalogue: new CatalogueWriter(db),
  deviceLogins: new DeviceLoginWriter(db),
  emailCodes: new EmailCodeWriter(db),
  events: new EventWriter(db, origin),
  garbage: new GarbageWriter(db),
  gate: new GateWriter(db),
  passwords: new PasswordWriter(db),
  sessions: new SessionWriter(db),
  signInFailures: new SignInFailureWriter(db),
  invitations: new InvitationWriter(db),
  organisations: new OrganisationWriter(db),
  teams: new TeamWriter(db),
  transfers: new TransferWriter(db),
  openings: new OpeningWriter(db),
  terms: new TermsWriter(db),
  mail: new MailWriter(db),
  discussions: new DiscussionWriter(db),
  likes: new LikeWriter(db),
  trends: new TrendWriter(db),
  tables: new TableWriter(db),
  webhooks: new WebhookWriter(db),
  deliveries: new DeliveryWriter(db),
  cursors: new CursorWriter(db),
  storageUsage: new StorageUsageWriter(db),
  usage: new UsageWriter(db),
  vouchers: new VoucherWriter(db),
  xorbs: new XorbWriter(db),
  xetFiles: new XetFileWriter(db),
  challenges: new ChallengeWriter(db),
  passkeys: new PasskeyWriter(db),
  identities: new IdentityWriter(db),
  people: new PeopleWriter(db),
  overview: new OverviewWriter(db),
  ownRequests: new OwnRequestReader(db),
})

/** `origin`: where the present work came from, for the audit. */
export function createMetadataStore(db: Database, origin: () => Origin | null = () => null): MetadataStore {
  return {
    ...readers(db),
    transact: (work) => {
      const run = () => db.transaction().execute((tx) => work(writers(tx, origin)))
      return run().catch((error) => (isLostRace(error) ? run() : Promise.reject(error)))
    },
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
