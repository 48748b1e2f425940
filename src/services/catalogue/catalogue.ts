import { FACETS, type Facet, UPDATED_DAYS, type Updated } from '../../core/facets.js'
import type { Principal } from '../../core/policy.js'
import type { RepoId, RepoType } from '../../core/repo-id.js'
import type {
  CatalogueFilter,
  CatalogueHit,
  CatalogueSort,
  ValueCount,
} from '../../stores/metadata/catalogue.js'
import type { Viewer } from '../../stores/metadata/visible.js'
import { viewerOf } from '../access.js'
import type { Recorder } from '../audit/recorder.js'
import type { Stores } from '../context.js'
import { filling } from './filling.js'
import type { Indexing } from './indexing.js'
import { likesOf, type Match, matchOf, widened } from './match.js'
import { snippet } from './snippet.js'
import { nearWords } from './spelling.js'

export type { CatalogueHit } from '../../stores/metadata/catalogue.js'

export interface CatalogueQuery {
  text: string
  type: RepoType | undefined
  /** Values as `facetValue` writes them; any of a facet, and all facets. */
  selected: Partial<Record<Facet, string[]>>
  sort: 'relevance' | CatalogueSort
  limit: number
  /** By relevance how many rows came before; else the sort value and the id of the last one. */
  after: { offset: number } | { value: string; id: number } | undefined
}
export type FacetCounts = Record<Facet, { value: string; count: number }[]>
export interface CatalogueAnswer {
  hits: (Omit<CatalogueHit, 'body'> & { summary: string })[]
  facets: FacetCounts
  total: { value: number; isExact: boolean }
  /** The query with words that the reader could find something by. */
  didYouMean: string | undefined
  more: boolean
}

/** Below so many results, near spellings are looked for too. */
const FEW = 5
/** Results by relevance end here; nobody reads on, and each page would rank all before it. */
export const MOST_BY_RELEVANCE = 1000
/** Rows whose values are counted one by one; of more, a part is counted. */
const MOST_COUNTED = 3000
const MOST_VALUES = 50
const DAY_MS = 86_400_000

interface Search {
  query: CatalogueQuery
  viewer: Viewer
  filter: CatalogueFilter
  match: Match | undefined
}

