import { sql } from 'kysely'
import type { Role } from '../../core/roles.js'
import type { Database } from './database.js'
import type { Person } from './organisations.js'
import { type Viewer, visible } from './visible.js'

export interface Team {
  id: number
  name: string
  createdAt: Date
}
export interface TeamRepo {
  id: number
  type: 'model' | 'dataset'
  namespace: string
  name: string
  role: Role
}

export class TeamReader {
  constructor(protected readonly db: Database) {}

  async find(orgId: number, name: string): Promise<Team | undefined> {
    const { rows } = await sql<Team>`select id, name, created_at as "createdAt" from teams
      where org_id = ${orgId} and lower(name) = ${name.toLowerCase()}`.execute(this.db)
    return rows[0]
  }

  async list(orgId: number, { after, limit }: { after: string; limit: number }): Promise<Team[]> {
    const { rows } = await sql<Team>`select id, name, created_at as "createdAt" from teams
      where org_id = ${orgId} and lower(name) > ${after.toLowerCase()} order by lower(name) limit ${limit}`.execute(
      this.db,
    )
    return rows
  }

  async members(teamId: number, { after, limit }: { after: string; limit: number }): Promise<Person[]> {
    const { rows } = await sql<Person>`
      select n.name, n.full_name as "fullName" from team_members m join namespaces n on n.id = m.user_id
       where m.team_id = ${teamId} and n.name > ${after} order by n.name limit ${limit}`.execute(this.db)
    return rows
  }

  async repos(
    teamId: number,
    viewer: Viewer,
    { after, limit }: { after: number; limit: number },
  ): Promise<TeamRepo[]> {
    const { rows } = await sql<TeamRepo>`
      select r.id, r.type, n.name as namespace, r.name, t.role
        from team_repos t join repos r on r.id = t.repo_id join namespaces n on n.id = r.namespace_id
       where t.team_id = ${teamId} and r.id > ${after} and ${visible(viewer, sql`r.id`)} order by r.id limit ${limit}`.execute(
      this.db,
    )
    return rows
  }
}

export class TeamWriter extends TeamReader {
  /** Undefined when the organisation has a team of that name. */
  async add(orgId: number, name: string, at: Date): Promise<Team | undefined> {
    const { rows } =
      await sql<Team>`insert into teams (org_id, name, created_at) values (${orgId}, ${name}, ${at})
      on conflict do nothing returning id, name, created_at as "createdAt"`.execute(this.db)
    return rows[0]
  }

  async remove(teamId: number): Promise<boolean> {
    const { numAffectedRows } = await sql`delete from teams where id = ${teamId}`.execute(this.db)
    return numAffectedRows === 1n
  }

  /** False when the team is gone or the user is no member of its organisation. */
  async addMember(teamId: number, userId: number): Promise<boolean> {
    // locked, so that neither goes before the row is there
    const { rows } = await sql<{ org_id: number }>`
      select t.org_id from teams t join memberships m on m.org_id = t.org_id and m.user_id = ${userId}
       where t.id = ${teamId} for key share`.execute(this.db)
    const [found] = rows
    if (!found) return false
    await sql`insert into team_members (team_id, org_id, user_id) values (${teamId}, ${found.org_id}, ${userId})
      on conflict do nothing`.execute(this.db)
    return true
  }

  async removeMember(teamId: number, userId: number): Promise<boolean> {
    const { numAffectedRows } = await sql`
      delete from team_members where team_id = ${teamId} and user_id = ${userId}`.execute(this.db)
    return numAffectedRows === 1n
  }

  /** False when the team is gone or the repo is not one of its organisation. */
  async share(teamId: number, repoId: number, role: Role): Promise<boolean> {
    const { rows } = await sql<{ org_id: number }>`
      select t.org_id from teams t join repos r on r.namespace_id = t.org_id and r.id = ${repoId}
       where t.id = ${teamId} for key share`.execute(this.db)
    const [found] = rows
    if (!found) return false
    await sql`insert into team_repos (team_id, org_id, repo_id, role)
      values (${teamId}, ${found.org_id}, ${repoId}, ${role})
      on conflict (repo_id, team_id) do update set role = excluded.role`.execute(this.db)
    return true
  }

  async unshare(teamId: number, repoId: number): Promise<boolean> {
    const { numAffectedRows } = await sql`
      delete from team_repos where team_id = ${teamId} and repo_id = ${repoId}`.execute(this.db)
    return numAffectedRows === 1n
  }
}
