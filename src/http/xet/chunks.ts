import { Readable } from 'node:stream'
import { setImmediate as others } from 'node:timers/promises'
import { HubError } from '../../core/errors.js'
import { readBody } from '../bodies.js'
import type { Route } from '../route.js'
import { grantOf } from '../xet-token.js'
import { hashParam, xetRoutes } from './xet-route.js'

const PREFIXES = ['default', 'default-merkledb']

/** GET chunks/default/HASH: xorbs that hold this chunk, as a shard; 404 when there is none the caller may use. */
export const chunks = (): Route[] =>
  xetRoutes('GET', ['/chunks/:prefix/:chunk', '/chunk/:prefix/:chunk'], async (call) => {
    const grant = await grantOf(call, 'repo:download')
    const { prefix } = call.request.params as { prefix: string }
    const answer = PREFIXES.includes(prefix)
      ? await call.services.deduplication.find(grant, hashParam(call, 'chunk'))
      : undefined
    if (!answer) throw new HubError('UnknownChunk')
    call.reply.type('application/octet-stream').header('content-length', answer.size)
    return call.reply.send(Readable.from(inTurns(answer.pieces)))
  })

/** Lets other requests be served between the pieces. */
async function* inTurns(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    yield piece
    await others()
  }
}

/** POST telemetry: clients tell how it went. Nobody here wants to know. */
export const telemetry = (): Route[] =>
  xetRoutes('POST', ['/telemetry'], async (call) => {
    await grantOf(call, 'repo:download')
    await readBody(call.request, call.http.limits.jsonBytes)
    return {}
  })