/** Finds repos by words and facets. Whatever it counts, shows or suggests, the principal may see. */
export function createCatalogue({
  metadata,
  clock,
  indexing,
  recorder,
}: Pick<Stores, 'metadata' | 'clock'> & { indexing: Indexing; recorder: Recorder }) {
  const { catalogue } = metadata

  async function search(principal: Principal, query: CatalogueQuery): Promise<CatalogueAnswer> {
    const match = matchOf(query.text)
    if (!match && query.text.trim() !== '') return NOTHING
    const filter = { ...filterOf(query, clock.now()), match: match?.match }
    const asked: Search = { query, viewer: viewerOf(principal, clock.now()), filter, match }
    const found = await answer(asked)
    const shown = match && found.total.value < FEW ? await widen(asked, match, found) : found
    await record(principal, shown.hits)
    return shown
  }

  async function answer(asked: Search): Promise<CatalogueAnswer> {
    const { query, match } = asked
    const [hits, counts] = await Promise.all([hitsOf(asked), countsOf(asked)])
    const shown = hits.slice(0, query.limit).map(({ body, ...hit }) => ({
      ...hit,
      summary: snippet(body, match?.words ?? []),
    }))
    return { hits: shown, ...counts, didYouMean: undefined, more: hits.length > query.limit }
  }

  /** Few or none: what was meant may be spelt in another way. Rows that fit as it was written stay first. */
  async function widen(asked: Search, match: Match, found: CatalogueAnswer): Promise<CatalogueAnswer> {
    const near = await nearWords(catalogue, match.words, asked.filter, asked.viewer)
    if (near.size === 0) return found
    const words = match.words.flatMap((word) => [
      word,
      ...(near.get(word) ?? []).flatMap((text) => matchOf(`${text} `)?.words ?? []),
    ])
    const wider = { ...match, words, match: widened(match.words, near), likes: likesOf(words) }
    const filter = { ...asked.filter, match: wider.match }
    const answered = await answer({ ...asked, filter, match: wider })
    const isMeant = found.total.value === 0 && answered.total.value > 0
    return { ...answered, didYouMean: isMeant ? suggestion(match, near) : undefined }
  }

  async function hitsOf({ query, viewer, filter, match }: Search): Promise<CatalogueHit[]> {
    const { sort, limit, after } = query
    if (match && filter.match !== undefined && sort === 'relevance') {
      const offset = after && 'offset' in after ? after.offset : 0
      const most = Math.min(limit + 1, MOST_BY_RELEVANCE - offset)
      const exact = matchOf(query.text)?.match ?? match.match
      const ranking = { likes: match.likes, exact, names: match.names }
      return catalogue.best({ ...filter, match: filter.match }, ranking, viewer, { offset, limit: most })
    }
    const last = after && 'value' in after ? after : undefined
    const column = sort === 'relevance' ? 'updated' : sort
    return catalogue.sorted(filter, viewer, { sort: column, limit: limit + 1, after: last })
  }

  async function countsOf({ viewer, filter }: Search): Promise<Pick<CatalogueAnswer, 'facets' | 'total'>> {
    const options = { facets: [...FACETS], mostRows: MOST_COUNTED, mostValues: MOST_VALUES, now: clock.now() }
    const { values, total, isExact } = await catalogue.count(filter, viewer, options)
    return { total: { value: total, isExact }, facets: await facetCounts(values) }
  }

  async function facetCounts(values: ValueCount[]): Promise<FacetCounts> {
    const owners = values.filter((each) => each.facet === 'organisation').map((each) => each.value)
    const names = owners.length > 0 ? await catalogue.namespaceNames(owners) : new Map<string, string>()
    const counts = FACETS.map((facet) => [
      facet,
      values
        .filter((each) => each.facet === facet && each.count > 0)
        .map(({ value, count }) => ({
          value: facet === 'organisation' ? (names.get(value) ?? value) : value,
          count,
        }))
        .sort((a, b) => (facet === 'updated' ? a.count - b.count : b.count - a.count)),
    ])
    return Object.fromEntries(counts)
  }

  /** Rows in order of their repos, for an export. */
  async function list(principal: Principal, type: RepoType | undefined, after: number, limit: number) {
    const rows = await catalogue.listAfter(after, type, limit, viewerOf(principal, clock.now()))
    await record(principal, rows)
    return rows
  }

  const record = (principal: Principal, hits: Pick<CatalogueHit, 'repoId' | 'isOpen' | keyof RepoId>[]) =>
    recorder.shown(
      principal,
      hits.filter((hit) => !hit.isOpen).map((hit) => ({ ...hit, id: hit.repoId })),
    )

  return { search, list, fill: filling({ metadata, indexing }) }
}

const NOTHING: CatalogueAnswer = {
  hits: [],
  facets: Object.fromEntries(FACETS.map((facet) => [facet, []])) as unknown as FacetCounts,
  total: { value: 0, isExact: true },
  didYouMean: undefined,
  more: false,
}

function filterOf({ type, selected }: CatalogueQuery, now: Date): Omit<CatalogueFilter, 'match'> {
  const facets = FACETS.filter((facet) => facet !== 'updated').flatMap((facet) => {
    const values = (selected[facet] ?? []).map((value) => `${facet}:${value}`)
    return values.length > 0 ? [{ facet, values }] : []
  })
  const days = (selected.updated ?? []).map((name) => UPDATED_DAYS[name as Updated])
  const updatedSince = days.length > 0 ? new Date(now.getTime() - Math.max(...days) * DAY_MS) : undefined
  return { type, facets, updatedSince }
}

function suggestion({ words }: Match, near: Map<Match['words'][number], string[]>): string {
  return words.map((word) => near.get(word)?.[0] ?? word.text).join(' ')
}
