import { z } from 'zod'
import { parseFullName } from '../../core/repo-id.js'
import { readJson } from '../bodies.js'
import { apiRoute, callerNow, grantNow, hubRoute, type Route, takes } from '../route.js'
import { repoTypeOf, visibilityOf } from './create-repo.js'

const Delete = z.object({ name: z.string(), organization: z.string().nullish(), type: z.string().nullish() })

/** DELETE /api/repos/delete, with its body as JSON. */
export const deleteRepo = (): Route =>
  takes(
    Delete,
    hubRoute('DELETE', '/api/repos/delete', 'account:read', async (call) => {
      const { http, services, request } = call
      const body = await readJson(request, Delete, http.limits.jsonBytes)
      const principal = await callerNow(call)
      const type = repoTypeOf(body.type)
      const owner = body.organization ?? services.access.requireUser(principal).name
      const id = body.name.includes('/')
        ? parseFullName(body.name, type)
        : { type, namespace: owner, name: body.name }
      await services.repos.remove(await services.access.authorize(principal, 'repo:admin', id))
      return {}
    }),
  )

const Move = z.object({ fromRepo: z.string(), toRepo: z.string(), type: z.string().nullish() })

/** POST /api/repos/move: the old name redirects from then on. */
export const moveRepo = (): Route =>
  takes(
    Move,
    hubRoute('POST', '/api/repos/move', 'account:read', async (call) => {
      const { http, services, request, urls } = call
      const body = await readJson(request, Move, http.limits.jsonBytes)
      const principal = await callerNow(call)
      const type = repoTypeOf(body.type)
      const to = parseFullName(body.toRepo, type)
      const grant = await services.access.authorize(
        principal,
        'repo:admin',
        parseFullName(body.fromRepo, type),
      )
      await services.repos.move(
        grant,
        await services.access.authorizeNamespace(principal, to.namespace),
        to.name,
      )
      return { url: urls.repo(to) }
    }),
  )

const Settings = z.object({
  visibility: z.string().nullish(),
  private: z.boolean().nullish(),
  gated: z.union([z.literal('auto'), z.literal('manual'), z.literal(false)]).optional(),
  discussionsDisabled: z.boolean().optional(),
})

/** PUT settings: visibility, gate, discussions. */
export const settings = (): Route =>
  takes(
    Settings,
    apiRoute('PUT', '/settings', 'repo:admin', async (call) => {
      const { http, services, request } = call
      const body = await readJson(request, Settings, http.limits.jsonBytes)
      const visibility = visibilityOf(body)
      await services.repos.changeSettings(await grantNow(call), {
        visibility,
        gated: body.gated === false ? null : body.gated,
        discussionsDisabled: body.discussionsDisabled,
      })
      return {
        ...(visibility && { visibility, private: visibility === 'private' }),
        ...(body.gated !== undefined && { gated: body.gated }),
        ...(body.discussionsDisabled !== undefined && { discussionsDisabled: body.discussionsDisabled }),
      }
    }),
  )
