import { sql } from 'kysely'
import { foldName } from '../../core/names.js'
import type { RepoType } from '../../core/repo-id.js'
import type { OrgRole, Role, Standing } from '../../core/roles.js'
import type { Database } from './database.js'
import { type Viewer, visible } from './visible.js'

/** Somebody and their role. */
export interface Person {
  name: string
  fullName: string
}
export interface Collaborator extends Person {
  role: Role
}

const NOBODY: Standing = { isOwner: false, orgRole: null, isCreator: false, shared: [] }

/** Who may do what, as it is stored; what follows from it is for core/roles.ts to say. */
export class OrganisationReader {
  constructor(protected readonly db: Database) {}

  /** Everything that the role of a user in a repo hangs on, of one moment. */
  async standing(userId: number, repoId: number): Promise<Standing> {
    const { rows } = await sql<Standing>`
      select r.namespace_id = ${userId} as "isOwner", coalesce(r.creator_id = ${userId}, false) as "isCreator",
             (select m.role from memberships m where m.org_id = r.namespace_id and m.user_id = ${userId}) as "orgRole",
             array(select s.role from repo_shares s where s.repo_id = r.id and s.user_id = ${userId}) as shared
        from repos r where r.id = ${repoId}`.execute(this.db)
    return rows[0] ?? NOBODY
  }

  /** The role in a namespace; in one's own it is admin. */
  async roleIn(userId: number, namespaceId: number): Promise<OrgRole | null> {
    if (userId === namespaceId) return 'admin'
    const { rows } = await sql<{ role: OrgRole }>`
      select role from memberships where org_id = ${namespaceId} and user_id = ${userId}`.execute(this.db)
    return rows[0]?.role ?? null
  }

  async countMembers(orgId: number): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from memberships where org_id = ${orgId}`.execute(this.db)
    return rows[0]?.count ?? 0
  }

  /** Organisations of the user in which nobody else has the role admin. */
  async onlyAdminIn(userId: number): Promise<{ id: number; name: string }[]> {
    const { rows } = await sql<{ id: number; name: string }>`
      select n.id, n.name from memberships m join namespaces n on n.id = m.org_id
       where m.user_id = ${userId} and m.role = 'admin' and not exists (
         select from memberships o where o.org_id = m.org_id and o.role = 'admin' and o.user_id <> ${userId})
       order by n.id`.execute(this.db)
    return rows
  }

  /** How many repos of a namespace the viewer may see. */
  async countRepos(namespaceId: number, viewer: Viewer): Promise<Record<RepoType, number>> {
    const { rows } = await sql<{ type: RepoType; count: number }>`
      select r.type, count(*) as count from repos r join namespaces n on n.id = r.namespace_id
       where r.namespace_id = ${namespaceId} and ${visible(viewer, sql`r.id`)} group by r.type`.execute(
      this.db,
    )
    return { model: 0, dataset: 0, ...Object.fromEntries(rows.map((row) => [row.type, row.count])) }
  }

  /** How many repos a namespace has, and the names of some. */
  async reposOf(namespaceId: number, limit: number): Promise<{ count: number; names: string[] }> {
    const { rows } = await sql<{ count: number; names: string[] }>`
      select (select count(*) from repos where namespace_id = ${namespaceId}) as count,
             array(select n.name || '/' || r.name from repos r join namespaces n on n.id = r.namespace_id
                    where n.id = ${namespaceId} order by r.id limit ${limit}) as names`.execute(this.db)
    return rows[0] ?? { count: 0, names: [] }
  }

  async collaborators(
    repoId: number,
    { after, limit }: { after: string; limit: number },
  ): Promise<Collaborator[]> {
    const { rows } = await sql<Collaborator>`
      select n.name, n.full_name as "fullName", c.role from repo_collaborators c join namespaces n on n.id = c.user_id
       where c.repo_id = ${repoId} and n.name > ${after} order by n.name limit ${limit}`.execute(this.db)
    return rows
  }

  /** Who has a name that people do not tell from this one, or had it. */
  async holderOf(name: string): Promise<{ name: string; isRetired: boolean } | undefined> {
    const { rows } = await sql<{ name: string; isRetired: boolean }>`
      select name, false as "isRetired" from namespaces where folded = ${foldName(name)}
      union all select name, true from retired_names where folded = ${foldName(name)} limit 1`.execute(
      this.db,
    )
    return rows[0]
  }
}

export class OrganisationWriter extends OrganisationReader {
  /** Nobody else changes the members of this organisation, or removes the account, until the transaction ends. */
  async lock(namespaceId: number): Promise<boolean> {
    const { rows } = await sql`select id from namespaces where id = ${namespaceId} for no key update`.execute(
      this.db,
    )
    return rows.length === 1
  }

  /** As `lock`; and nothing comes to hang on the account meanwhile. */
  async lockWhole(namespaceId: number): Promise<boolean> {
    const { rows } = await sql`select id from namespaces where id = ${namespaceId} for update`.execute(
      this.db,
    )
    return rows.length === 1
  }

  /** As `lock`, of every organisation in which the user has a role, always in the same order. */
  async lockAllOf(userId: number): Promise<void> {
    await sql`select id from namespaces where id in (select org_id from memberships where user_id = ${userId})
      order by id for no key update`.execute(this.db)
  }

  /** Nobody else takes or frees a name like this one until the transaction ends. */
  async lockName(name: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`name ${foldName(name)}`}, 0))`.execute(this.db)
  }

  async change(
    orgId: number,
    fields: { fullName?: string | undefined; membersPublic?: boolean | undefined },
  ): Promise<void> {
    await sql`update namespaces set full_name = coalesce(${fields.fullName ?? null}, full_name),
        members_public = coalesce(${fields.membersPublic ?? null}, members_public)
      where id = ${orgId}`.execute(this.db)
  }

  async suspend(userId: number, at: Date | null): Promise<void> {
    await sql`update namespaces set suspended_at = ${at} where id = ${userId}`.execute(this.db)
  }

  /** Removes the account with all that hangs on it, and keeps its name from everybody. */
  async remove({ id, name, kind }: { id: number; name: string; kind: string }, at: Date): Promise<void> {
    await sql`insert into retired_names (folded, name, kind, retired_at) values (${foldName(name)}, ${name}, ${kind}, ${at})
      on conflict do nothing`.execute(this.db)
    await sql`delete from namespaces where id = ${id}`.execute(this.db)
  }

  /** null takes the role away. Returns whether there is another role now. */
  async share(repoId: number, userId: number, role: Role | null): Promise<boolean> {
    const { numAffectedRows } =
      role === null
        ? await sql`delete from repo_collaborators where repo_id = ${repoId} and user_id = ${userId}`.execute(
            this.db,
          )
        : await sql`insert into repo_collaborators as c (repo_id, user_id, role) values (${repoId}, ${userId}, ${role})
            on conflict (repo_id, user_id) do update set role = excluded.role where c.role <> excluded.role`.execute(
            this.db,
          )
    return numAffectedRows === 1n
  }
}
