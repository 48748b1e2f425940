import { HubError } from '../../core/errors.js'
import { checkName, fullName, type RepoId } from '../../core/repo-id.js'
import type { Role } from '../../core/roles.js'
import type { EventType } from '../../stores/metadata/events.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Person } from '../../stores/metadata/organisations.js'
import type { Team, TeamRepo } from '../../stores/metadata/teams.js'
import { type OrgGrant, viewerOf } from '../access.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import { noMember } from './members.js'

export type { Team, TeamRepo } from '../../stores/metadata/teams.js'

type Admin = OrgGrant<'org:admin'>
type Reader = OrgGrant<'org:read'>
type TeamEvent = Extract<EventType, `team.${string}`>

/** Teams give some members of an organisation a higher role in some of its repos. */
export function createTeams({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  const list = ({ org }: Reader, page: { after: string; limit: number }): Promise<Team[]> =>
    metadata.teams.list(org.id, page)

  const members = async (
    grant: Reader,
    name: string,
    page: { after: string; limit: number },
  ): Promise<Person[]> => metadata.teams.members((await find(metadata, grant, name)).id, page)

  /** Of those that the reader may see. */
  const repos = async (
    grant: Reader,
    name: string,
    page: { after: number; limit: number },
  ): Promise<TeamRepo[]> =>
    metadata.teams.repos((await find(metadata, grant, name)).id, viewerOf(grant.principal, clock.now()), page)

  /** Throws InvalidName or AlreadyExists. */
  const create = (grant: Admin, name: string): Promise<Team> =>
    metadata.transact(async (tx) => {
      checkName(name)
      const made = await tx.teams.add(grant.org.id, name, clock.now())
      if (!made) throw new HubError('AlreadyExists', { what: `A team called ${name} in ${grant.org.name}` })
      await tx.events.add(eventOf(grant, 'team.created', { team: made.name }))
      return made
    })

  /** Its roles in repos go with it. Throws TeamNotFound. */
  const remove = (grant: Admin, name: string): Promise<void> =>
    metadata.transact(async (tx) => {
      const team = await find(tx, grant, name)
      if (!(await tx.teams.remove(team.id))) throw noTeam(grant, name)
      await tx.events.add(eventOf(grant, 'team.removed', { team: team.name }))
    })

  /** Throws TeamNotFound, or MemberNotFound for those who are not in the organisation. */
  const addMember = (grant: Admin, name: string, userName: string): Promise<void> =>
    metadata.transact(async (tx) => {
      const { team, user } = await findBoth(tx, grant, name, userName)
      if (!(await tx.teams.addMember(team.id, user.id))) throw noMember(user, grant)
      await tx.events.add(eventOf(grant, 'team.member', { team: team.name, user: user.name, isIn: true }))
    })

  /** Throws TeamNotFound or MemberNotFound. */
  const removeMember = (grant: Admin, name: string, userName: string): Promise<void> =>
    metadata.transact(async (tx) => {
      const { team, user } = await findBoth(tx, grant, name, userName)
      if (!(await tx.teams.removeMember(team.id, user.id)))
        throw new HubError('MemberNotFound', { what: `${user.name} is not in the team ${team.name}` })
      await tx.events.add(eventOf(grant, 'team.member', { team: team.name, user: user.name, isIn: false }))
    })

  /** Gives the team a role in a repo of the organisation; null takes it away. Throws TeamNotFound or RepoNotFound. */
  const share = (grant: Admin, name: string, id: RepoId, role: Role | null): Promise<void> =>
    metadata.transact(async (tx) => {
      const team = await find(tx, grant, name)
      const repo = await tx.repos.find(id)
      const isDone =
        repo?.namespaceId === grant.org.id &&
        (role === null
          ? await tx.teams.unshare(team.id, repo.id)
          : await tx.teams.share(team.id, repo.id, role))
      if (!repo || !isDone) throw new HubError('RepoNotFound', { repo: fullName(id) })
      const payload = { team: team.name, type: repo.type, repo: fullName(repo), role }
      await tx.events.add({ ...eventOf(grant, 'team.repo', payload), repoId: repo.id })
    })

  const eventOf = ({ org, principal }: Admin, type: TeamEvent, payload: Record<string, unknown>) => ({
    type,
    at: clock.now(),
    repoId: null,
    actorId: actorIdOf(principal),
    payload: { org: org.name, ...payload },
  })

  return { list, members, repos, create, remove, addMember, removeMember, share }
}

async function find(
  { teams }: Pick<Stores['metadata'], 'teams'>,
  grant: OrgGrant,
  name: string,
): Promise<Team> {
  const found = await teams.find(grant.org.id, name)
  if (!found) throw noTeam(grant, name)
  return found
}

async function findBoth(tx: Writers, grant: Admin, name: string, userName: string) {
  const team = await find(tx, grant, name)
  const user = await tx.accounts.findNamespace(userName)
  if (user?.kind !== 'user') throw noMember({ name: userName.slice(0, 100) }, grant)
  return { team, user }
}

const noTeam = ({ org }: OrgGrant, name: string): HubError =>
  new HubError('TeamNotFound', { name: name.slice(0, 100), org: org.name })
