import { type SqlBool, sql } from 'kysely'
import type { Opening, OpeningState } from '../../core/opening.js'
import type { RepoId, RepoType } from '../../core/repo-id.js'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'
import { type Viewer, visible } from './visible.js'

export interface Repo {
  id: number
  publicId: string
  type: RepoType
  namespace: string
  namespaceId: number
  name: string
  visibility: 'public' | 'private'
  gated: 'auto' | 'manual' | null
  disabled: boolean
  opening: Opening
  /** The newest terms of use, as they were set; null: there are none. */
  terms: { version: number; document: unknown; setAt: string } | null
  /** Commit of the default branch; null only inside the transaction that creates the repo. */
  head: string | null
  card: Record<string, unknown> | null
  tags: string[]
  downloads: number
  likes: number
  discussionsDisabled: boolean
  /** Most requests in a window of rate limits, to this repo and to all of its owner's; null and 0: no limit. */
  requestLimits: { repo: number | null; owner: number | null }
  createdAt: Date
  modifiedAt: Date
}

export type RepoSort = 'modified' | 'created' | 'downloads' | 'likes' | 'id'
export interface RepoQuery {
  type: RepoType
  search: string[]
  author: string | undefined
  tags: string[]
  gated: boolean | undefined
  sort: RepoSort
  ascending: boolean
  limit: number
  /** The sort value and id of the last row of the page before. */
  after: { value: string; id: number } | undefined
}

const SORT = {
  modified: sql<Date>`date_trunc('milliseconds', r.modified_at)`,
  created: sql<Date>`date_trunc('milliseconds', r.created_at)`,
  downloads: sql<number>`r.downloads`,
  likes: sql<number>`r.likes`,
  id: sql<string>`lower(n.name || '/' || r.name)`,
} as const
const SORT_TYPE = {
  modified: 'timestamptz',
  created: 'timestamptz',
  downloads: 'bigint',
  likes: 'bigint',
  id: 'text',
} as const

/** The terms in force of the repo `r`. */
const TERMS = sql`(select json_build_object('version', t.version, 'document', t.document, 'setAt', t.set_at)
  from repo_terms t where t.repo_id = r.id order by t.version desc limit 1)`

const REQUEST_LIMITS = sql`json_build_object(
  'repo', (select q.requests from quotas q where q.repo_id = r.id),
  'owner', (select q.requests from quotas q where q.namespace_id = n.id))`

export class RepoReader {
  constructor(protected readonly db: Database) {}

  async find(id: RepoId): Promise<Repo | undefined> {
    const row = await this.select()
      .where('r.type', '=', id.type)
      .where(sql`lower(n.name)`, '=', id.namespace.toLowerCase())
      .where(sql`lower(r.name)`, '=', id.name.toLowerCase())
      .executeTakeFirst()
    return row && toRepo(row)
  }

  async byId(id: number): Promise<Repo | undefined> {
    const row = await this.select().where('r.id', '=', id).executeTakeFirst()
    return row && toRepo(row)
  }

  /** Where a repo of that old name is now. */
  async findMoved(id: RepoId): Promise<Repo | undefined> {
    const row = await this.db
      .selectFrom('repo_redirects')
      .select('repo_id')
      .where('type', '=', id.type)
      .where('namespace', '=', id.namespace.toLowerCase())
      .where('name', '=', id.name.toLowerCase())
      .executeTakeFirst()
    return row && this.byId(row.repo_id)
  }

  async list(query: RepoQuery, viewer: Viewer): Promise<Repo[]> {
    const { after, ascending } = query
    const value = SORT[query.sort]
    let rows = this.select()
      .where('r.type', '=', query.type)
      .where(visible(viewer, sql`r.id`))
      .orderBy(value, ascending ? 'asc' : 'desc')
      .orderBy('r.id', ascending ? 'asc' : 'desc')
      .limit(query.limit)
    if (query.author !== undefined) rows = rows.where(sql`lower(n.name)`, '=', query.author.toLowerCase())
    if (query.gated !== undefined) rows = rows.where('r.gated', query.gated ? 'is not' : 'is', null)
    if (query.tags.length > 0) rows = rows.where(sql<SqlBool>`r.tags @> ${query.tags}::text[]`)
    for (const word of query.search) {
      rows = rows.where(
        sql<SqlBool>`lower(n.name || '/' || r.name) like ${`%${likeText(word.toLowerCase())}%`}`,
      )
    }
    if (after) {
      const bound = sql`(${after.value}::${sql.raw(SORT_TYPE[query.sort])}, ${after.id}::bigint)`
      rows = rows.where(sql<SqlBool>`(${value}, r.id) ${sql.raw(ascending ? '>' : '<')} ${bound}`)
    }
    return (await rows.execute()).map(toRepo)
  }

  private select() {
    return this.db
      .selectFrom('repos as r')
      .innerJoin('namespaces as n', 'n.id', 'r.namespace_id')
      .select([
        'r.id',
        'r.public_id as publicId',
        'r.type',
        'n.name as namespace',
        'n.id as namespaceId',
        'r.name',
      ])
      .select(['r.visibility', 'r.gated', 'r.disabled', 'r.head', 'r.card', 'r.tags', 'r.downloads'])
      .select(['r.likes', 'r.discussions_disabled as discussionsDisabled'])
      .select(['r.created_at as createdAt', 'r.modified_at as modifiedAt'])
      .select(['r.opening as openingState', 'r.embargo_until as embargoUntil', 'r.opening_reason as reason'])
      .select(sql<Repo['terms']>`${TERMS}`.as('terms'))
      .select(sql<Repo['requestLimits']>`${REQUEST_LIMITS}`.as('requestLimits'))
  }
}

