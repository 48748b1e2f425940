import { z } from 'zod'
import { readJson } from '../bodies.js'
import { apiRoute, grantNow, type Route, takes } from '../route.js'

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
    apiRoute('POST', '/branch/*', 'repo:write', async (call) => {
      const body = await readJson(call.request, Branch, call.http.limits.jsonBytes)
      await call.services.branches.create(await grantNow(call), call.tail.join('/'), {
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
    apiRoute('POST', '/tag/*', 'repo:write', async (call) => {
      const body = await readJson(call.request, Tag, call.http.limits.jsonBytes)
      const { services, tail } = call
      await services.tags.create(await grantNow(call), tail.join('/'), body.tag, body.message ?? '')
      return {}
    }),
  ),
  apiRoute('DELETE', '/tag/*', 'repo:write', async ({ services, grant, tail }) => {
    await services.tags.remove(grant, tail.join('/'))
    return {}
  }),
  takes(
    Squash,
    apiRoute('POST', '/super-squash/*', 'repo:admin', async (call) => {
      const body = await readJson(call.request, Squash, call.http.limits.jsonBytes)
      const { services, tail } = call
      await services.branches.squash(await grantNow(call), tail.join('/'), body.message ?? '')
      return {}
    }),
  ),
]
