import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import { VOUCHER_KINDS } from '../../core/quota.js'
import type { Voucher, VoucherEntry } from '../../services/quotas/vouchers.js'
import { readJson } from '../bodies.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { type Call, callerNow, hubRoute, type Route, takes } from '../route.js'
import { renderDate } from './render.js'

const PAGE = 100
const New = z.object({
  to: z.string().min(1).max(100),
  kind: z.enum(VOUCHER_KINDS),
  budget: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  expiresAt: z.iso.datetime({ offset: true }),
  note: z.string().max(500).default(''),
})

/** Budgets: administrators of the hub give and revoke them, members of a namespace see theirs. */
export const vouchers = (): Route[] => [
  takes(New, hubRoute('POST', '/api/admin/vouchers', 'hub:admin', give)),
  hubRoute('GET', '/api/admin/vouchers', 'hub:admin', async (call) => {
    const name = call.query.get('namespace')
    return list(call, name === undefined ? undefined : (await namespaceOf(call, name)).id)
  }),
  hubRoute('DELETE', '/api/admin/vouchers/:id', 'hub:admin', async (call) => {
    const { services, principal } = call
    await services.vouchers.revoke(idOf(call), services.access.requireUser(principal).userId)
    return {}
  }),
  hubRoute('GET', '/api/admin/vouchers/:id/entries', 'hub:admin', async (call) =>
    page(call, (after, limit) => call.services.vouchers.entries(idOf(call), after, limit), renderEntry),
  ),
  hubRoute('GET', '/api/organizations/:name/vouchers', 'account:read', (call) =>
    listOwn(call, (call.request.params as { name: string }).name),
  ),
  hubRoute('GET', '/api/settings/vouchers', 'account:read', (call) => listOwn(call, undefined)),
]

async function give(call: Call) {
  const { services, request, http } = call
  const { to, expiresAt, ...fields } = await readJson(request, New, http.limits.jsonBytes)
  const caller = await callerNow(call)
  await services.access.authorizeHub(caller, 'hub:admin')
  const namespace = await namespaceOf(call, to)
  const by = services.access.requireUser(caller).userId
  return render(await services.vouchers.grant(namespace, { ...fields, expiresAt: new Date(expiresAt) }, by))
}

async function namespaceOf({ services }: Call, name: string) {
  const found = await services.accounts.findAny(name)
  if (!found)
    throw new HubError('BadRequest', { why: `There is no user or organisation ${name.slice(0, 100)}.` })
  return found
}

function idOf({ request }: Call): number {
  const { id } = request.params as { id: string }
  if (!/^\d{1,15}$/.test(id)) throw new HubError('VoucherNotFound', { id: id.slice(0, 20) })
  return Number(id)
}

async function listOwn(call: Call, name: string | undefined) {
  const { services, principal } = call
  const { namespace } = await services.access.authorizeOwner(principal, 'namespace:vouchers', name)
  return list(call, namespace.id)
}

const list = (call: Call, namespaceId: number | undefined) =>
  page(call, (after, limit) => call.services.vouchers.list(namespaceId, after, limit), render)

async function page<T extends { id: number }>(
  { query, reply, urls }: Call,
  read: (after: number, limit: number) => Promise<T[]>,
  draw: (row: T) => object,
) {
  const [after = 0] = (decodeCursor(query.get('cursor')) ?? []) as number[]
  if (!Number.isSafeInteger(after))
    throw new HubError('BadRequest', { why: 'The cursor is not one of this list.' })
  const rows = await read(after, PAGE + 1)
  const last = rows[PAGE - 1]
  if (rows.length > PAGE && last) linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.id]) })))
  return rows.slice(0, PAGE).map(draw)
}

const render = ({ id, namespace, kind, budget, spent, reserved, ...rest }: Voucher) => ({
  ...{ id, namespace, kind, budget, spent, reserved },
  note: rest.note,
  grantedBy: rest.grantedBy,
  createdAt: renderDate(rest.createdAt),
  expiresAt: renderDate(rest.expiresAt),
  revokedAt: rest.revokedAt && renderDate(rest.revokedAt),
})

const renderEntry = ({ id, at, act, amount, of, reason, reference }: VoucherEntry) => ({
  ...{ id, at: renderDate(at), act, amount, of, reason, reference },
})
