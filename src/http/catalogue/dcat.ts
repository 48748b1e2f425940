import { toJsonLd, toTurtle } from '../../codecs/rdf.js'
import { HubError } from '../../core/errors.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { type Call, hubRoute, type Route } from '../route.js'
import { catalogNode } from './dcat-nodes.js'
import { oneOf, typeOf } from './parameters.js'

const FORMATS = ['jsonld', 'ttl'] as const
const MOST_ROWS = 500
const USUAL_ROWS = 100

/** GET /api/catalogue/dcat: what the caller may see, for harvesters, a page at a time in order of making. */
export const dcat = (): Route =>
  hubRoute('GET', '/api/catalogue/dcat', 'hub:read', async (call) => {
    const { query, urls, reply } = call
    const format = formatOf(call)
    const type = typeOf(query)
    const limit = query.int('limit', USUAL_ROWS, 1, MOST_ROWS)
    const rows = await call.services.catalogue.list(call.principal, type, afterOf(call), limit + 1)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const next =
      rows.length > limit && last
        ? urls.page(query.with({ cursor: encodeCursor([last.repoId]), limit: String(limit), format }))
        : undefined
    if (next !== undefined) linkNext(reply, next)
    const nodes = catalogNode(urls, urls.page(query.with({})), next, page)
    reply.header('vary', 'accept, authorization')
    return format === 'ttl'
      ? reply.type('text/turtle; charset=utf-8').send(toTurtle(nodes))
      : reply.type('application/ld+json; charset=utf-8').send(toJsonLd(nodes))
  })

function formatOf({ query, request }: Call): (typeof FORMATS)[number] {
  const asked = query.get('format')
  if (asked !== undefined && asked !== '') return oneOf('format', asked, FORMATS)
  return preference(request.headers.accept, 'text/turtle') >
    preference(request.headers.accept, 'application/ld+json')
    ? 'ttl'
    : 'jsonld'
}

/** The q of a media type in an Accept header; 0 when it is not named. */
function preference(accept: string | undefined, type: string): number {
  const found = (accept ?? '').split(',').find((each) => each.split(';')[0]?.trim().toLowerCase() === type)
  if (found === undefined) return 0
  const q = Number(/;\s*q=([\d.]+)/i.exec(found)?.[1] ?? 1)
  return Number.isNaN(q) ? 0 : q
}

function afterOf({ query }: Call): number {
  const cursor = decodeCursor(query.get('cursor'))
  if (!cursor) return 0
  if (Number.isSafeInteger(cursor[0])) return Number(cursor[0])
  throw new HubError('BadRequest', { why: 'The cursor is of another query. Begin again without it.' })
}
