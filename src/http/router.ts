import { dcat } from './catalogue/dcat.js'
import { catalogue } from './catalogue/search.js'
import { gitRoutes } from './git/routes.js'
import { govern } from './govern.js'
import { home } from './home.js'
import { access } from './hub-api/access.js'
import { accessRequests } from './hub-api/access-requests.js'
import { accounts } from './hub-api/accounts.js'
import { adminUsers } from './hub-api/admin-users.js'
import { audit } from './hub-api/audit.js'
import { authCheck } from './hub-api/auth-check.js'
import { card } from './hub-api/card.js'
import { collaborators } from './hub-api/collaborators.js'
import { commit } from './hub-api/commit.js'
import { createRepo } from './hub-api/create-repo.js'
import { discussions } from './hub-api/discussions.js'
import { follows } from './hub-api/follows.js'
import { commits, compare, refs } from './hub-api/history.js'
import { inside } from './hub-api/inside.js'
import { invitations } from './hub-api/invitations.js'
import { jobs } from './hub-api/jobs.js'
import { likes } from './hub-api/likes.js'
import { listRepos } from './hub-api/list-repos.js'
import { deleteRepo, moveRepo, settings } from './hub-api/manage-repo.js'
import { notHere } from './hub-api/not-here.js'
import { opening } from './hub-api/opening.js'
import { organizations } from './hub-api/organizations.js'
import { pages } from './hub-api/pages.js'
import { preferences } from './hub-api/preferences.js'
import { preupload } from './hub-api/preupload.js'
import { quotas } from './hub-api/quotas.js'
import { refsWrite } from './hub-api/refs-write.js'
import { repoInfo } from './hub-api/repo-info.js'
import { resolve } from './hub-api/resolve.js'
import { rowChanges } from './hub-api/row-changes.js'
import { storage } from './hub-api/storage.js'
import { talk } from './hub-api/talk.js'
import { teams } from './hub-api/teams.js'
import { terms } from './hub-api/terms.js'
import { transfers } from './hub-api/transfers.js'
import { pathsInfo, tree } from './hub-api/tree.js'
import { usage } from './hub-api/usage.js'
import { validateYaml } from './hub-api/validate-yaml.js'
import { vouchers } from './hub-api/vouchers.js'
import { webhooks } from './hub-api/webhooks.js'
import { whoami } from './hub-api/whoami.js'
import { xetToken } from './hub-api/xet-token.js'
import { batch } from './lfs/batch.js'
import { objects } from './lfs/objects.js'
import { parts } from './lfs/parts.js'
import { locks, verify } from './lfs/verify.js'
import { llms } from './llms.js'
import { mcp } from './mcp/routes.js'
import { openApi } from './openapi/routes.js'
import { policyPage } from './policy-page.js'
import type { Route } from './route.js'
import { device } from './sign-in/device.js'
import { emailRoutes } from './sign-in/email.js'
import { signInPages } from './sign-in/pages/pages.js'
import { passkeyScripts } from './sign-in/passkey-script.js'
import { passkeyRoutes } from './sign-in/passkeys.js'
import { providerRoutes } from './sign-in/providers.js'
import { accountSettings } from './sign-in/settings.js'
import { signIn } from './sign-in/sign-in.js'
import { sqlRoutes } from './sql/routes.js'
import { subset } from './sql/subset.js'
import { subsetMedia } from './sql/subset-media.js'
import { croissants } from './viewer/croissant.js'
import { filter, search, statistics } from './viewer/find.js'
import { info, size } from './viewer/info.js'
import { media } from './viewer/media.js'
import { parquet, parquetApi } from './viewer/parquet.js'
import { firstRows, rows } from './viewer/rows.js'
import { isValid, splits } from './viewer/splits.js'
import { assets } from './web/assets.js'
import { filePages } from './web/file-pages.js'
import { webPages } from './web/pages.js'
import { peoplePages } from './web/people-pages.js'
import { publishPages } from './web/publish-pages.js'
import { rowsPages } from './web/rows-pages.js'
import { sqlPages } from './web/sql-pages.js'
import { chunks, telemetry } from './xet/chunks.js'
import { fetchXorb } from './xet/fetch.js'
import { reconstructions } from './xet/reconstructions.js'
import { shards } from './xet/shards.js'
import { xorbs } from './xet/xorbs.js'

/** Every address of the hub, by who calls it. Each route declares the action that the policy is asked. */
export const allRoutes = (): Route[] => [
  // the web app
  home(),
  assets(),
  ...webPages(),
  ...peoplePages(),
  ...sqlPages(),
  ...publishPages(),
  ...govern(),
  ...rowsPages(),
  ...filePages(),

  // huggingface_hub, datasets, @huggingface/hub: who am I
  whoami(),
  ...authCheck(),
  ...accounts(),
  ...adminUsers(),

  ...peopleRoutes(),
  ...accessRoutes(),

  // repos
  createRepo(),
  deleteRepo(),
  moveRepo(),
  settings(),
  ...listRepos(),
  ...repoInfo(),
  ...collaborators(),
  ...transfers(),

  // finding
  catalogue(),
  dcat(),

  // reading
  tree(),
  pathsInfo(),
  card(),
  refs(),
  commits(),
  compare(),
  inside(),
  rowChanges(),
  storage(),
  ...jobs(),
  ...resolve(),
  ...pages(),

  // tables
  ...sqlRoutes(),
  subset(),
  subsetMedia(),

  // language models, and programs that read what is here
  ...mcp(),
  llms(),
  openApi(() => allRoutes()),

  // writing
  validateYaml(),
  preupload(),
  commit(),
  ...refsWrite(),

  // git-lfs, and the LFS half of the Hub clients
  batch(),
  ...objects(),
  ...parts(),
  verify(),
  ...locks(),

  // hf_xet: the same bytes in chunks
  ...xetToken(),
  ...xorbs(),
  ...shards(),
  ...reconstructions(),
  ...chunks(),
  ...telemetry(),
  fetchXorb(),

  // the dataset viewer: tables, for `datasets`, browsers and scripts
  isValid(),
  splits(),
  firstRows(),
  rows(),
  search(),
  filter(),
  statistics(),
  parquet(),
  info(),
  size(),
  ...parquetApi(),
  ...croissants(),
  media(),

  // git itself: clone, fetch, push
  ...gitRoutes(),

  ...notHere(),
]

/** Who works here, and how they come in. */
const peopleRoutes = (): Route[] => [
  // organisations
  ...organizations(),
  ...invitations(),
  ...teams(),

  // signing in with a passkey or at a provider
  ...passkeyRoutes(),
  ...passkeyScripts(),
  ...providerRoutes(),
  // signing in
  ...signIn(),
  ...accountSettings(),
  ...emailRoutes(),
  ...device(),
  ...signInPages(),
]

/** What may be done with a repo, what was done, and what is said of it. */
const accessRoutes = (): Route[] => [
  // asking for what is gated
  ...access(),
  ...accessRequests(),

  // what may be done with a repo, and how far it is opened
  ...terms(),
  ...opening(),
  policyPage(),
  // who saw what
  ...audit(),
  // being told
  ...webhooks(),
  ...preferences(),
  // speaking of it
  ...discussions(),
  ...talk(),
  ...likes(),
  ...follows(),
  // what it takes
  ...usage(),
  ...quotas(),
  ...vouchers(),
]
