import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import type { Transfer } from '../../services/organisations/transfers.js'
import { readJson } from '../bodies.js'
import { apiRoute, type Call, grantNow, hubRoute, type Route, takes } from '../route.js'
import { uuidOf } from './org-route.js'
import { renderDate } from './render.js'

const Offer = z.object({ to: z.string().min(1).max(96), name: z.string().nullish() })

/** Offering a repo to another owner, and what they say to it. */
export const transfers = (): Route[] => [
  apiRoute('GET', '/transfer', 'repo:admin', async ({ services, grant }) => {
    const found = await services.transfers.ofRepo(grant)
    if (!found) throw new HubError('TransferNotFound')
    return render(found)
  }),
  takes(
    Offer,
    apiRoute('POST', '/transfer', 'repo:admin', async (call) => {
      const { to, name } = await readJson(call.request, Offer, call.http.limits.jsonBytes)
      return render(await call.services.transfers.offer(await grantNow(call), to, name ?? undefined))
    }),
  ),
  apiRoute('DELETE', '/transfer', 'repo:admin', async ({ services, grant }) => {
    await services.transfers.withdraw(grant)
    return {}
  }),
  hubRoute('GET', '/api/settings/transfers', 'account:private', async ({ services, principal }) => {
    const mine = await services.transfers.mine(services.access.requireUser(principal))
    return mine.map(render)
  }),
  hubRoute('POST', '/api/transfers/:id/accept', 'account:write', async (call) => {
    const { type, repo } = await call.services.transfers.accept(
      callerOf(call),
      uuidOf(call, 'TransferNotFound'),
    )
    return { type, repo }
  }),
  hubRoute('POST', '/api/transfers/:id/decline', 'account:write', async (call) => {
    await call.services.transfers.decline(callerOf(call), uuidOf(call, 'TransferNotFound'))
    return {}
  }),
]

const callerOf = ({ services, principal }: Call) => services.access.requireUser(principal)

const render = ({ id, type, repo, to, name, offerer, createdAt, expiresAt }: Transfer) => ({
  id,
  type,
  repo,
  to,
  name,
  offeredBy: offerer,
  createdAt: renderDate(createdAt),
  expiresAt: renderDate(expiresAt),
})
