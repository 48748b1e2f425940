import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import { readJson } from '../bodies.js'
import { gitRoute, hubRoute, type Route } from '../route.js'
import { openSigned } from '../signed.js'

const Body = z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().nonnegative() })

/**
 * POST /api/lfs/verify, signed: whether an object has arrived. git-lfs sends no token here, huggingface_hub does.
 * Nothing depends on it: bytes are verified as they enter.
 */
export const verify = (): Route =>
  hubRoute('POST', '/api/lfs/verify', 'signed', async (call) => {
    const { grant } = await openSigned(call, 'repo:write')
    await call.services.uploads.verify(grant, await readJson(call.request, Body, call.http.limits.jsonBytes))
    return call.reply.type('application/vnd.git-lfs+json').send('{}')
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
