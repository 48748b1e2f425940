import { HubError } from '../../core/errors.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { type Call, hubRoute, type Route } from '../route.js'
import { renderUntil } from './access.js'
import { renderDate } from './render.js'

const PAGE = 100

/** All requests of a person, and all gates at which they decide. Sessions only: a token for one repo must not list others. */
export const ownRequests = (): Route[] => [
  hubRoute('GET', '/api/settings/access-requests', 'account:manage', async (call) => {
    const before = cursorOf(call) ?? Number.MAX_SAFE_INTEGER
    const rows = await call.services.ownRequests.list(call.services.access.requireUser(call.principal), {
      before,
      limit: PAGE + 1,
    })
    return page(call, rows).map(({ id: _, decidedAt, requestedAt, grantedUntil, ...row }) => ({
      ...row,
      requestedAt: renderDate(requestedAt),
      decidedAt: decidedAt && renderDate(decidedAt),
      ...renderUntil(grantedUntil),
    }))
  }),
  hubRoute('GET', '/api/settings/reviews', 'account:manage', async (call) => {
    const after = cursorOf(call) ?? 0
    const rows = await call.services.ownRequests.reviewed(call.services.access.requireUser(call.principal), {
      after,
      limit: PAGE + 1,
    })
    return page(call, rows).map(({ id: _, ...row }) => row)
  }),
]

function cursorOf({ query }: Call): number | undefined {
  const [value] = decodeCursor(query.get('cursor')) ?? []
  if (value === undefined || Number.isSafeInteger(value)) return value as number | undefined
  throw new HubError('BadRequest', { why: 'The cursor is not one of this list.' })
}

function page<T extends { id: number }>({ query, reply, urls }: Call, rows: T[]): T[] {
  const last = rows[PAGE - 1]
  if (rows.length > PAGE && last) linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.id]) })))
  return rows.slice(0, PAGE)
}
