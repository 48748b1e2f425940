import { HubError } from '../../core/errors.js'
import { hubRoute, type Route } from '../route.js'

/** GET /assets/NAME: a file of the web app. Its name changes with its content. */
export const assets = (): Route =>
  hubRoute('GET', '/assets/*', 'hub:read', ({ http, request, reply, tail }) => {
    const asset = http.site?.assets.get(tail.join('/'))
    if (!asset) throw new HubError('RouteNotFound', { method: request.method, path: '/assets' })
    reply.headers({ etag: asset.etag, 'cache-control': 'public, max-age=31536000, immutable' })
    if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send()
    return reply.type(asset.type).send(request.method === 'HEAD' ? '' : asset.bytes)
  })
