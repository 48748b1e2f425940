import { toHex } from '../../codecs/xet/hash.js'
import { HubError } from '../../core/errors.js'
import type { Route } from '../route.js'
import { parseRange, sendFile } from '../send-file.js'
import { openSigned } from '../signed.js'
import { hashParam, xetRoute } from './xet-route.js'

/** GET fetch/XORB: bytes of a xorb, at an address that a reconstruction gave out. No more than the address says. */
export const fetchXorb = (): Route =>
  xetRoute('GET', '/fetch/:xorb', async (call) => {
    const { request, reply, services } = call
    const { values } = await openSigned(call, 'repo:download')
    const xorb = await services.chunks.find(hashParam(call, 'xorb'))
    // packed anew since then, it has other chunks at these bytes
    if (!xorb || values.get('of') !== xorb.sha256) throw new HubError('BadSignature')
    const signed = { start: Number(values.get('first')), end: Number(values.get('end')) }
    const asked = request.headers.range === undefined ? signed : parseRange(request.headers.range, xorb.size)
    if (asked === undefined || asked === 'outside' || asked.start < signed.start || asked.end > signed.end)
      throw new HubError('BadSignature')
    request.headers.range = `bytes=${asked.start}-${asked.end - 1}`
    // a condition that fails would turn the range into the whole xorb
    delete request.headers['if-range']
    reply.headers({
      'content-type': 'application/octet-stream',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-security-policy': "sandbox; default-src 'none'",
    })
    return sendFile(request, reply, {
      path: toHex(xorb.hash),
      size: xorb.size,
      etag: xorb.sha256,
      lfs: false,
      read: (start, end) => services.chunks.readBytes(xorb, start, end),
    })
  })
