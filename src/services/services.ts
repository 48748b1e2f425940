import { createAccess } from './access.js'
import { createAccounts } from './accounts.js'
import { createAudit } from './audit/audit.js'
import { createRecorder } from './audit/recorder.js'
import { createAuthentication } from './authentication.js'
import { createBlobVault } from './blob-vault.js'
import { createBranches } from './branches.js'
import { createBrowse } from './browse.js'
import { createCatalogue } from './catalogue/catalogue.js'
import { createIndexing } from './catalogue/indexing.js'
import { createCommitWriter } from './commits/commit-writer.js'
import { createCommits } from './commits/commits.js'
import { createMainHead } from './commits/main-head.js'
import type { Stores } from './context.js'
import { createDiscussions } from './discussions/discussions.js'
import { createDiscussionStart } from './discussions/start.js'
import { createTalk } from './discussions/talk.js'
import { createDownloads } from './downloads.js'
import { createGarbage } from './garbage.js'
import { createGate } from './gate/gate.js'
import { createReview } from './gate/review.js'
import { createGitWire } from './git/git-wire.js'
import { createGitFiles } from './git-files.js'
import { createHistory } from './history.js'
import { createIntegrity } from './integrity.js'
import { createLikes } from './likes.js'
import { createOutbox } from './mail/outbox.js'
import { createPreferences } from './mail/preferences.js'
import { createMailing } from './mail/sending.js'
import { createAudience } from './notifications/audience.js'
import { createObjectCache } from './object-cache.js'
import { createOpening } from './opening.js'
import { createCollaborators } from './organisations/collaborators.js'
import { createInvitations } from './organisations/invitations.js'
import { createOrganisations } from './organisations/organisations.js'
import { createTeams } from './organisations/teams.js'
import { createTransfers } from './organisations/transfers.js'
import { createUsers } from './organisations/users.js'
import { createPasskeySignIn } from './passkeys/passkey-sign-in.js'
import { createPasskeys } from './passkeys/passkeys.js'
import { createPeople } from './people.js'
import { createDirectory } from './providers/directory.js'
import { createIdentities } from './providers/identities.js'
import { createProviderSignIn } from './providers/provider-sign-in.js'
import { createEgress } from './quotas/egress.js'
import { createMetering } from './quotas/metering.js'
import { createQuotas } from './quotas/quotas.js'
import { createRates } from './quotas/rates.js'
import { createSqlTime } from './quotas/sql-time.js'
import { createVouchers } from './quotas/vouchers.js'
import { createRepos } from './repos.js'
import { createRevisions } from './revisions.js'
import { createFlows } from './sign-in/flows.js'
import { createSignInServices } from './sign-in/parts.js'
import { createSessions } from './sign-in/sessions.js'
import { createSql } from './sql/sql.js'
import { SubsetCache } from './sql/subset-cache.js'
import { createSubsets } from './sql/subsets.js'
import { createStorage } from './storage.js'
import { createTableBuilder } from './tables/builder.js'
import { createDescriptions } from './tables/descriptions.js'
import { createFindRows } from './tables/find-rows.js'
import { createLocalFiles } from './tables/local-files.js'
import { createRows } from './tables/rows.js'
import { createTables } from './tables/tables.js'
import { createTags } from './tags.js'
import { createAttribution } from './terms/attribution.js'
import { createTerms } from './terms/terms.js'
import { createUseReports } from './terms/use-reports.js'
import { createUploads } from './uploads.js'
import { createDelivery } from './webhooks/delivery.js'
import { createWebhooks } from './webhooks/webhooks.js'
import { createDeduplication } from './xet/deduplication.js'
import { createPacking } from './xet/packing.js'
import { createReconstructions } from './xet/reconstruction.js'
import { createShards } from './xet/shards.js'
import { createVisibility } from './xet/visibility.js'
import { createXorbs } from './xet/xorbs.js'

/** Files of subsets that are kept. */
const SUBSET_BYTES = 10 * 1024 ** 3

