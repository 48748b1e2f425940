import type { OutgoingHttpHeaders } from 'node:http'
import { MAX_SHARD_BYTES } from '../../codecs/xet/shard.js'
import { HubError, isHubError } from '../../core/errors.js'
import type { Grant } from '../../services/access.js'
import { readBody } from '../bodies.js'
import type { Call, Route } from '../route.js'
import { grantOf } from '../xet-token.js'
import { xetRoute, xetRoutes } from './xet-route.js'

/** Shards are held in memory: beyond this much at once the client is asked to wait. */
const ROOM_BYTES = 4 * MAX_SHARD_BYTES
const HEARTBEAT_MS = 15_000

/** POST shards: the recipes of files. The second form tells how far it is, for files that take minutes to check. */
export const shards = (): Route[] => {
  const room = new Room(ROOM_BYTES)
  return [
    ...xetRoutes('POST', ['/shards', '/shard/:prefix/:shard'], (call) =>
      room.hold(call, async (body, grant) => {
        const isNew = await call.services.shards.register(grant, body)
        return { result: isNew ? 1 : 0 }
      }),
    ),
    xetRoute('POST', '/v2/shards', (call) =>
      room.hold(call, (body, grant) => registerAloud(call, body, grant)),
    ),
  ]
}

/** How much of the memory for bodies is taken. */
class Room {
  private taken = 0
  constructor(private readonly bytes: number) {}

  async hold<T>(call: Call, use: (body: Buffer, grant: Grant<'repo:write'>) => Promise<T>): Promise<T> {
    // asked before the body is read: a stranger must not make us hold it
    const grant = await grantOf(call, 'repo:write')
    const announced = Number(call.request.headers['content-length'] ?? 0)
    if (this.taken + announced > this.bytes) throw new HubError('Busy')
    let held = 0
    // only what has come takes room: who announces much and sends little must not keep others out
    const take = (bytes: number) => {
      if (this.taken + bytes > this.bytes) throw new HubError('Busy')
      this.taken += bytes
      held += bytes
    }
    try {
      return await use(await readBody(call.request, MAX_SHARD_BYTES, take), grant)
    } finally {
      this.taken -= held
    }
  }
}

/** A line of JSON for each step; errors that are found before the first one are answered by their HTTP status. */
async function registerAloud(call: Call, body: Buffer, grant: Grant<'repo:write'>): Promise<unknown> {
  const lines = new Lines(call)
  let last = { type: 'validating', verified: 0, total: 0 }
  const heartbeat = setInterval(() => lines.write(last), HEARTBEAT_MS)
  try {
    const isNew = await call.services.shards.register(grant, body, (verified, total) => {
      last = { type: 'validating', verified, total }
    })
    lines.end({ type: 'result', result: isNew ? 1 : 0 })
  } catch (error) {
    if (!lines.begun) throw error
    call.request.log.warn({ err: error }, 'shard refused')
    const known = isHubError(error)
    const message = known ? error.message : 'Something went wrong on the hub.'
    lines.end({ type: 'error', message, retryable: !known || error.status >= 500 })
  } finally {
    clearInterval(heartbeat)
  }
  return call.reply
}

class Lines {
  begun = false
  constructor(private readonly call: Call) {}

  write(line: object): void {
    const { raw } = this.begin()
    raw.write(`${JSON.stringify(line)}\n`)
  }
  end(line: object): void {
    const { raw } = this.begin()
    raw.end(`${JSON.stringify(line)}\n`)
  }
  private begin() {
    const { reply } = this.call
    if (!this.begun) {
      this.begun = true
      reply.hijack()
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as OutgoingHttpHeaders),
        'content-type': 'application/x-ndjson',
        'cache-control': 'no-cache',
      })
    }
    return reply
  }
}