export class RepoWriter extends RepoReader {
  /** Undefined when the name is taken, whatever its case. */
  async add(fields: {
    publicId: string
    type: RepoType
    namespaceId: number
    name: string
    visibility: 'public' | 'private'
    creatorId?: number | null
  }) {
    const row = await this.db
      .insertInto('repos')
      .values({
        public_id: fields.publicId,
        type: fields.type,
        namespace_id: fields.namespaceId,
        name: fields.name,
        visibility: fields.visibility,
        creator_id: fields.creatorId ?? null,
        gated: null,
        head: null,
        card: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    return row && this.byId(row.id)
  }

  /** Keeps others from moving or deleting the repo until the transaction ends. False when it is gone. */
  async lock(id: number): Promise<boolean> {
    const row = await this.db
      .selectFrom('repos')
      .select('id')
      .where('id', '=', id)
      .forKeyShare()
      .executeTakeFirst()
    return row !== undefined
  }

  async setHead(
    id: number,
    head: string,
    card: Record<string, unknown> | null | undefined,
    tags: string[] | undefined,
    at: Date,
  ) {
    await this.db
      .updateTable('repos')
      .set({ head: toBytes(head), modified_at: at })
      .$if(card !== undefined, (query) =>
        query.set({ card: card === null ? null : JSON.stringify(card), tags: tags ?? [] }),
      )
      .where('id', '=', id)
      .execute()
  }

  async setVisibility(id: number, visibility: 'public' | 'private'): Promise<void> {
    await this.db.updateTable('repos').set({ visibility }).where('id', '=', id).execute()
  }

  async setGated(id: number, gated: 'auto' | 'manual' | null): Promise<void> {
    await this.db.updateTable('repos').set({ gated }).where('id', '=', id).execute()
  }

  async setDiscussionsDisabled(id: number, isDisabled: boolean): Promise<void> {
    await this.db
      .updateTable('repos')
      .set({ discussions_disabled: isDisabled })
      .where('id', '=', id)
      .execute()
  }

  /**
   * Frees the name, then leaves a redirect at the old one. Roles in the repo stay behind when it changes its owner.
   * Throws PostgreSQL's unique violation if the new name is taken.
   */
  async move(
    repo: Repo,
    owner: { id: number; creatorId: number | null },
    to: { namespace: string; name: string },
  ): Promise<void> {
    const namespaceId = owner.id
    if (namespaceId !== repo.namespaceId) await this.dropRoles(repo.id, owner.creatorId)
    await this.db
      .updateTable('repos')
      .set({ namespace_id: namespaceId, name: to.name })
      .where('id', '=', repo.id)
      .execute()
    await this.dropRedirect(repo.type, to)
    await this.db
      .insertInto('repo_redirects')
      .values({
        type: repo.type,
        namespace: repo.namespace.toLowerCase(),
        name: repo.name.toLowerCase(),
        repo_id: repo.id,
      })
      .onConflict((conflict) =>
        conflict.columns(['type', 'namespace', 'name']).doUpdateSet({ repo_id: repo.id }),
      )
      .execute()
  }

  /** `creatorId`: who brings it to its new owner. */
  private async dropRoles(repoId: number, creatorId: number | null): Promise<void> {
    // so that nobody gets a role in between
    await sql`select id from repos where id = ${repoId} for update`.execute(this.db)
    for (const table of ['team_repos', 'repo_collaborators', 'repo_transfers'])
      await sql`delete from ${sql.table(table)} where repo_id = ${repoId}`.execute(this.db)
    await this.db.updateTable('repos').set({ creator_id: creatorId }).where('id', '=', repoId).execute()
  }

  /** A new repo of a name ends the redirect from it. */
  async dropRedirect(type: RepoType, name: { namespace: string; name: string }): Promise<void> {
    await this.db
      .deleteFrom('repo_redirects')
      .where('type', '=', type)
      .where('namespace', '=', name.namespace.toLowerCase())
      .where('name', '=', name.name.toLowerCase())
      .execute()
  }

  async remove(id: number): Promise<void> {
    await this.db.deleteFrom('repos').where('id', '=', id).execute()
  }

  async addDownloads(counts: Map<number, number>): Promise<void> {
    const ids = [...counts.keys()]
    await sql`update repos set downloads = downloads + added.count
      from unnest(${ids}::bigint[], ${[...counts.values()]}::bigint[]) as added(id, count)
      where repos.id = added.id`.execute(this.db)
  }

  /** The next number of a pull request or discussion; they share one series. */
  async takeNumber(id: number): Promise<number> {
    const row = await this.db
      .updateTable('repos')
      .set({ next_number: sql<number>`next_number + 1` })
      .where('id', '=', id)
      .returning(sql<number>`next_number - 1`.as('number'))
      .executeTakeFirstOrThrow()
    return row.number
  }
}

const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

interface OpeningColumns {
  openingState: OpeningState
  embargoUntil: Date | null
  reason: string | null
}
const toRepo = <T extends OpeningColumns & { head: Buffer | null }>({
  openingState: state,
  embargoUntil,
  reason,
  head,
  ...row
}: T): Omit<T, 'head' | keyof OpeningColumns> & { head: string | null; opening: Opening } => ({
  ...row,
  opening: { state, embargoUntil, reason },
  head: head && toHex(head),
})
