import { HubError } from '../../core/errors.js'
import { hubRoute, type Route } from '../route.js'
import { ASSET_POLICY, type Asset, type Coding } from '../site.js'

/** GET /assets/NAME: a file of the web app. Its name changes with its content. */
export const assets = (): Route =>
  hubRoute('GET', '/assets/*', 'hub:read', async ({ http, request, reply, tail }) => {
    const asset = http.site?.assets.get(tail.join('/'))
    if (!asset) throw new HubError('RouteNotFound', { method: request.method, path: '/assets' })
    reply.headers({
      etag: asset.etag,
      'content-security-policy': ASSET_POLICY,
      vary: 'Accept-Encoding',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send()
    const coding = codingOf(request.headers['accept-encoding'], asset)
    if (coding !== 'identity') reply.header('content-encoding', coding)
    const bytes = await asset.bytes(coding)
    reply.type(asset.type).header('content-length', bytes.length)
    return reply.send(request.method === 'HEAD' ? '' : bytes)
  })

/** The smallest that both know. A coding with a weight of nought is refused (RFC 9110, section 12.5.3). */
function codingOf(accepted: string | undefined, { codings }: Asset): Coding {
  const known = (accepted ?? '').split(',').map((each) => each.trim().split(/\s*;\s*/))
  const takes = (coding: string) =>
    known.some(([name, weight]) => name === coding && !/^q=0(\.0*)?$/.test(weight ?? ''))
  return codings.find((coding) => coding !== 'identity' && takes(coding)) ?? 'identity'
}
