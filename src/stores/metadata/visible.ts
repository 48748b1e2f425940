import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** Who is asking, for rights that SQL must know: a list shows only what its reader may see. */
export interface Viewer {
  userId: number | null
  isAdmin: boolean
  /** What the token allows: a level everywhere (1 read, 2 write, 3 admin), or levels by lower-case entity. */
  scope: { level: number } | { entities: string[]; levels: number[] }
  /** When approvals must hold; without it the database's time. */
  now?: Date
}

/**
 * The rows `r` a reader may see: decide() for repo:read, as SQL; tests hold the two together. `repoId` is the column of
 * r that has the id of the repo; `n` is the row of the namespace, only scopes by entity ask for it.
 * A person's rights are read once a query and not once a row: both lists are subqueries that do not look at `r`.
 */
export function visible(viewer: Viewer, repoId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  const reads = isAllowed(viewer, repoId, READ)
  const administers = isAllowed(viewer, repoId, ADMIN)
  // a draft is for those whose own role writes, whatever a token that reads here may change
  const drafts = isAllowed(viewer, repoId, WRITE, READ.level)
  return sql<SqlBool>`((r.visibility = 'public' or ${reads}) and (not r.disabled or ${administers})
    and (r.opening <> 'draft' or ${drafts}) and ${seesPage(viewer, repoId)})`
}

/** The rows `r` whose repo the reader may write to, of those they may see. */
export const writable = (viewer: Viewer, repoId: RawBuilder<unknown>): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${visible(viewer, repoId)} and ${isAllowed(viewer, repoId, WRITE)})`

const READ = { level: 1, roles: sql`'{read,contributor,write,admin}'::text[]` }
const WRITE = { level: 2, roles: sql`'{write,admin}'::text[]` }
const ADMIN = { level: 3, roles: sql`'{admin}'::text[]` }
type Least = typeof READ

/** What the terms say of who may see the page. */
function seesPage(viewer: Viewer, repoId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  const reads = isAllowed(viewer, repoId, READ)
  const administers = isAllowed(viewer, repoId, ADMIN, READ.level)
  return sql<SqlBool>`case r.terms_page when 'all' then true when 'members' then ${reads}
    when 'approved' then ${reads} or ${isApproved(viewer, repoId)} else ${administers} end`
}

function isApproved(viewer: Viewer, repoId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (viewer.userId === null) return sql<SqlBool>`false`
  return sql<SqlBool>`(${isInScope(viewer, READ.level)} and ${repoId} in (
    select a.repo_id from access_requests a where a.user_id = ${viewer.userId} and a.status <> 'rejected'
       and a.granted_until > ${viewer.now ?? sql`now()`}))`
}

/** Both the user and the token; of the token by default as much as of the user. */
function isAllowed(
  viewer: Viewer,
  repoId: RawBuilder<unknown>,
  least: Least,
  scopeLevel = least.level,
): RawBuilder<SqlBool> {
  if ('level' in viewer.scope && viewer.scope.level < scopeLevel) return sql<SqlBool>`false`
  return sql<SqlBool>`(${isOwn(viewer, repoId, least)} and ${isInScope(viewer, scopeLevel)})`
}

function isOwn({ userId, isAdmin }: Viewer, repoId: RawBuilder<unknown>, least: Least): RawBuilder<SqlBool> {
  if (isAdmin) return sql<SqlBool>`true`
  if (userId === null) return sql<SqlBool>`false`
  // a contributor writes to what they created
  const created =
    least === WRITE
      ? sql`or ${repoId} in (select c.id from repos c join memberships m on m.org_id = c.namespace_id
          where c.creator_id = ${userId} and m.user_id = ${userId} and m.role = 'contributor')`
      : sql``
  return sql<SqlBool>`(r.namespace_id = ${userId}
    or r.namespace_id in (select m.org_id from memberships m where m.user_id = ${userId} and m.role = any(${least.roles}))
    or ${repoId} in (select s.repo_id from repo_shares s where s.user_id = ${userId} and s.role = any(${least.roles})) ${created})`
}

function isInScope({ scope }: Viewer, level: number) {
  if ('level' in scope) return sql<SqlBool>`true`
  return sql<SqlBool>`exists (
    select from unnest(${scope.entities}::text[], ${scope.levels}::int[]) as g(entity, level)
     where g.level >= ${level} and g.entity in (lower(n.name), lower(n.name || '/' || r.name)))`
}
