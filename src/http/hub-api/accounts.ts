import type { Overview } from '../../services/organisations/organisations.js'
import type { Call, Route } from '../route.js'
import { hubRoute } from '../route.js'
import { orgName, pageOf } from './org-route.js'

/** GET /api/users/:name/overview and the pages of organisations. */
export const accounts = (): Route[] => [
  hubRoute('GET', '/api/users/:name/overview', 'hub:read', async (call) => {
    const { services, principal } = call
    const { namespace, repos, orgs } = await services.organisations.overview(principal, 'user', orgName(call))
    return {
      type: 'user',
      user: namespace.name,
      fullname: namespace.fullName,
      avatarUrl: avatarUrl(call),
      isPro: false,
      ...counts(repos),
      orgs: orgs.map(({ name, fullName }) => ({ name, fullname: fullName, avatarUrl: avatarUrl(call) })),
    }
  }),
  hubRoute('GET', '/api/organizations/:name/overview', 'hub:read', async (call) => {
    const { services, principal } = call
    const { namespace, repos, members } = await services.organisations.overview(
      principal,
      'org',
      orgName(call),
    )
    return {
      type: 'org',
      name: namespace.name,
      fullname: namespace.fullName,
      avatarUrl: avatarUrl(call),
      isVerified: false,
      ...counts(repos),
      ...(members !== undefined && { numUsers: members }),
    }
  }),
  hubRoute('GET', '/api/organizations/:name/members', 'hub:read', async (call) => {
    const { organisations } = call.services
    const org = await organisations.find('org', orgName(call))
    const rows = await pageOf(call, '', {
      read: (page) => organisations.listMembers(call.principal, org, page),
      key: (member) => member.name,
    })
    return rows.map(({ name, fullName, role }) => ({
      user: name,
      fullname: fullName,
      avatarUrl: avatarUrl(call),
      ...(role !== undefined && { role }),
    }))
  }),
]

const avatarUrl = ({ urls }: Call): string => `${urls.base}/avatars/default`

/** Of those that the caller may see. */
const counts = (repos: Overview['repos']) => ({
  numModels: repos.model,
  numDatasets: repos.dataset,
  numSpaces: 0,
})
