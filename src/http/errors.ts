import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorKey, HubError } from '../core/errors.js'
import { inKorean } from '../core/korean/korean.js'
import { repoPath } from '../core/repo-id.js'
import { RepoMoved } from '../services/access.js'
import { speak } from './language.js'
import { type Site, sendPage, wantsPage } from './site.js'
import { createUrls } from './urls.js'

/** What the address of this hub is known by. */
type Addressing = Parameters<typeof createUrls>[1]

/** 5xx because clients expect that, though nothing is wrong with the hub: no lines in its log. */
const NO_FAULTS: ErrorKey[] = ['TablesNotReady', 'TableFailed', 'NotImplemented', 'SpacesRefused']

/** The one place where an error becomes an answer. Clients read the headers first; HEAD has only them. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { site, ...http }: Addressing & { site?: Site | undefined },
): void {
  if (reply.raw.headersSent) {
    // part of a body is out: only a broken connection tells the client that it is not whole
    request.log.warn({ err: error }, 'response broken off')
    reply.raw.destroy()
    return
  }
  if (error instanceof RepoMoved) sendMoved(error, request, reply)
  else sendKnown(toHubError(error, request, http), { error, request, reply, site })
}

interface Failed {
  error: unknown
  request: FastifyRequest
  reply: FastifyReply
  site: Site | undefined
}

function sendKnown(known: HubError, { error, request, reply, site }: Failed): void {
  if (known.status >= 500 && !NO_FAULTS.includes(known.key))
    request.log.error({ err: error }, 'request failed')
  reply.code(known.status)
  for (const name of ['content-length', 'content-range', 'content-disposition', 'etag', 'cache-control'])
    reply.removeHeader(name)
  if (known.code !== '') reply.header('x-error-code', known.code)
  reply.header('x-error-message', headerText(known.message))
  if (known.status === 503 || known.status === 429)
    reply.header('retry-after', String(known.body.retryAfter ?? known.params.seconds ?? 2))
  if (known.status === 416) reply.header('content-range', `bytes */${known.params.size}`)
  if (known.status === 401 && request.routeOptions.config.challenge) {
    reply.header('www-authenticate', 'Basic realm="Databelt", charset="UTF-8"')
    reply.header('lfs-authenticate', 'Basic realm="Databelt"')
  }
  if (typeof known.body.commit === 'string') reply.header('x-repo-commit', known.body.commit)
  if (site && isOfPage(known, request) && wantsPage(request)) {
    // the app asks again and says it in words
    void sendPage(reply, site, { title: 'Databelt' })
    return
  }
  // git shows people what comes as plain text, and nothing else
  if (/\/(info\/refs|git-(upload|receive)-pack)(\?|$)/.test(request.raw.url ?? '')) {
    void reply.type('text/plain; charset=utf-8').send(`${known.message}\n`)
    return
  }
  const isLfs = /\/info\/lfs\//.test(request.raw.url ?? '')
  reply.type(isLfs ? 'application/vnd.git-lfs+json' : 'application/json; charset=utf-8')
  const { commit: _, ...extra } = known.body
  // programs read the headers, which stay English; the body is for people
  const said = speak(request, reply) === 'ko' ? inKorean(known) : known.message
  const body = isLfs ? { message: said, request_id: request.id } : { error: said, ...extra }
  void reply.send(JSON.stringify(body))
}

/** Where people look: a page of the app, and what nothing is at, but for programs' addresses. */
const isOfPage = (known: HubError, request: FastifyRequest): boolean =>
  (request.routeOptions.config.page === true || known.key === 'RouteNotFound') &&
  // /api/NAME looks like the address of a model
  !/^\/api([/?]|$)/.test(request.raw.url ?? '')

/** 307 keeps method and body; relative, because older clients follow nothing else on HEAD. */
function sendMoved({ from, to }: RepoMoved, request: FastifyRequest, reply: FastifyReply): void {
  const url = request.raw.url ?? ''
  const name = (id: { namespace: string; name: string }) => `/${id.namespace}/${id.name}`
  const at = url.toLowerCase().indexOf(name(from).toLowerCase())
  const location =
    at < 0 ? `/${repoPath(to)}` : url.slice(0, at) + name(to) + url.slice(at + name(from).length)
  void reply
    .code(307)
    .header('location', location)
    .header('x-error-message', headerText(`Moved to ${repoPath(to)}`))
    .send()
}

/** An error as it is shown: git and Python do not know where a path of this hub is, so addresses are whole. */
export function toHubError(error: unknown, request: FastifyRequest, http: Addressing): HubError {
  if (error instanceof HubError) return error.at(createUrls(request, http).base)
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 413)
    return new HubError('PayloadTooLarge', { what: 'The request', limit: 'this hub allows' })
  if (status >= 400 && status < 500)
    return new HubError('BadRequest', { why: error instanceof Error ? error.message : 'Bad request' })
  return new HubError('Internal', { request: request.id })
}

/** One line of Latin-1, which is all a header can hold. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e\xa0-\xff]/g, '?').slice(0, 2000)
