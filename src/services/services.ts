import { createAccess } from './access.js'
import { createAccounts } from './accounts.js'
import { createBlobVault } from './blob-vault.js'
import { createBrowse } from './browse.js'
import { createCommits } from './commits/commits.js'
import type { Stores } from './context.js'
import { createDownloads } from './downloads.js'
import { createGarbage } from './garbage.js'
import { createGitFiles } from './git-files.js'
import { createIntegrity } from './integrity.js'
import { createRefs } from './refs.js'
import { createRepos } from './repos.js'
import { createRevisions } from './revisions.js'
import { createUploads } from './uploads.js'

/** All use cases of the hub, each made from the parts it needs. */
export function createServices(stores: Stores) {
  const access = createAccess(stores.metadata)
  const vault = createBlobVault(stores)
  const files = createGitFiles(stores)
  const revisions = createRevisions(stores)
  const browse = createBrowse({ ...stores, files })
  const commits = createCommits({ ...stores, vault, files })
  return {
    access,
    accounts: createAccounts(stores),
    browse,
    commits,
    downloads: createDownloads({ ...stores, browse, files }),
    files,
    garbage: createGarbage({ ...stores, graceMs: stores.gcGraceMs }),
    integrity: createIntegrity({ ...stores, vault }),
    refs: createRefs({ ...stores, commits, revisions }),
    repos: createRepos({ ...stores, access, commits }),
    revisions,
    uploads: createUploads({ ...stores, vault, access }),
    vault,
  }
}
export type Services = ReturnType<typeof createServices>
