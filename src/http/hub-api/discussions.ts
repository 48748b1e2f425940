import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import { escapeHtml } from '../../core/html.js'
import { fullName } from '../../core/repo-id.js'
import type { Discussion, DiscussionEvent } from '../../services/discussions/discussions.js'
import { readJson } from '../bodies.js'
import { apiRoute, grantNow, type RepoCall, type Route, takes, webRoute } from '../route.js'
import { sendPage, wantsPage } from '../site.js'
import { renderDate } from './render.js'
import { line, Markdown } from './texts.js'

const PAGE = 50
const TYPES = ['all', 'discussion', 'pull_request'] as const
const STATUSES = ['all', 'open', 'closed'] as const
const HIDDEN = 'This comment has been hidden'

const Place = line(1, 512).optional()
const Report = z
  .strictObject({
    config: Place,
    split: Place,
    row: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    column: Place,
    path: line(1, 4096).optional(),
    revision: Place,
  })
  .refine((report) => Object.keys(report).length > 0, 'names no place')
const Open = z.object({
  title: line(3, 200),
  description: Markdown.nullish(),
  pullRequest: z.boolean().default(false),
  report: Report.nullish(),
})

/** Discussions and pull requests: the list, each of them, and opening one. */
export const discussions = (): Route[] => [
  apiRoute('GET', '/discussions', 'repo:read', list),
  takes(Open, apiRoute('POST', '/discussions', 'repo:discuss', open)),
  apiRoute('GET', '/discussions/:num', 'repo:read', details),
  // the address that clients print for people
  { ...webRoute('GET', '/discussions/:num', 'repo:read', page), page: true },
]

async function list({ services, grant, query }: RepoCall<'repo:read'>) {
  const type = chosen('type', query.get('type'), TYPES)
  const status = chosen('status', query.get('status'), STATUSES)
  const start = query.int('p', 0, 0, 1_000_000) * PAGE
  const { total, rows } = await services.discussions.list(
    grant,
    {
      type: type === 'all' ? undefined : type,
      status: status === 'all' ? undefined : status,
      author: query.get('author') || undefined,
      isReport: query.get('report') === undefined ? undefined : query.flag('report'),
    },
    { offset: start, limit: PAGE },
  )
  return { count: total, start, discussions: rows.map((row) => renderItem(grant.repo, row)) }
}

async function open(call: RepoCall<'repo:discuss'>) {
  const { http, services, request, urls } = call
  const { title, description, pullRequest, report } = await readJson(request, Open, http.limits.jsonBytes)
  if (pullRequest && report) throw new HubError('BadRequest', { why: 'A pull request reports no error.' })
  const grant = await grantNow(call)
  const words = { title, description: description ?? '', report: report ?? null }
  const num = pullRequest
    ? await services.discussions.openPullRequest(
        await services.access.authorizeById(grant.principal, 'repo:write', grant.repo.id),
        words,
      )
    : await services.discussions.open(grant, words)
  return { num, pullRequest, url: `${urls.repo(grant.repo)}/discussions/${num}` }
}

async function details(call: RepoCall<'repo:read'>) {
  const { services, grant } = call
  const found = await services.discussions.details(grant, numberOf(call))
  return {
    ...renderItem(grant.repo, found),
    ...(found.baseRef !== null && { changes: { base: found.baseRef }, filesWithConflicts: [] }),
    events: found.events.map(renderEvent),
  }
}

/** The web app in a browser, else the same as the API. */
function page(call: RepoCall<'repo:read'>) {
  const { http, grant, request, reply } = call
  reply.header('vary', 'Accept, Authorization, Cookie')
  if (!http.site || !wantsPage(request)) return details(call)
  const isForm = (request.params as { num?: string }).num === 'new'
  const title = isForm ? 'New discussion' : `#${numberOf(call)}`
  return sendPage(reply, http.site, { title: `${title} · ${fullName(grant.repo)} · Databelt` })
}

/** The number in the address. Throws BadRequest. */
export function numberOf({ request }: Pick<RepoCall<'repo:read'>, 'request'>): number {
  const { num = '' } = request.params as { num?: string }
  if (!/^[1-9]\d{0,8}$/.test(num))
    throw new HubError('BadRequest', { why: 'A discussion is named by its number, such as 1.' })
  return Number(num)
}

function chosen<T extends string>(key: string, text: string | undefined, allowed: readonly T[]): T | 'all' {
  const found = text === undefined || text === '' ? 'all' : allowed.find((each) => each === text)
  if (found) return found
  throw new HubError('BadRequest', { why: `${key} must be one of: ${allowed.join(', ')}.` })
}

const person = (name: string | null) => (name === null ? {} : { author: { name } })

const renderItem = (repo: { type: string; namespace: string; name: string }, row: Discussion) => ({
  num: row.num,
  title: row.title,
  status: row.status,
  isPullRequest: row.baseRef !== null,
  createdAt: renderDate(row.createdAt),
  ...person(row.author),
  repo: { name: `${repo.namespace}/${repo.name}`, type: repo.type },
  ...(row.report && { report: row.report }),
})

/** Nothing of a hidden comment is left but that it was there. */
export function renderEvent(event: DiscussionEvent) {
  const { publicId: id, type, createdAt, author, data } = event
  const known = { id, type, createdAt: renderDate(createdAt), ...person(author) }
  return { ...known, data: type === 'comment' ? renderComment(event) : data }
}

function renderComment({ content, createdAt, editedAt, author, editor, history }: DiscussionEvent) {
  const hidden = content === null
  const raw = content ?? HIDDEN
  return {
    edited: editedAt !== null && !hidden,
    hidden,
    latest: {
      raw,
      html: asHtml(raw),
      updatedAt: renderDate(editedAt ?? createdAt),
      ...person(editedAt ? editor : author),
    },
    numEdits: history.length,
    history: history.map(({ author, ...text }) => ({ ...text, html: asHtml(text.raw), ...person(author) })),
  }
}

/** Markdown is shown as it was written, until the web app renders it: no tag of it is ever one. */
const asHtml = (raw: string): string => `<p>${escapeHtml(raw)}</p>`
