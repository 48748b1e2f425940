import { LRUCache } from 'lru-cache'
import { HubError } from '../../core/errors.js'
import type { Principal } from '../../core/policy.js'
import type { SqlProgress } from '../../sandbox/sql/run-types.js'
import type { Grant } from '../grants.js'

/** Who asks: nobody shares the queries of others, nor their places. */
export interface Caller {
  principal: Principal
  /** Address of the connection; tells callers without a token apart. */
  address: string
  /** Hears of each repo that a query reads, before it does; what it throws ends the query. */
  onTable?(grant: Grant): Promise<void>
  /** Hears of a query, which is over when `ended` resolves. */
  onBegin?(ended: Promise<void>): void
  /** Hears how long a query took, before `ended` resolves. */
  onEnd?(spentMs: number): void
}
export type QueryState = 'running' | 'done' | 'failed' | 'cancelled'
export interface Query {
  id: string
  owner: string
  startedAt: Date
  state: QueryState
  progress: SqlProgress
  truncated: boolean | undefined
  cancel(): void
}

const KEPT_MS = 600_000
const MOST_KEPT = 10_000

export interface QueryLimits {
  /** Most at once. */
  queries: number
  /** Most at once of one caller. */
  queriesEach: number
}

/** The queries that run, and those that ended lately. */
export class Queries {
  private readonly running = new Map<string, Query>()
  private readonly ended = new LRUCache<string, Query>({ max: MOST_KEPT, ttl: KEPT_MS })

  constructor(private readonly limits: QueryLimits) {}

  /** Takes a place. Throws TooManyQueries, Busy, or AlreadyExists for an id that runs. */
  begin(caller: Caller, id: string, cancel: () => void): Query {
    const owner = ownerOf(caller)
    if (this.running.has(id) || this.ended.has(id))
      throw new HubError('AlreadyExists', { what: `The query ${id}` })
    const own = [...this.running.values()].filter((query) => query.owner === owner)
    if (own.length >= this.limits.queriesEach)
      throw new HubError('TooManyQueries', { most: this.limits.queriesEach })
    if (this.running.size >= this.limits.queries) throw new HubError('Busy')
    const progress = { rows: 0, bytes: 0, percent: undefined }
    const startedAt = new Date()
    const query: Query = { id, owner, startedAt, state: 'running', progress, truncated: undefined, cancel }
    this.running.set(id, query)
    return query
  }

  end(query: Query, state: QueryState): void {
    if (!this.running.delete(query.id)) return
    query.state = state
    this.ended.set(query.id, query)
  }

  /** Throws QueryNotFound, also for queries of others. */
  find(caller: Caller, id: string): Query {
    const query = this.running.get(id) ?? this.ended.get(id)
    if (!query || query.owner !== ownerOf(caller)) throw new HubError('QueryNotFound', { query: id })
    return query
  }
}

const ownerOf = ({ principal, address }: Caller): string => {
  if (principal.kind === 'user') return `user ${principal.userId}`
  return principal.kind === 'job' ? `job ${principal.name}` : `address ${address}`
}
