import { z } from 'zod'
import { isEmbargoed, OPENING_STATES, type Opening } from '../../core/opening.js'
import { readJson } from '../bodies.js'
import { encodeCursor, linkNext } from '../paging.js'
import { apiRoute, grantNow, type RepoCall, type Route, takes } from '../route.js'
import { renderDate } from './render.js'
import { cursorOf } from './terms.js'

const MOST_ROWS = 100
const Step = z.object({
  state: z.enum(OPENING_STATES),
  embargoUntil: z.iso
    .datetime({ offset: true, error: 'must be a time such as 2027-03-01T00:00:00Z' })
    .nullish(),
  reason: z.string().trim().min(1).max(2000).nullish(),
})

/** How far a repo is opened: draft, beta, final, withdrawn, and its embargo. See docs/terms.md. */
export const opening = (): Route[] => [
  apiRoute('GET', '/opening', 'repo:read', async ({ http, services, grant }) => ({
    ...renderOpening(grant.repo.opening, http.now()),
    next: await services.opening.next(grant),
  })),
  takes(
    Step,
    apiRoute('PUT', '/opening', 'repo:admin', async (call) => {
      const { state, embargoUntil, reason } = await readJson(call.request, Step, call.http.limits.jsonBytes)
      const until = typeof embargoUntil === 'string' ? new Date(embargoUntil) : embargoUntil
      const asked = { state, embargoUntil: until, reason: reason ?? null }
      return renderOpening(await call.services.opening.step(await grantNow(call), asked), call.http.now())
    }),
  ),
  apiRoute('GET', '/opening/history', 'repo:read', history),
]

async function history({ services, grant, query, reply, urls }: RepoCall<'repo:read'>) {
  const limit = query.int('limit', MOST_ROWS, 1, MOST_ROWS)
  const page = await services.opening.history(
    grant,
    cursorOf(query.get('cursor'), Number.MAX_SAFE_INTEGER),
    limit + 1,
  )
  const last = page[limit - 1]
  if (page.length > limit && last) linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.id]) })))
  return page.slice(0, limit).map(({ from, to, embargoUntil, reason, at, actor }) => ({
    from,
    to,
    embargoUntil: embargoUntil && renderDate(embargoUntil),
    reason,
    at: renderDate(at),
    by: actor,
  }))
}

const renderOpening = (opening: Opening, now: Date) => ({
  state: opening.state,
  embargoUntil: opening.embargoUntil && renderDate(opening.embargoUntil),
  isEmbargoed: isEmbargoed(opening, now),
  reason: opening.reason,
})
