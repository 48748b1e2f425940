import { HubError } from '../../core/errors.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { type Call, hubRoute, type Route } from '../route.js'
import { renderCounts } from './people.js'

/** Whom the address names. Throws RouteNotFound. */
export const namespaceOf = async ({ services, request }: Call, kind: 'user' | 'org') => {
  const { name } = request.params as { name: string }
  const found = await services.accounts.findAny(name)
  if (found?.kind === kind) return found
  throw new HubError('RouteNotFound', { method: 'a user or organisation named', path: name.slice(0, 100) })
}

/** GET /api/users/:name/overview and the pages of organisations. */
export const accounts = (): Route[] => [
  hubRoute('GET', '/api/users/:name/overview', 'hub:read', async (call) => {
    const user = await namespaceOf(call, 'user')
    const orgs = await call.services.accounts.memberships(user.id)
    const counts = await call.services.likes.counts(call.principal, user)
    return {
      type: 'user',
      user: user.name,
      fullname: user.fullName,
      avatarUrl: `${call.urls.base}/avatars/default`,
      isPro: false,
      ...renderCounts(counts),
      numDiscussions: counts.discussions,
      numPapers: 0,
      numUpvotes: 0,
      numLikes: counts.likes,
      numFollowing: counts.following,
      orgs: orgs.map(({ org }) => ({
        name: org.name,
        fullname: org.fullName,
        avatarUrl: `${call.urls.base}/avatars/default`,
      })),
    }
  }),
  hubRoute('GET', '/api/organizations/:name/overview', 'hub:read', async (call) => {
    const org = await namespaceOf(call, 'org')
    return {
      type: 'org',
      name: org.name,
      fullname: org.fullName,
      avatarUrl: `${call.urls.base}/avatars/default`,
      ...renderCounts(await call.services.likes.counts(call.principal, org)),
    }
  }),
  hubRoute('GET', '/api/organizations/:name/members', 'hub:read', async (call) => {
    const org = await namespaceOf(call, 'org')
    const [after = ''] = (decodeCursor(call.query.get('cursor')) ?? []) as string[]
    const limit = call.query.int('limit', 100, 1, 500)
    const members = await call.services.accounts.members(org.id, after, limit + 1)
    const last = members[limit - 1]
    if (members.length > limit && last)
      linkNext(call.reply, call.urls.page(call.query.with({ cursor: encodeCursor([last.name]) })))
    return members.slice(0, limit).map((member) => ({
      user: member.name,
      fullname: member.fullName,
      avatarUrl: `${call.urls.base}/avatars/default`,
      role: member.role,
    }))
  }),
]
