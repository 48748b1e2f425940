import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import { readJson } from '../bodies.js'
import { gitRoute, type Route } from '../route.js'

const Body = z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().nonnegative() })

/** POST info/lfs/verify: whether an object has arrived. Nothing depends on it: bytes are verified as they enter. */
export const verify = (): Route =>
  gitRoute('POST', '/info/lfs/verify', 'repo:write', async ({ http, services, request, reply, grant }) => {
    await services.uploads.verify(grant, await readJson(request, Body, http.limits.jsonBytes))
    return reply.type('application/vnd.git-lfs+json').send('{}')
  })

/** Locks are not kept. Before a push git-lfs asks for them and goes on with an empty list. */
export const locks = (): Route[] => [
  gitRoute('POST', '/info/lfs/locks/verify', 'repo:write', ({ reply }) =>
    reply.type('application/vnd.git-lfs+json').send('{"ours":[],"theirs":[]}'),
  ),
  ...(['GET', 'POST'] as const).map((method) => gitRoute(method, '/info/lfs/locks', 'repo:download', refuse)),
  gitRoute('POST', '/info/lfs/locks/:id/unlock', 'repo:download', refuse),
]

function refuse(): never {
  throw new HubError('NotImplemented', {
    what: 'Locking LFS files',
    hint: 'Work on a branch of your own instead.',
  })
}
