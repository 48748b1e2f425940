import { type SqlBool, sql } from 'kysely'
import type { RepoId, RepoType } from '../../core/repo-id.js'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'

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
  /** Commit of the default branch; null only inside the transaction that creates the repo. */
  head: string | null
  card: Record<string, unknown> | null
  tags: string[]
  downloads: number
  likes: number
  discussionsDisabled: boolean
  createdAt: Date
  modifiedAt: Date
}

/** Who is asking, for rights that SQL must know: a list shows only what its reader may see. */
export interface Viewer {
  userId: number | null
  isAdmin: boolean
  /** What the token allows: a level everywhere (1 read, 2 write, 3 admin), or levels by lower-case entity. */
  scope: { level: number } | { entities: string[]; levels: number[] }
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
      .where(visible(viewer))
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
  }) {
    const row = await this.db
      .insertInto('repos')
      .values({
        public_id: fields.publicId,
        type: fields.type,
        namespace_id: fields.namespaceId,
        name: fields.name,
        visibility: fields.visibility,
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

  /** Frees the name, then leaves a redirect at the old one. Throws PostgreSQL's unique violation if the new one is taken. */
  async move(repo: Repo, namespaceId: number, to: { namespace: string; name: string }): Promise<void> {
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

/**
 * The rows `r` a reader may see: decide() for repo:read, as SQL. A conformance test holds the two together. `n` is the
 * row of the namespace; only scopes by entity ask for it.
 */
export function visible(viewer: Viewer) {
  const level = sql<number>`least(${ownLevel(viewer)}, ${scopeLevel(viewer)})`
  return sql<SqlBool>`((r.visibility = 'public' or ${level} >= 1) and (not r.disabled or ${level} >= 3))`
}

function ownLevel({ userId, isAdmin }: Viewer) {
  if (isAdmin) return sql<number>`3`
  if (userId === null) return sql<number>`0`
  return sql<number>`case when r.namespace_id = ${userId} then 3 else coalesce((
    select case m.role when 'admin' then 3 when 'write' then 2 else 1 end from memberships m
     where m.org_id = r.namespace_id and m.user_id = ${userId}), 0) end`
}

function scopeLevel({ scope }: Viewer) {
  if ('level' in scope) return sql<number>`${scope.level}::int`
  return sql<number>`coalesce((
    select max(g.level) from unnest(${scope.entities}::text[], ${scope.levels}::int[]) as g(entity, level)
     where g.entity in (lower(n.name), lower(n.name || '/' || r.name))), 0)`
}

const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const toRepo = <T extends { head: Buffer | null }>(row: T): Omit<T, 'head'> & { head: string | null } => ({
  ...row,
  head: row.head && toHex(row.head),
})
