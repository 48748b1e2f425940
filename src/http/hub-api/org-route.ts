import type { HTTPMethods } from 'fastify'
import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import type { OrgAction } from '../../core/policy.js'
import type { OrgGrant } from '../../services/access.js'
import { readJson } from '../bodies.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { type Call, callerNow, type Route } from '../route.js'

export type OrgCall<A extends OrgAction> = Call & { grant: OrgGrant<A> }

export const orgName = ({ request }: Call): string => (request.params as { name: string }).name
export const param = ({ request }: Call, key: string): string =>
  (request.params as Record<string, string>)[key] ?? ''

/** A route about an organisation: /api/organizations/:name/... */
export function orgRoute<A extends OrgAction>(
  method: HTTPMethods,
  rest: string,
  action: A,
  handle: (call: OrgCall<A>) => unknown,
): Route {
  const run = async (call: Call) =>
    handle({ ...call, grant: await call.services.access.authorizeOrg(call.principal, action, orgName(call)) })
  return { method, paths: [`/api/organizations/:name${rest}`], action, challenge: false, run }
}

/** The body, and the grant as it is when the body has come. */
export async function readWithGrant<T, A extends OrgAction>(
  call: OrgCall<A>,
  schema: z.ZodType<T>,
): Promise<{ body: T; grant: OrgGrant<A> }> {
  const body = await readJson(call.request, schema, call.http.limits.jsonBytes)
  const { action, org } = call.grant
  return { body, grant: await call.services.access.authorizeOrg(await callerNow(call), action, org.name) }
}

const MOST_ROWS = 500
const Uuid = z.uuid()

/** An id of the address; one that can be none is not looked for. */
export function uuidOf(call: Call, missing: 'InvitationNotFound' | 'TransferNotFound'): string {
  const id = param(call, 'id')
  if (!Uuid.safeParse(id).success) throw new HubError(missing)
  return id
}

type Key<F> = F extends '' ? string : number

/** A page of rows in order of `key`, with a link to the next. `first` comes before all keys. */
export async function pageOf<T, F extends '' | 0>(
  { query, reply, urls }: Call,
  first: F,
  { read, key }: { read(page: { after: Key<F>; limit: number }): Promise<T[]>; key(row: T): Key<F> },
): Promise<T[]> {
  const [after = first] = decodeCursor(query.get('cursor')) ?? []
  if (typeof after !== typeof first)
    throw new HubError('BadRequest', { why: 'The cursor is not one of this list.' })
  const limit = query.int('limit', 100, 1, MOST_ROWS)
  const rows = await read({ after: after as Key<F>, limit: limit + 1 })
  const last = rows[limit - 1]
  if (rows.length > limit && last !== undefined)
    linkNext(reply, urls.page(query.with({ cursor: encodeCursor([key(last)]) })))
  return rows.slice(0, limit)
}
