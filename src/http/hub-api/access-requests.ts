import { Readable } from 'node:stream'
import { z } from 'zod'
import { csvLine } from '../../codecs/csv.js'
import { HubError } from '../../core/errors.js'
import type { ListedRequest } from '../../services/gate/review.js'
import { readJson } from '../bodies.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { apiRoute, grantNow, type RepoCall, type Route, takes } from '../route.js'
import { renderUntil } from './access.js'
import { renderDate } from './render.js'

const STATES = ['pending', 'accepted', 'rejected', 'expired'] as const
const PAGE = 100
const Days = z.number().int().min(1).max(36_500).nullish()
const Handle = z.object({
  user: z.string().min(1).nullish(),
  requestId: z.uuid().nullish(),
  status: z.enum(['pending', 'accepted', 'rejected']),
  rejectionReason: z.string().max(200).nullish(),
  days: Days,
})
const Give = z.object({ user: z.string().min(1), days: Days, purpose: z.string().max(100).nullish() })

/** What reviewers of a gated repo do; the first three are the calls of `huggingface_hub`. */
export const accessRequests = (): Route[] => [
  apiRoute('GET', '/user-access-request/*', 'repo:write', list),
  takes(Handle, apiRoute('POST', '/user-access-request/handle', 'repo:write', handle)),
  takes(
    Give,
    apiRoute('POST', '/user-access-request/grant', 'repo:write', async (call) => {
      const { user, days, purpose } = await readJson(call.request, Give, call.http.limits.jsonBytes)
      await call.services.accessReview.give(await grantNow(call), user, { days, purpose })
      return { user, status: 'accepted' }
    }),
  ),
  apiRoute('GET', '/user-access-report', 'repo:write', report),
]

async function handle(call: RepoCall<'repo:write'>) {
  const body = await readJson(call.request, Handle, call.http.limits.jsonBytes)
  const { user, requestId, status, rejectionReason, days } = body
  if (!user === !requestId)
    throw new HubError('BadRequest', { why: 'Name either the user or the requestId.' })
  const which = user ? { user } : { requestId: requestId as string }
  const verdict = { status, reason: rejectionReason ?? undefined, days }
  await call.services.accessReview.settle(await grantNow(call), which, verdict)
  return { ...which, status }
}

async function list({ services, grant, tail, query, reply, urls }: RepoCall<'repo:write'>) {
  const state = STATES.find((each) => each === tail.join('/'))
  if (!state) throw new HubError('BadRequest', { why: `Ask for one of these lists: ${STATES.join(', ')}.` })
  const [after = 0] = (decodeCursor(query.get('cursor')) ?? []) as number[]
  if (!Number.isSafeInteger(after))
    throw new HubError('BadRequest', { why: 'The cursor is not one of this list.' })
  const page = await services.accessReview.requests(grant, { state, after, limit: PAGE + 1 })
  const last = page[PAGE - 1]
  if (page.length > PAGE && last) linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.id]) })))
  return page.slice(0, PAGE).map(renderRequest)
}

const renderRequest = (request: ListedRequest) => ({
  requestId: request.requestId,
  user: {
    user: request.user.name,
    fullname: request.user.fullName,
    // somebody to whom access was given has told the reviewers nothing
    ...(request.asked &&
      request.user.email !== null && {
        email: request.user.email,
        emailVerified: request.user.emailVerified,
      }),
  },
  status: request.status,
  // false: access was given by a reviewer
  asked: request.asked,
  timestamp: renderDate(request.requestedAt),
  fields: request.fields,
  ...(request.purpose !== null && { purpose: request.purpose }),
  ...(request.askedDays !== null && { days: request.askedDays }),
  termsSha256: request.termsSha256,
  reviewedAt: request.decidedAt && renderDate(request.decidedAt),
  reviewedBy: request.reviewer,
  rejectionReason: request.reason,
  ...renderUntil(request.grantedUntil),
  ...(request.replacedAt && { replacedAt: renderDate(request.replacedAt) }),
})

/** Everybody who asked, as a file: JSON, or CSV for a spreadsheet. */
function report({ services, grant, query, reply }: RepoCall<'repo:write'>) {
  const format = query.get('format') ?? 'json'
  if (format !== 'json' && format !== 'csv')
    throw new HubError('BadRequest', { why: 'format must be json or csv.' })
  const requests = services.accessReview.allRequests(grant)
  void reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
  void reply.header('content-disposition', `attachment; filename="access-${grant.repo.name}.${format}"`)
  return reply.send(Readable.from(format === 'csv' ? csvOf(requests) : jsonOf(requests)))
}

async function* jsonOf(requests: AsyncIterable<ListedRequest>): AsyncGenerator<string> {
  let before = '['
  for await (const request of requests) {
    yield `${before}${JSON.stringify(renderRequest(request))}`
    before = ',\n'
  }
  yield before === '[' ? '[]' : ']'
}

const COLUMNS = [
  'requestId',
  'user',
  'fullname',
  'email',
  'status',
  'timestamp',
  'reviewedAt',
  'reviewedBy',
  'rejectionReason',
]
const MORE = [
  'granted',
  'grantedUntil',
  'termsSha256',
  'replacedAt',
  'purpose',
  'fields',
  'emailVerified',
  'days',
]

async function* csvOf(requests: AsyncIterable<ListedRequest>): AsyncGenerator<string> {
  yield csvLine([...COLUMNS, ...MORE])
  for await (const request of requests) {
    const { user, fields, ...rest } = renderRequest(request)
    const cells: Record<string, unknown> = { ...user, ...rest, fields: JSON.stringify(fields) }
    yield csvLine([...COLUMNS, ...MORE].map((name) => String(cells[name] ?? '')))
  }
}
