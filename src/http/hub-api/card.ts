import { DEFAULT_BRANCH } from '../../core/revision.js'
import { attribute } from '../attribution.js'
import { apiRoute, type Route } from '../route.js'
import { sendFile } from '../send-file.js'
import { contentHeaders } from './content-headers.js'

/** GET card: README.md of the default branch, for all who may see the page; of a gated repo, too. */
export const card = (): Route =>
  apiRoute('GET', '/card', 'repo:read', async (call) => {
    const { services, request, reply, grant } = call
    const revision = await services.revisions.resolve(grant, DEFAULT_BRANCH)
    const file = await services.downloads.openCard(grant, revision)
    reply.headers(contentHeaders(file.path, 'raw'))
    reply.header('x-repo-commit', revision.commit.oid)
    reply.header('cache-control', 'private, no-cache').header('vary', 'Authorization, Cookie, Origin')
    await attribute(call, grant, revision.commit.oid)
    return sendFile(request, reply, file)
  })
