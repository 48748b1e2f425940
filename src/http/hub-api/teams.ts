import { z } from 'zod'
import { fullName, type RepoId } from '../../core/repo-id.js'
import { REPO_ROLES } from '../../core/roles.js'
import type { Call, Route } from '../route.js'
import { orgRoute, pageOf, param, readWithGrant } from './org-route.js'
import { renderDate } from './render.js'

const Create = z.object({ name: z.string() })
const Role = z.object({ role: z.enum(REPO_ROLES) })
const TYPES = ['dataset', 'model'] as const

/** Teams of an organisation: who is in them, and what they may do in which repo. */
export const teams = (): Route[] => [
  orgRoute('GET', '/teams', 'org:read', async (call) => {
    const read = (page: { after: string; limit: number }) => call.services.teams.list(call.grant, page)
    return (await pageOf(call, '', { read, key: (team) => team.name })).map(render)
  }),
  orgRoute('POST', '/teams', 'org:admin', async (call) => {
    const { body, grant } = await readWithGrant(call, Create)
    return render(await call.services.teams.create(grant, body.name))
  }),
  orgRoute('DELETE', '/teams/:team', 'org:admin', async (call) => {
    await call.services.teams.remove(call.grant, teamOf(call))
    return {}
  }),
  ...teamMembers(),
  ...teamRepos(),
]

const teamMembers = (): Route[] => [
  orgRoute('GET', '/teams/:team/members', 'org:read', async (call) => {
    const read = (page: { after: string; limit: number }) =>
      call.services.teams.members(call.grant, teamOf(call), page)
    const rows = await pageOf(call, '', { read, key: (member) => member.name })
    return rows.map((member) => ({ user: member.name, fullname: member.fullName }))
  }),
  orgRoute('PUT', '/teams/:team/members/:user', 'org:admin', async (call) => {
    await call.services.teams.addMember(call.grant, teamOf(call), param(call, 'user'))
    return {}
  }),
  orgRoute('DELETE', '/teams/:team/members/:user', 'org:admin', async (call) => {
    await call.services.teams.removeMember(call.grant, teamOf(call), param(call, 'user'))
    return {}
  }),
]

const teamRepos = (): Route[] => [
  orgRoute('GET', '/teams/:team/repos', 'org:read', async (call) => {
    const read = (page: { after: number; limit: number }) =>
      call.services.teams.repos(call.grant, teamOf(call), page)
    const rows = await pageOf(call, 0, { read, key: (repo) => repo.id })
    return rows.map(({ type, role, ...repo }) => ({ type, repo: fullName(repo), role }))
  }),
  ...TYPES.flatMap((type) => [
    orgRoute('PUT', `/teams/:team/repos/${type}s/:repo`, 'org:admin', async (call) => {
      const { body, grant } = await readWithGrant(call, Role)
      await call.services.teams.share(grant, teamOf(call), repoOf(call, type), body.role)
      return { type, repo: fullName(repoOf(call, type)), role: body.role }
    }),
    orgRoute('DELETE', `/teams/:team/repos/${type}s/:repo`, 'org:admin', async (call) => {
      await call.services.teams.share(call.grant, teamOf(call), repoOf(call, type), null)
      return {}
    }),
  ]),
]

const teamOf = (call: Call): string => param(call, 'team')
const repoOf = (call: Call, type: RepoId['type']): RepoId => ({
  type,
  namespace: param(call, 'name'),
  name: param(call, 'repo'),
})

const render = ({ name, createdAt }: { name: string; createdAt: Date }) => ({
  name,
  createdAt: renderDate(createdAt),
})
