import { z } from 'zod'
import { DEFAULT_BRANCH } from '../../core/revision.js'
import { DATASET, grantOf } from './named-repo.js'
import { tool } from './tool.js'

const MOST = 200

/** One folder of a data set. */
export const listFiles = tool({
  name: 'list_files',
  title: 'List files',
  description: `Files and folders of one folder of a data set, at most ${MOST} at a time, with sizes and addresses to download.`,
  input: z.object({
    dataset: DATASET,
    folder: z.string().max(1000).default('').describe('A path without a slash at its ends; empty: the top'),
    revision: z.string().max(300).default(DEFAULT_BRANCH).describe('Branch, tag or commit'),
    after: z.string().max(1000).optional().describe('The `next` of the answer before'),
  }),
  run: async (call, { dataset, folder, revision, after }) => {
    const grant = await grantOf(call, 'repo:read', dataset)
    const { services, urls } = call
    const at = await services.revisions.resolve(grant, revision)
    const page = { path: folder, recursive: false, withLastCommit: false, limit: MOST }
    const { entries, more } = await services.browse.listTree(grant, at, { ...page, after: cursor(after) })
    const last = entries.at(-1)
    return {
      commit: at.commit.oid,
      entries: entries.map(({ path, folder: isFolder, blob }) =>
        isFolder
          ? { folder: path }
          : {
              file: path,
              bytes: blob?.lfs?.size ?? blob?.size,
              url: `${urls.repo(grant.repo)}/resolve/${at.commit.oid}/${path.split('/').map(encodeURIComponent).join('/')}`,
            },
      ),
      next: more && last ? `${last.path}${last.folder ? '/' : ''}` : null,
    }
  },
})

/** A folder sorts by its name with a slash, so the cursor keeps it. */
const cursor = (after: string | undefined) =>
  after === undefined ? undefined : { path: after.replace(/\/$/, ''), folder: after.endsWith('/') }
