import type { Query } from '../../services/sql/queries.js'
import type { SqlRequest } from '../../services/sql/request.js'
import { type Call, callerNow, hubRoute, type Route, takes } from '../route.js'
import { callerOf } from '../sql-caller.js'
import { addressedRequest, MEDIA_TYPES, postedRequest, SqlBody } from './request.js'

/** SQL over tables of repos; see docs/protocols/sql.md. The service asks for the right to read each of them. */
export const sqlRoutes = (): Route[] => [
  takes(
    SqlBody,
    hubRoute('POST', '/api/sql', 'hub:read', async (call) => {
      const request = await postedRequest(call)
      return answer({ ...call, principal: await callerNow(call) }, request)
    }),
  ),
  hubRoute('GET', '/api/sql', 'hub:read', (call) => {
    const request = addressedRequest(call)
    call.reply.header('content-disposition', `inline; filename="query.${request.format}"`)
    // a look at the headers is no reason to run a query
    return call.request.method === 'HEAD' ? begin(call, request).send() : answer(call, request)
  }),
  hubRoute('GET', '/api/sql/:id', 'hub:read', (call) =>
    render(call.services.sql.find(callerOf(call), idOf(call))),
  ),
  hubRoute('DELETE', '/api/sql/:id', 'hub:read', (call) => {
    call.services.sql.cancel(callerOf(call), idOf(call))
    return render(call.services.sql.find(callerOf(call), idOf(call)))
  }),
]

/** Streams the result. Whoever goes away ends the query. */
async function answer(call: Call, request: SqlRequest): Promise<unknown> {
  const { reply, services } = call
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const { body } = await services.sql.run(callerOf(call), request, gone.signal)
  return begin(call, request).send(body)
}

const begin = ({ reply }: Call, { format, id }: SqlRequest) =>
  reply
    .header('x-query-id', id ?? '')
    .header('cache-control', 'no-store')
    .type(MEDIA_TYPES[format])

const idOf = ({ request }: Call): string => (request.params as { id: string }).id.toLowerCase()

const render = ({ id, state, startedAt, progress, truncated }: Query) => ({
  id,
  state,
  started_at: startedAt.toISOString(),
  rows: progress.rows,
  bytes: progress.bytes,
  percent: progress.percent ?? null,
  truncated: truncated ?? null,
})
