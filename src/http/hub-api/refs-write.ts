import { z } from 'zod'
import { readJson } from '../bodies.js'
import { apiRoute, type Route, takes } from '../route.js'

const Branch = z.object({
  startingPoint: z.string().nullish(),
  emptyBranch: z.boolean().nullish(),
  overwrite: z.boolean().nullish(),
})
const Tag = z.object({ tag: z.string(), message: z.string().nullish() })
const Squash = z.object({ message: z.string().nullish() })

/** Branches, tags and super-squash. On POST the tag route names the revision to tag, on DELETE the tag. */
export const refsWrite = (): Route[] => [
  takes(
    Branch,
    apiRoute('POST', '/branch/*', 'repo:write', async ({ http, services, request, grant, tail }) => {
      const body = await readJson(request, Branch, http.limits.jsonBytes)
      await services.branches.create(grant, tail.join('/'), {
        startingPoint: body.startingPoint ?? undefined,
        empty: body.emptyBranch ?? false,
        overwrite: body.overwrite ?? false,
      })
      return {}
    }),
  ),
  apiRoute('DELETE', '/branch/*', 'repo:write', async ({ services, grant, tail }) => {
    await services.branches.remove(grant, tail.join('/'))
    return {}
  }),
  takes(
    Tag,
    apiRoute('POST', '/tag/*', 'repo:write', async ({ http, services, request, grant, tail }) => {
      const body = await readJson(request, Tag, http.limits.jsonBytes)
      await services.tags.create(grant, tail.join('/'), body.tag, body.message ?? '')
      return {}
    }),
  ),
  apiRoute('DELETE', '/tag/*', 'repo:write', async ({ services, grant, tail }) => {
    await services.tags.remove(grant, tail.join('/'))
    return {}
  }),
  takes(
    Squash,
    apiRoute('POST', '/super-squash/*', 'repo:admin', async ({ http, services, request, grant, tail }) => {
      const body = await readJson(request, Squash, http.limits.jsonBytes)
      await services.branches.squash(grant, tail.join('/'), body.message ?? '')
      return {}
    }),
  ),
]
