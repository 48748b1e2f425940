import { type Call, hubRoute, type Route } from '../route.js'
import { orgName } from './org-route.js'
import { paged, renderPerson } from './people.js'

/** Who follows whom: users follow users and organisations. */
export const follows = (): Route[] => [
  ...follow('user', '/api/users/:name'),
  ...follow('org', '/api/organizations/:name'),
  hubRoute('GET', '/api/users/:name/following', 'hub:read', async (call) => {
    const user = await call.services.organisations.find('user', orgName(call))
    const rows = await paged(call, (page) => call.services.likes.following(user, page))
    return rows.map((each) => renderPerson(call, each))
  }),
]

function follow(kind: 'user' | 'org', path: string): Route[] {
  const set = async (call: Call, isFollowed: boolean) => {
    const { access, likes } = call.services
    await likes.setFollow(
      access.requireUser(call.principal),
      await call.services.organisations.find(kind, orgName(call)),
      isFollowed,
    )
    return { isFollowing: isFollowed }
  }
  return [
    hubRoute('POST', `${path}/follow`, 'account:write', (call) => set(call, true)),
    hubRoute('DELETE', `${path}/follow`, 'account:write', (call) => set(call, false)),
    hubRoute('GET', `${path}/followers`, 'hub:read', async (call) => {
      const followed = await call.services.organisations.find(kind, orgName(call))
      const rows = await paged(call, (page) => call.services.likes.followers(followed, page))
      return rows.map((each) => renderPerson(call, each))
    }),
  ]
}
