import { createAccess } from './access.js'
import { createAccounts } from './accounts.js'
import { createAuthentication } from './authentication.js'
import { createBlobVault } from './blob-vault.js'
import { createBranches } from './branches.js'
import { createBrowse } from './browse.js'
import { createCommitWriter } from './commits/commit-writer.js'
import { createCommits } from './commits/commits.js'
import type { Stores } from './context.js'
import { createDownloads } from './downloads.js'
import { createGarbage } from './garbage.js'
import { createGitWire } from './git/git-wire.js'
import { createGitFiles } from './git-files.js'
import { createHistory } from './history.js'
import { createIntegrity } from './integrity.js'
import { createRepos } from './repos.js'
import { createRevisions } from './revisions.js'
import { createTags } from './tags.js'
import { createUploads } from './uploads.js'

/** All use cases of the hub, each made from the parts it needs. */
export function createServices(stores: Stores) {
  const access = createAccess(stores.metadata)
  const vault = createBlobVault(stores)
  const files = createGitFiles(stores)
  const revisions = createRevisions(stores)
  const browse = createBrowse({ ...stores, files })
  const writer = createCommitWriter({ ...stores, files })
  return {
    access,
    accounts: createAccounts(stores),
    authentication: createAuthentication(stores.metadata),
    branches: createBranches({ ...stores, writer, revisions }),
    browse,
    history: createHistory(stores),
    commits: createCommits({ ...stores, vault, files, writer }),
    downloads: createDownloads({ ...stores, browse, files }),
    files,
    git: createGitWire({ ...stores, vault, files, writer }),
    garbage: createGarbage({ ...stores, graceMs: stores.gcGraceMs }),
    integrity: createIntegrity({ ...stores, vault }),
    repos: createRepos({ ...stores, access, writer }),
    revisions,
    tags: createTags({ ...stores, writer, revisions }),
    uploads: createUploads({ ...stores, vault, access }),
    vault,
  }
}
export type Services = ReturnType<typeof createServices>
