import { HubError } from '../../core/errors.js'
import { CLOSED, FACETS, type Facet, facetValue } from '../../core/facets.js'
import { fullName } from '../../core/repo-id.js'
import {
  type CatalogueAnswer,
  type CatalogueQuery,
  MOST_BY_RELEVANCE,
} from '../../services/catalogue/catalogue.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { type Call, hubRoute, type Query, type Route } from '../route.js'
import { grouped } from './facets.js'
import { oneOf, refused, typeOf } from './parameters.js'

const SORTS = ['relevance', 'updated', 'downloads', 'likes', 'created', 'trending', 'opened'] as const
const KEYS = ['q', 'type', ...FACETS, 'sort', 'limit', 'cursor']
const MOST_ROWS = 100
const USUAL_ROWS = 20
const LONGEST_QUERY = 500
const MOST_CHOICES = 50

/** GET /api/catalogue: repos by words and facets, with how many there are of each value. */
export const catalogue = (): Route =>
  hubRoute('GET', '/api/catalogue', 'hub:read', async (call) => {
    const query = parse(call.query)
    const answer = await call.services.catalogue.search(call.principal, query)
    const next = nextOf(query, answer)
    if (next !== undefined)
      linkNext(call.reply, call.urls.page(call.query.with({ cursor: next, limit: String(query.limit) })))
    return { ...render(call, answer), ...(next !== undefined && { next }) }
  })

function parse(query: Query): CatalogueQuery {
  const unknown = query.keys().find((key) => !KEYS.includes(key))
  if (unknown !== undefined) throw refused('filter', unknown, KEYS)
  const text = query.get('q') ?? ''
  if (text.length > LONGEST_QUERY)
    throw new HubError('BadRequest', { why: `q has more than ${LONGEST_QUERY} characters.` })
  const sort = oneOf('sort', query.get('sort') ?? 'relevance', SORTS)
  const isRanked = sort === 'relevance' && text.trim() !== ''
  return {
    text,
    type: typeOf(query),
    selected: Object.fromEntries(FACETS.map((facet) => [facet, choices(query, facet)])),
    sort,
    limit: query.int('limit', USUAL_ROWS, 1, MOST_ROWS),
    after: afterOf(decodeCursor(query.get('cursor')), isRanked),
  }
}

function choices(query: Query, facet: Facet): string[] {
  const asked = query.all(facet).filter((text) => text !== '')
  if (asked.length > MOST_CHOICES)
    throw new HubError('BadRequest', { why: `${facet} has more than ${MOST_CHOICES} values.` })
  return asked.map((text) => {
    const value = facetValue(facet, text)
    if (value === undefined) throw refused(facet, text, CLOSED[facet] ?? ['a value of at most 96 characters'])
    return value
  })
}

function afterOf(cursor: unknown[] | undefined, isRanked: boolean): CatalogueQuery['after'] {
  if (!cursor) return undefined
  const [value, id] = cursor
  if (isRanked && Number.isInteger(value) && Number(value) > 0 && Number(value) < MOST_BY_RELEVANCE)
    return { offset: Number(value) }
  if (!isRanked && typeof value === 'string' && Number.isSafeInteger(id)) return { value, id: Number(id) }
  throw new HubError('BadRequest', { why: 'The cursor is of another query. Begin again without it.' })
}

function nextOf({ sort, text, limit, after }: CatalogueQuery, { hits, more }: CatalogueAnswer) {
  const last = hits.at(-1)
  if (!more || !last) return undefined
  if (sort === 'relevance' && text.trim() !== '') {
    const offset = (after && 'offset' in after ? after.offset : 0) + limit
    return offset < MOST_BY_RELEVANCE ? encodeCursor([offset]) : undefined
  }
  return encodeCursor([last.sortValue, last.repoId])
}

const render = ({ urls }: Call, { hits, facets, total, didYouMean }: CatalogueAnswer) => ({
  results: hits.map((hit) => ({
    id: fullName(hit),
    type: hit.type,
    namespace: hit.namespace,
    name: hit.name,
    title: hit.title,
    summary: hit.summary,
    url: urls.repo(hit),
    tags: hit.tags,
    facets: grouped(hit.facets),
    ...(hit.rows !== null && { rows: hit.rows }),
    createdAt: hit.createdAt.toISOString(),
    updatedAt: hit.updatedAt.toISOString(),
    downloads: hit.downloads,
    likes: hit.likes,
    trend: hit.trend,
    ...(hit.opening !== 'final' && { opening: hit.opening }),
    ...(hit.openedAt && { openedAt: hit.openedAt.toISOString() }),
    visibility: hit.visibility,
    score: Math.round(hit.score * 1e4) / 1e4,
  })),
  facets,
  total,
  ...(didYouMean !== undefined && { didYouMean }),
})
