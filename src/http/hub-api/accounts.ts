import type { Call, Route } from '../route.js'
import { hubRoute } from '../route.js'
import { orgName, pageOf } from './org-route.js'
import { renderCounts } from './people.js'

/** GET /api/users/:name/overview and the pages of organisations. */
export const accounts = (): Route[] => [
  hubRoute('GET', '/api/users/:name/overview', 'hub:read', async (call) => {
    const { services, principal } = call
    const { namespace, orgs } = await services.organisations.overview(principal, 'user', orgName(call))
    const counts = await services.likes.counts(principal, namespace)
    return {
      type: 'user',
      user: namespace.name,
      fullname: namespace.fullName,
      avatarUrl: avatarUrl(call),
      isPro: false,
      ...renderCounts(counts),
      numDiscussions: counts.discussions,
      numPapers: 0,
      numUpvotes: 0,
      numLikes: counts.likes,
      numFollowing: counts.following,
      orgs: orgs.map(({ name, fullName }) => ({ name, fullname: fullName, avatarUrl: avatarUrl(call) })),
    }
  }),
  hubRoute('GET', '/api/organizations/:name/overview', 'hub:read', async (call) => {
    const { services, principal } = call
    const { namespace, members } = await services.organisations.overview(principal, 'org', orgName(call))
    return {
      type: 'org',
      name: namespace.name,
      fullname: namespace.fullName,
      avatarUrl: avatarUrl(call),
      isVerified: false,
      ...renderCounts(await services.likes.counts(principal, namespace)),
      ...(members !== undefined && { numUsers: members }),
      membersPublic: namespace.membersPublic,
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
