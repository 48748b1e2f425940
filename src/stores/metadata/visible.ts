import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** Who is asking, for rights that SQL must know: a list shows only what its reader may see. */
export interface Viewer {
  userId: number | null
  isAdmin: boolean
  /** What the token allows: a level everywhere (1 read, 2 write, 3 admin), or levels by lower-case entity. */
  scope: { level: number } | { entities: string[]; levels: number[] }
}

/**
 * The rows `r` a reader may see: decide() for repo:read, as SQL; tests hold the two together. `repoId` is the column of
 * r that has the id of the repo; `n` is the row of the namespace, only scopes by entity ask for it.
 * A person's rights are read once a query and not once a row: both lists are subqueries that do not look at `r`.
 */
export function visible(viewer: Viewer, repoId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  const reads = isAllowed(viewer, repoId, READ)
  const administers = isAllowed(viewer, repoId, ADMIN)
  return sql<SqlBool>`((r.visibility = 'public' or ${reads}) and (not r.disabled or ${administers}))`
}

const READ = { level: 1, roles: sql`'{read,contributor,write,admin}'::text[]` }
const ADMIN = { level: 3, roles: sql`'{admin}'::text[]` }

/** Both the user and the token. What a contributor may write matters to no list. */
function isAllowed(viewer: Viewer, repoId: RawBuilder<unknown>, least: typeof READ): RawBuilder<SqlBool> {
  if ('level' in viewer.scope && viewer.scope.level < least.level) return sql<SqlBool>`false`
  return sql<SqlBool>`(${isOwn(viewer, repoId, least)} and ${isInScope(viewer, least.level)})`
}

function isOwn({ userId, isAdmin }: Viewer, repoId: RawBuilder<unknown>, { roles }: typeof READ) {
  if (isAdmin) return sql<SqlBool>`true`
  if (userId === null) return sql<SqlBool>`false`
  return sql<SqlBool>`(r.namespace_id = ${userId}
    or r.namespace_id in (select m.org_id from memberships m where m.user_id = ${userId} and m.role = any(${roles}))
    or ${repoId} in (select s.repo_id from repo_shares s where s.user_id = ${userId} and s.role = any(${roles})))`
}

function isInScope({ scope }: Viewer, level: number) {
  if ('level' in scope) return sql<SqlBool>`true`
  return sql<SqlBool>`exists (
    select from unnest(${scope.entities}::text[], ${scope.levels}::int[]) as g(entity, level)
     where g.level >= ${level} and g.entity in (lower(n.name), lower(n.name || '/' || r.name)))`
}
