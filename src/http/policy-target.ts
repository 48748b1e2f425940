import type { OdrlTarget } from '../codecs/odrl.js'
import type { RepoId } from '../core/repo-id.js'
import type { Urls } from './urls.js'

/** Names of a repo, its owner and its terms, for ODRL. */
export const policyTarget = (urls: Urls, repo: RepoId, version?: number): OdrlTarget => ({
  target: `${urls.repo(repo)}#dataset`,
  assigner: `${urls.base}/${repo.namespace}#agent`,
  uid: `${urls.api(repo)}/terms${version === undefined ? '' : `#v${version}`}`,
  profile: `${urls.base}/ns/policy`,
})
