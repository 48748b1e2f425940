import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import { readJson } from '../bodies.js'
import { apiRoute, type Route } from '../route.js'
import { renderDate } from './render.js'

const Body = z.object({
  title: z.string().trim().min(3).max(200),
  description: z.string().nullish(),
  pullRequest: z.boolean().default(false),
})

/** POST discussions opens a pull request without a commit, GET discussions/NUM tells of one. There is no talk yet. */
export const pullRequests = (): Route[] => [
  apiRoute('POST', '/discussions', 'repo:write', async ({ http, services, request, grant, urls }) => {
    const { title, pullRequest } = await readJson(request, Body, http.limits.jsonBytes)
    if (!pullRequest)
      throw new HubError('NotImplemented', {
        what: 'Opening a discussion',
        hint: 'A pull request can be opened.',
      })
    const num = await services.pullRequests.open(grant, title)
    return { num, pullRequest: true, url: `${urls.repo(grant.repo)}/discussions/${num}` }
  }),
  apiRoute('GET', '/discussions/*', 'repo:read', async ({ services, grant, tail }) => {
    const num = Number(tail.join('/'))
    if (!Number.isSafeInteger(num) || num < 1)
      throw new HubError('NotImplemented', {
        what: 'Discussions',
        hint: 'Fetch a pull request as refs/pr/N.',
      })
    const found = await services.pullRequests.find(grant, num)
    const { repo } = grant
    return {
      num,
      title: found.title,
      status: found.status,
      author: { name: found.author ?? 'deleted' },
      createdAt: renderDate(found.createdAt),
      repo: { name: `${repo.namespace}/${repo.name}`, type: repo.type },
      isPullRequest: true,
      changes: { base: found.baseRef.replace('refs/heads/', '') },
      filesWithConflicts: [],
      events: [],
    }
  }),
]
