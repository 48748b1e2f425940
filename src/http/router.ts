import { dcat } from './catalogue/dcat.js'
import { catalogue } from './catalogue/search.js'
import { gitRoutes } from './git/routes.js'
import { home } from './home.js'
import { access } from './hub-api/access.js'
import { accessRequests } from './hub-api/access-requests.js'
import { accounts } from './hub-api/accounts.js'
import { authCheck } from './hub-api/auth-check.js'
import { commit } from './hub-api/commit.js'
import { createRepo } from './hub-api/create-repo.js'
import { commits, compare, refs } from './hub-api/history.js'
import { jobs } from './hub-api/jobs.js'
import { listRepos } from './hub-api/list-repos.js'
import { deleteRepo, moveRepo, settings } from './hub-api/manage-repo.js'
import { notHere } from './hub-api/not-here.js'
import { pages } from './hub-api/pages.js'
import { preupload } from './hub-api/preupload.js'
import { pullRequests } from './hub-api/pull-requests.js'
import { refsWrite } from './hub-api/refs-write.js'
import { repoInfo } from './hub-api/repo-info.js'
import { resolve } from './hub-api/resolve.js'
import { storage } from './hub-api/storage.js'
import { pathsInfo, tree } from './hub-api/tree.js'
import { validateYaml } from './hub-api/validate-yaml.js'
import { whoami } from './hub-api/whoami.js'
import { xetToken } from './hub-api/xet-token.js'
import { batch } from './lfs/batch.js'
import { objects } from './lfs/objects.js'
import { parts } from './lfs/parts.js'
import { locks, verify } from './lfs/verify.js'
import type { Route } from './route.js'
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
import { webPages } from './web/pages.js'
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

  // huggingface_hub, datasets, @huggingface/hub: who am I
  whoami(),
  ...authCheck(),
  ...accounts(),

  // repos
  createRepo(),
  deleteRepo(),
  moveRepo(),
  settings(),
  ...listRepos(),
  ...repoInfo(),

  // asking for what is gated
  ...access(),
  ...accessRequests(),

  // finding
  catalogue(),
  dcat(),

  // reading
  tree(),
  pathsInfo(),
  refs(),
  commits(),
  compare(),
  storage(),
  ...jobs(),
  ...resolve(),
  ...pages(),

  // tables
  ...sqlRoutes(),
  subset(),
  subsetMedia(),

  // writing
  validateYaml(),
  preupload(),
  commit(),
  ...pullRequests(),
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
