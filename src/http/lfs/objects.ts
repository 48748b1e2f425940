import { attribute } from '../attribution.js'
import { bodyOf } from '../bodies.js'
import { hubRoute, type Route } from '../route.js'
import { sendFile } from '../send-file.js'
import { openSigned } from '../signed.js'

/** The bytes of LFS objects, at signed addresses that `batch` gives out. */
export const objects = (): Route[] => [
  hubRoute('PUT', '/api/lfs/objects/:oid', 'signed', async (call) => {
    const { grant, values } = await openSigned(call, 'repo:write')
    const { oid } = call.request.params as { oid: string }
    await call.services.uploads.send(grant, { oid, size: Number(values.get('size')) }, bodyOf(call.request))
    return call.reply.code(200).send()
  }),
  hubRoute('GET', '/api/lfs/objects/:oid', 'signed', async (call) => {
    const { grant } = await openSigned(call, 'repo:download')
    const { oid } = call.request.params as { oid: string }
    call.reply.headers({
      'content-type': 'application/octet-stream',
      'content-security-policy': "sandbox; default-src 'none'",
    })
    const file = await call.services.downloads.openObject(grant, oid)
    await attribute(call, grant)
    return sendFile(call.request, call.reply, file)
  }),
]
