import { useQuery } from '@tanstack/react-query'
import { askJson, send } from './ask.js'
import { useChange, usePages } from './change.js'

const at = (org: string) => `/api/organizations/${encodeURIComponent(org)}`
export const ORG_ROLES = ['read', 'contributor', 'write', 'admin'] as const
export const REPO_ROLES = ['read', 'write', 'admin'] as const

export interface Invitation {
  id: string
  organization: string
  user?: string
  email?: string
  role: string
  invitedBy: string | null
  expiresAt: string
}
export interface Transfer {
  id: string
  type: 'dataset' | 'model'
  repo: string
  to: string
  name: string
  offeredBy: string | null
  expiresAt: string
}
const list = <T>(key: string[], path: string) => ({
  queryKey: key,
  queryFn: ({ signal }: { signal: AbortSignal }) => askJson<T>(path, signal),
})

export const useMyInvitations = () =>
  useQuery(list<Invitation[]>(['invitations'], '/api/settings/invitations'))
export const useAnswerInvitation = () =>
  useChange(
    ({ id, act, secret }: { id: string; act: 'accept' | 'decline'; secret?: string }) =>
      send('POST', `/api/invitations/${id}/${act}`, secret === undefined ? {} : { secret }),
    ['invitations'],
    ['me'],
  )
export const useMyTransfers = () => useQuery(list<Transfer[]>(['transfers'], '/api/settings/transfers'))
export const useAnswerTransfer = () =>
  useChange(
    ({ id, act }: { id: string; act: 'accept' | 'decline' }) =>
      send('POST', `/api/transfers/${id}/${act}`, {}),
    ['transfers'],
    ['catalogue'],
  )
export const useLeave = () => useChange((org: string) => send('POST', `${at(org)}/leave`, {}), ['me'])

export const useMakeOrganisation = () =>
  useChange(
    (wish: { name: string; fullname?: string }) => send('POST', '/api/organizations/create', wish),
    ['me'],
  )
export interface Overview {
  name: string
  fullname: string
  membersPublic: boolean
  numUsers?: number
  numDatasets: number
  numModels: number
}
export const useOverview = (org: string) =>
  useQuery(list<Overview>(['organisation', org], `${at(org)}/overview`))
export const useOrgSettings = (org: string) =>
  useChange(
    (wish: { fullname?: string; membersPublic?: boolean }) => send('PUT', `${at(org)}/settings`, wish),
    ['organisation', org],
    ['me'],
  )

export interface Member {
  user: string
  fullname: string
  role?: string
}
export const useMembers = (org: string) => usePages<Member>(['members', org], `${at(org)}/members`)
export const useSetRole = (org: string) =>
  useChange(
    ({ user, role }: { user: string; role: string | null }) =>
      role === null
        ? send('DELETE', `${at(org)}/members/${encodeURIComponent(user)}`)
        : send('PUT', `${at(org)}/members/${encodeURIComponent(user)}`, { role }),
    ['members', org],
  )

export const useInvitations = (org: string) =>
  useQuery(list<Invitation[]>(['invitations', org], `${at(org)}/invitations`))
export const useInvite = (org: string) =>
  useChange(
    async ({ whom, role }: { whom: string; role: string }) => {
      const asked = whom.includes('@') ? { email: whom } : { user: whom }
      const answer = await send('POST', `${at(org)}/invitations`, { ...asked, role })
      return answer.json() as Promise<Invitation & { secret?: string }>
    },
    ['invitations', org],
  )
export const useWithdrawInvitation = (org: string) =>
  useChange((id: string) => send('DELETE', `${at(org)}/invitations/${id}`), ['invitations', org])

export interface TeamRepo {
  type: 'dataset' | 'model'
  repo: string
  role: string
}
export const useTeams = (org: string) => usePages<{ name: string }>(['teams', org], `${at(org)}/teams`)
export const useMakeTeam = (org: string) =>
  useChange((name: string) => send('POST', `${at(org)}/teams`, { name }), ['teams', org])
export const useRemoveTeam = (org: string) =>
  useChange((name: string) => send('DELETE', `${at(org)}/teams/${encodeURIComponent(name)}`), ['teams', org])
const team = (org: string, name: string) => `${at(org)}/teams/${encodeURIComponent(name)}`
export const useTeamMembers = (org: string, name: string) =>
  usePages<Member>(['team', org, name, 'members'], `${team(org, name)}/members`)
export const useTeamMember = (org: string, name: string) =>
  useChange(
    ({ user, isIn }: { user: string; isIn: boolean }) =>
      send(
        isIn ? 'PUT' : 'DELETE',
        `${team(org, name)}/members/${encodeURIComponent(user)}`,
        isIn ? {} : undefined,
      ),
    ['team', org, name],
  )
export const useTeamRepos = (org: string, name: string) =>
  usePages<TeamRepo>(['team', org, name, 'repos'], `${team(org, name)}/repos`)
export const useShare = (org: string, name: string) =>
  useChange(
    ({ type, repo, role }: { type: string; repo: string; role: string | null }) => {
      const path = `${team(org, name)}/repos/${type}s/${encodeURIComponent(repo)}`
      return role === null ? send('DELETE', path) : send('PUT', path, { role })
    },
    ['team', org, name],
  )

/** Data sets of an organisation, for a choice among them. */
export const useReposOf = (org: string) =>
  useQuery(
    list<{ id: string }[]>(['repos-of', org], `/api/datasets?author=${encodeURIComponent(org)}&limit=1000`),
  )
