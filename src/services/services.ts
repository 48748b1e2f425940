import { createAccess } from './access.js'
import { createAccounts } from './accounts.js'
import { createAdminServices } from './admin/parts.js'
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
import { createDiscussionServices } from './discussions/parts.js'
import { createDiscussionStart } from './discussions/start.js'
import { createDownloads } from './downloads.js'
import { createGarbage } from './garbage.js'
import { createGateServices } from './gate/parts.js'
import { createGitWire } from './git/git-wire.js'
import { createGitFiles } from './git-files.js'
import { createHistory } from './history.js'
import { createIntegrity } from './integrity.js'
import { createNotificationServices } from './notifications/parts.js'
import { createObjectCache } from './object-cache.js'
import { createOrganisationServices } from './organisations/parts.js'
import { createProfile } from './profile.js'
import { createProviderServices } from './providers/parts.js'
import { createQuotaServices } from './quotas/parts.js'
import { createRenewal } from './renewal.js'
import { createRepos } from './repos.js'
import { createRevisions } from './revisions.js'
import { createAttempts } from './sign-in/attempts.js'
import { createSignInServices } from './sign-in/parts.js'
import { createSessions } from './sign-in/sessions.js'
import { createSql } from './sql/sql.js'
import { SubsetCache } from './sql/subset-cache.js'
import { createSubsets } from './sql/subsets.js'
import { createStorage } from './storage.js'
import { createTableBuilder } from './tables/builder.js'
import { createDescriptions } from './tables/descriptions.js'
import { createFindRows } from './tables/find-rows.js'
import { createInside } from './tables/inside.js'
import { createLocalFiles } from './tables/local-files.js'
import { createRowChanges } from './tables/row-changes.js'
import { createRows } from './tables/rows.js'
import { createTables } from './tables/tables.js'
import { createTags } from './tags.js'
import { createTermsServices } from './terms/parts.js'
import { createUploads } from './uploads.js'
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
  const renewal = createRenewal({ access, authentication })
  const { renew } = renewal
  const tables = createTables({ ...stores, access, localFiles })
  const paying = createQuotaServices(stores)
  const { quotas } = paying
  const repos = createRepos({ ...stores, access, writer, indexing, recorder, quotas })
  const sql = createSql({ sandbox, tables, limits: stores.sqlLimits, time: paying.sqlTime })
  const cache = new SubsetCache(stores.subsetCacheFolder, SUBSET_BYTES)
  const audit = createAudit({ ...stores, recorder })
  const storage = createStorage(stores)
  const telling = createNotificationServices(stores, { access, authentication })
  return {
    access,
    accounts,
    ...createAdminServices(stores, { audit, storage, recorder, mailing: telling.mailing }),
    audit,
    authentication,
    branches: createBranches({ ...stores, writer, revisions }),
    browse,
    catalogue: createCatalogue({ ...stores, indexing, recorder }),
    history: createHistory(stores),
    chunks: stores.chunks,
    commits: createCommits({ ...stores, vault, files, writer, start, quotas, renew }),
    deduplication: createDeduplication({ ...stores, visibility }),
    ...createDiscussionServices(stores, { access, start }),
    downloads: createDownloads({ ...stores, browse, files }),
    files,
    git: createGitWire({ ...stores, vault, files, writer, quotas, renew }),
    ...createGateServices(stores),
    garbage: createGarbage({ ...stores, graceMs: stores.gcGraceMs, xorbGraceMs: stores.xorbGraceMs }),
    integrity: createIntegrity({ ...stores, vault }),
    packing: createPacking({ ...stores, vault }),
    ...paying,
    profile: createProfile({ ...stores, sessions, attempts: createAttempts(stores) }),
    reconstructions: createReconstructions(stores),
    repos,
    renewal,
    revisions,
    ...createSignInServices(stores, { access, accounts, sessions }),
    ...createProviderServices(stores, sessions),
    ...createOrganisationServices(stores, { access, repos }),
    ...createTermsServices(stores, indexing),
    ...telling,
    sql,
    storage,
    subsets: createSubsets({ sql, sandbox, tables, cache }),
    shards: createShards({ ...stores, access, visibility, quotas }),
    tableBuilder: createTableBuilder({
      ...{ ...stores, access, browse, revisions, vault, writer, localFiles, indexing },
    }),
    describeTables: createDescriptions({ ...stores, files }),
    findRows: createFindRows({ rows }),
    inside: createInside({ sandbox, localFiles, browse }),
    rowChanges: createRowChanges({ sandbox, localFiles, browse }),
    rows,
    tables,
    tags: createTags({ ...stores, writer, revisions }),
    uploads: createUploads({ ...stores, vault, access, quotas }),
    vault,
    xorbs: createXorbs({ ...stores, vault, access, quotas }),
  }
}
export type Services = ReturnType<typeof createServices>