/** All use cases of the hub, each made from the parts it needs. */
export function createServices(stores: Stores) {
  const recorder = createRecorder(stores)
  const access = createAccess({ ...stores, recorder })
  const sessions = createSessions(stores)
  const flows = createFlows(stores)
  const directory = createDirectory(stores)
  const identities = createIdentities({ ...stores, sessions })
  const accounts = createAccounts(stores)
  const vault = createBlobVault(stores)
  const objects = createObjectCache(stores)
  const files = createGitFiles({ ...stores, objects })
  const revisions = createRevisions({ ...stores, objects })
  const browse = createBrowse({ ...stores, files, objects })
  const indexing = createIndexing({ ...stores, files })
  const writer = createCommitWriter({ ...stores, moveMain: createMainHead({ files, indexing }) })
  const start = createDiscussionStart({ ...stores, writer })
  const visibility = createVisibility({ ...stores, access })
  const localFiles = createLocalFiles({
    ...stores,
    files,
    cacheFolder: stores.tableCache.folder,
    cacheBytes: stores.tableCache.bytes,
  })
  const rows = createRows({ ...stores, localFiles })
  const { sandbox } = stores
  const authentication = createAuthentication({ ...stores, sessions })
  const audience = createAudience({ access, authentication })
  const tables = createTables({ ...stores, access, localFiles })
  const defaults = stores.quotaDefaults
  const quotas = createQuotas({ ...stores, defaults })
  const repos = createRepos({ ...stores, access, writer, indexing, recorder, quotas })
  const vouchers = createVouchers(stores)
  const metering = createMetering(stores)
  const sqlTime = createSqlTime({ ...stores, defaults, vouchers })
  const sql = createSql({ sandbox, tables, limits: stores.sqlLimits, time: sqlTime })
  const cache = new SubsetCache(stores.subsetCacheFolder, SUBSET_BYTES)
  return {
    access,
    accounts,
    audit: createAudit({ ...stores, recorder }),
    authentication,
    branches: createBranches({ ...stores, writer, revisions }),
    browse,
    catalogue: createCatalogue({ ...stores, indexing, recorder }),
    history: createHistory(stores),
    chunks: stores.chunks,
    deliveries: createDelivery({ ...stores, audience }),
    commits: createCommits({ ...stores, vault, files, writer, start, quotas }),
    deduplication: createDeduplication({ ...stores, visibility }),
    discussions: createDiscussions({ ...stores, start }),
    downloads: createDownloads({ ...stores, browse, files }),
    egress: createEgress({ ...stores, defaults, metering, vouchers }),
    files,
    git: createGitWire({ ...stores, vault, files, writer, quotas }),
    gate: createGate(stores),
    accessReview: createReview(stores),
    garbage: createGarbage({ ...stores, graceMs: stores.gcGraceMs, xorbGraceMs: stores.xorbGraceMs }),
    integrity: createIntegrity({ ...stores, vault }),
    flows,
    identities,
    passkeySignIn: createPasskeySignIn({ ...stores, flows, sessions }),
    passkeys: createPasskeys({ ...stores, flows, sessions }),
    people: createPeople(stores),
    providerSignIn: createProviderSignIn({ ...stores, directory, flows, identities, sessions }),
    opening: createOpening(stores),
    mailing: createMailing({ ...stores, audience }),
    metering,
    outbox: createOutbox(stores),
    preferences: createPreferences(stores),
    likes: createLikes(stores),
    packing: createPacking({ ...stores, vault }),
    quotas,
    rates: createRates({ ...stores, limits: stores.rateLimits }),
    reconstructions: createReconstructions(stores),
    repos,
    organisations: createOrganisations(stores),
    invitations: createInvitations(stores),
    teams: createTeams(stores),
    collaborators: createCollaborators(stores),
    transfers: createTransfers({ ...stores, access, repos }),
    users: createUsers(stores),
    revisions,
    ...createSignInServices(stores, { access, accounts, sessions }),
    sql,
    sqlTime,
    storage: createStorage(stores),
    subsets: createSubsets({ sql, sandbox, tables, cache }),
    shards: createShards({ ...stores, access, visibility, quotas }),
    tableBuilder: createTableBuilder({ ...stores, access, browse, revisions, vault, writer, localFiles }),
    describeTables: createDescriptions({ ...stores, files }),
    findRows: createFindRows({ rows }),
    rows,
    tables,
    attribution: createAttribution(stores),
    terms: createTerms(stores),
    useReports: createUseReports(stores),
    talk: createTalk({ ...stores, access }),
    tags: createTags({ ...stores, writer, revisions }),
    uploads: createUploads({ ...stores, vault, access, quotas }),
    vault,
    vouchers,
    webhooks: createWebhooks({ ...stores, access }),
    xorbs: createXorbs({ ...stores, vault, access, quotas }),
  }
}
export type Services = ReturnType<typeof createServices>
