import { MAX_XORB_BYTES, MAX_XORB_CHUNKS, XORB_ENTRY_BYTES } from '../../codecs/xet/xorb.js'
import { HubError } from '../../core/errors.js'
import { bodyOf } from '../bodies.js'
import type { Call, Route } from '../route.js'
import { grantOf } from '../xet-token.js'
import { hashParam, xetRoutes } from './xet-route.js'

/** A footer that old clients send behind the chunks. */
const MOST_BODY_BYTES = MAX_XORB_BYTES + MAX_XORB_CHUNKS * XORB_ENTRY_BYTES + 1024

/** POST xorbs/default/HASH: a pack of chunks; HEAD: whether the caller may refer to it. */
export const xorbs = (): Route[] => [
  ...xetRoutes('POST', ['/xorbs/:prefix/:xorb', '/xorb/:prefix/:xorb'], async (call) => {
    const grant = await grantOf(call, 'repo:write')
    const hash = xorbOf(call)
    const size = Number(call.request.headers['content-length'] ?? 0)
    if (size > MOST_BODY_BYTES)
      throw new HubError('PayloadTooLarge', { what: 'A xorb', limit: `${MAX_XORB_BYTES} bytes` })
    return { was_inserted: await call.services.xorbs.receive(grant, hash, bodyOf(call.request), size) }
  }),
  ...xetRoutes('HEAD', ['/xorbs/:prefix/:xorb'], async (call) => {
    const grant = await grantOf(call, 'repo:download')
    const xorb = await call.services.deduplication.usable(grant, xorbOf(call))
    if (!xorb) throw new HubError('UnknownChunk')
    return call.reply.header('content-length', xorb.size).send()
  }),
]

function xorbOf(call: Call): Buffer {
  const { prefix } = call.request.params as { prefix: string }
  if (prefix !== 'default') throw new HubError('BadRequest', { why: 'Xorbs have the prefix "default".' })
  return hashParam(call, 'xorb')
}
