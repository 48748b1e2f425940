import { HubError } from '../../core/errors.js'
import type { Services } from '../../services/services.js'
import { bodyOf, readBody } from '../bodies.js'
import { type Call, hubRoute, type Route } from '../route.js'
import { openSigned } from '../signed.js'

/** Uploads in parts: PUT each, then POST. The whole is verified at the end, so the list of ETags is not needed. */
export const parts = (): Route[] => [
  hubRoute('PUT', '/api/lfs/parts/:upload/:number', 'signed', async (call) => {
    const { upload } = await opened(call)
    const { number } = call.request.params as { number: string }
    const etag = await call.services.uploads.sendPart(upload, Number(number), bodyOf(call.request))
    return call.reply.code(200).header('etag', `"${etag}"`).send()
  }),
  hubRoute('POST', '/api/lfs/parts/:upload', 'signed', async (call) => {
    const { grant, upload } = await opened(call)
    await readBody(call.request, call.http.limits.lineBytes)
    await call.services.uploads.finishParts(grant, upload)
    return {}
  }),
]

async function opened(call: Call) {
  const { grant } = await openSigned(call, 'repo:write')
  const { upload: id } = call.request.params as { upload: string }
  const upload: Awaited<ReturnType<Services['uploads']['findParts']>> =
    await call.services.uploads.findParts(id)
  if (upload.repoId !== grant.repo.id) throw new HubError('BadSignature')
  return { grant, upload }
}
