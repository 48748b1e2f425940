import { apiRoute, hubRoute, type Route } from '../route.js'
import { orgName } from './org-route.js'
import { paged, renderPerson } from './people.js'
import { renderDate } from './render.js'

/** Likes of repos. */
export const likes = (): Route[] => [
  apiRoute('POST', '/like', 'repo:discuss', async ({ services, grant }) => {
    await services.likes.setLike(grant, true)
    return { liked: true }
  }),
  apiRoute('DELETE', '/like', 'repo:discuss', async ({ services, grant }) => {
    await services.likes.setLike(grant, false)
    return { liked: false }
  }),
  apiRoute('GET', '/likers', 'repo:read', async (call) =>
    (await paged(call, (page) => call.services.likes.likers(call.grant, page))).map((each) =>
      renderPerson(call, each),
    ),
  ),
  hubRoute('GET', '/api/users/:name/likes', 'hub:read', async (call) => {
    const user = await call.services.organisations.find('user', orgName(call))
    const rows = await paged(call, (page) => call.services.likes.liked(call.principal, user, page))
    return rows.map(({ type, namespace, name, likedAt }) => ({
      createdAt: renderDate(likedAt),
      repo: { name: `${namespace}/${name}`, type },
    }))
  }),
]
