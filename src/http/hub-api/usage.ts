import { Readable } from 'node:stream'
import { csvLine } from '../../codecs/csv.js'
import { dayOf } from '../../core/clock.js'
import { HubError } from '../../core/errors.js'
import type { UsageRow } from '../../services/quotas/metering.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { apiRoute, type Call, hubRoute, type Route } from '../route.js'

type Of = { repoId: number } | { namespaceId: number } | 'hub'
const PAGE = 1000
const CURSOR = ['string', 'number', 'string', 'string']
/** Days that one question may be about. */
const MOST_DAYS = 366
const DAY_MS = 86_400_000

/** GET usage?from=&to=&format=: traffic by day, repo, kind and class of user; of a repo, an owner, or the hub. */
export const usage = (): Route[] => [
  apiRoute('GET', '/usage', 'repo:write', (call) => answer(call, { repoId: call.grant.repo.id })),
  hubRoute('GET', '/api/organizations/:name/usage', 'account:read', async (call) => {
    const { name } = call.request.params as { name: string }
    return answer(call, await ownerOf(call, name))
  }),
  hubRoute('GET', '/api/settings/usage', 'account:read', async (call) =>
    answer(call, await ownerOf(call, undefined)),
  ),
  hubRoute('GET', '/api/admin/usage', 'hub:admin', (call) => answer(call, 'hub')),
]

async function ownerOf({ services, principal }: Call, name: string | undefined): Promise<Of> {
  const { namespace } = await services.access.authorizeOwner(principal, 'namespace:usage', name)
  return { namespaceId: namespace.id }
}

async function answer(call: Call, of: Of): Promise<unknown> {
  const { query, reply, services, urls } = call
  const format = query.get('format') ?? 'json'
  if (format !== 'json' && format !== 'csv')
    throw new HubError('BadRequest', { why: 'format must be json or csv.' })
  const days = daysOf(call)
  const limit = query.int('limit', PAGE, 1, PAGE)
  const after = cursorOf(call)
  if (format === 'csv') return sendCsv(call, of, days)
  const rows = await services.metering.daily({ of, ...days, after, limit: limit + 1 })
  const last = rows[limit - 1]
  if (rows.length > limit && last)
    linkNext(reply, urls.page(query.with({ cursor: encodeCursor(keyOf(last)) })))
  return rows.slice(0, limit).map(render)
}

function cursorOf({ query }: Call): (string | number)[] | undefined {
  const cursor = decodeCursor(query.get('cursor'))
  if (cursor && CURSOR.some((type, i) => typeof cursor[i] !== type || !isDay(cursor[0])))
    throw new HubError('BadRequest', { why: 'The cursor is not one of this list.' })
  return cursor as (string | number)[] | undefined
}

/** The last thirty days, unless the query says which. */
export function daysOf({ query, http }: Call): { from: string; to: string } {
  const to = query.get('to') ?? dayOf(http.now())
  const from = query.get('from') ?? (isDay(to) ? dayOf(new Date(Date.parse(to) - 29 * DAY_MS)) : '')
  if (!isDay(from) || !isDay(to))
    throw new HubError('BadRequest', { why: 'from and to must be days such as 2026-11-22.' })
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  if (days < 1 || days > MOST_DAYS)
    throw new HubError('BadRequest', { why: `from must be before to, by at most ${MOST_DAYS} days.` })
  return { from, to }
}

const isDay = (text: unknown): boolean =>
  typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

const keyOf = ({ day, repoId, kind, who }: UsageRow) => [day, repoId, kind, who]

const render = ({ day, repo, type, who, kind, requests, bytesOut, bytesIn, sqlMs }: UsageRow) => ({
  ...{ day, repo, type, who, kind, requests, bytesOut, bytesIn, sqlMs },
})

const COLUMNS = ['day', 'repo', 'type', 'who', 'kind', 'requests', 'bytesOut', 'bytesIn', 'sqlMs'] as const

function sendCsv(call: Call, of: Of, days: { from: string; to: string }) {
  call.reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="usage.csv"')
  return call.reply.send(Readable.from(csvOf(call, of, days)))
}

async function* csvOf({ services }: Call, of: Of, days: { from: string; to: string }) {
  yield csvLine([...COLUMNS])
  let after: (string | number)[] | undefined
  for (;;) {
    const rows = await services.metering.daily({ of, ...days, after, limit: PAGE })
    for (const row of rows) yield csvLine(COLUMNS.map((name) => String(row[name] ?? '')))
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = keyOf(last)
  }
}
