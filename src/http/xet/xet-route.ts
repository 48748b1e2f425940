import type { HTTPMethods } from 'fastify'
import { parseHex } from '../../codecs/xet/hash.js'
import { HubError } from '../../core/errors.js'
import { type Call, hubRoute, type Route } from '../route.js'

type Handler = (call: Call) => unknown

/**
 * A route of the xet protocol, with and without /v1: clients differ by age. Each handler takes its rights from the xet
 * token, see xet-token.ts. An address made for another database of this hub is none of ours.
 */
export const xetRoutes = (method: HTTPMethods, rests: string[], handle: Handler): Route[] =>
  rests.flatMap((rest) => ['', '/v1'].map((version) => xetRoute(method, `${version}${rest}`, handle)))

export const xetRoute = (method: HTTPMethods, rest: string, handle: Handler): Route =>
  hubRoute(method, `/xet/:instance${rest}`, 'signed', (call) => {
    const { instance } = call.request.params as { instance: string }
    if (instance !== call.http.instance)
      throw new HubError('RouteNotFound', { method, path: `/xet/${instance.slice(0, 40)}` })
    return handle(call)
  })

/** A xet hash of the address. Throws BadRequest. */
export function hashParam(call: Call, name: string): Buffer {
  const text = (call.request.params as Record<string, string>)[name] ?? ''
  return hashOf(text)
}

export function hashOf(text: string): Buffer {
  const hash = parseHex(text)
  if (!hash) throw new HubError('BadRequest', { why: 'A xet hash must be 64 hex digits.' })
  return hash
}
