import { type Call, hubRoute, type Route } from '../route.js'
import { namespaceOf } from './accounts.js'
import { paged, renderPerson } from './people.js'

/** Who follows whom: users follow users and organisations. */
export const follows = (): Route[] => [
  ...follow('user', '/api/users/:name'),
  ...follow('org', '/api/organizations/:name'),
  hubRoute('GET', '/api/users/:name/following', 'hub:read', async (call) => {
    const user = await namespaceOf(call, 'user')
    const rows = await paged(call, (page) => call.services.likes.following(user, page))
    return rows.map((each) => renderPerson(call, each))
  }),
]

function follow(kind: 'user' | 'org', path: string): Route[] {
  const set = async (call: Call, isFollowed: boolean) => {
    const { access, likes } = call.services
    await likes.setFollow(access.requireUser(call.principal), await namespaceOf(call, kind), isFollowed)
    return { isFollowing: isFollowed }
  }
  return [
    hubRoute('POST', `${path}/follow`, 'account:follow', (call) => set(call, true)),
    hubRoute('DELETE', `${path}/follow`, 'account:follow', (call) => set(call, false)),
    hubRoute('GET', `${path}/followers`, 'hub:read', async (call) => {
      const followed = await namespaceOf(call, kind)
      const rows = await paged(call, (page) => call.services.likes.followers(followed, page))
      return rows.map((each) => renderPerson(call, each))
    }),
  ]
}
