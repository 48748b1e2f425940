import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { z } from 'zod'
import { HubError } from '../core/errors.js'
import { isRouteWord } from '../core/names.js'
import type { Action, HubAction, Principal, RepoAction } from '../core/policy.js'
import { type Bucket, bucketOf } from '../core/rate.js'
import { parseFullName, type RepoId, type RepoType } from '../core/repo-id.js'
import { type UsageKind, usageKind } from '../core/usage.js'
import { type Grant, RepoMoved } from '../services/access.js'
import { withOrigin } from '../services/audit/origin.js'
import type { Services } from '../services/services.js'
import { addressOf } from './address.js'
import { whoAsks } from './caller.js'
import { originOf } from './origin.js'
import { limitRate } from './rate-limit.js'
import { noteGrant } from './request-use.js'
import type { Site } from './site.js'
import type { Urls } from './urls.js'
import { createUrls } from './urls.js'

/** What the edge is made from. */
export interface HttpContext {
  services: Services
  /** Address that clients see; undefined: what the request says. */
  publicUrl: string | undefined
  trustProxy: boolean
  /** Signs addresses for clients that send no token. */
  signingKey: Buffer
  /** Part of the addresses of the xet protocol: other clients' memories of another database do not fit this one. */
  instance: string
  limits: { jsonBytes: number; lineBytes: number; regularFileBytes: number }
  /** The web app, when it was built. */
  site: Site | undefined
  now(): Date
}

export interface Call {
  http: HttpContext
  services: Services
  request: FastifyRequest
  reply: FastifyReply
  principal: Principal
  urls: Urls
  /** Path segments that `*` stands for, each decoded on its own: %2F stays inside a segment. */
  tail: string[]
  query: Query
}
export type RepoCall<A extends RepoAction> = Call & { grant: Grant<A> }
type Handler<C> = (call: C) => unknown

/** A row of the route table. The action is what the policy is asked before the handler runs. */
export interface Route {
  method: HTTPMethods
  paths: string[]
  action: Action
  /** git asks for a password only when a 401 carries a challenge. */
  challenge: boolean
  /** The repo is named by the query value `dataset`, as the dataset viewer does, and not by the path. */
  named?: 'by-query'
  /** Everybody is anonymous here, whatever they send: the answer must not wait for a look-up of their token. */
  anonymous?: true
  /** It signs somebody in, so that pages of other sites may not call it even without a cookie. */
  givesCookie?: true
  /** A session says nothing here, only a token: what programs call must not act for whoever sits at the browser. */
  cookieless?: true
  /** Bucket of rate limits, when it is not the one of its path. */
  bucket?: Bucket
  /** The JSON body that it reads, for whoever describes the API. */
  body?: z.ZodType
  /** A page of the web app: a browser is shown refusals as a page, too. */
  page?: boolean
  run(call: Call): Promise<unknown>
}

/** A route about the hub or the caller. */
export function hubRoute(method: HTTPMethods, path: string, action: HubAction, handle: Handler<Call>): Route {
  const run = async (call: Call) => {
    await call.services.access.authorizeHub(call.principal, action)
    return handle(call)
  }
  return { method, paths: [path], action, challenge: false, run }
}

/** Tells which body a route reads: the schema that its handler checks, so that the two cannot differ. */
export const takes = (body: z.ZodType, route: Route): Route => ({ ...route, body })

/** A route that signs somebody in and answers with a cookie. */
export const signInRoute = (method: HTTPMethods, path: string, handle: Handler<Call>): Route => ({
  ...hubRoute(method, path, 'hub:read', handle),
  givesCookie: true,
})

/** A route that asks nobody who they are, such as a probe: it must answer when the database does not. */
export const probeRoute = (path: string, handle: Handler<Call>): Route => ({
  ...hubRoute('GET', path, 'hub:read', handle),
  anonymous: true,
})

/** A route about a repo in the API: /api/datasets/:ns/:name/... and /api/models/:ns/:name/... */
export const apiRoute = <A extends RepoAction>(
  method: HTTPMethods,
  rest: string,
  action: A,
  handle: Handler<RepoCall<A>>,
): Route =>
  repoRoute(method, [`/api/datasets/:ns/:name${rest}`, `/api/models/:ns/:name${rest}`], action, handle)

/** A route at a repo's own address: /datasets/:ns/:name/... and, for models, /:ns/:name/... */
export const webRoute = <A extends RepoAction>(
  method: HTTPMethods,
  rest: string,
  action: A,
  handle: Handler<RepoCall<A>>,
): Route => repoRoute(method, [`/datasets/:ns/:name${rest}`, `/:ns/:name${rest}`], action, handle)

/** As webRoute, for git and git-lfs; the name may end in .git. */
export const gitRoute = <A extends RepoAction>(
  method: HTTPMethods,
  rest: string,
  action: A,
  handle: Handler<RepoCall<A>>,
): Route => repoRoute(method, [`/datasets/:ns/:name${rest}`, `/:ns/:name${rest}`], action, handle, true)

/** The caller as they are now: a body may take minutes to come, and rights can end meanwhile. */
export const callerNow = ({ services, principal }: Call): Promise<Principal> =>
  services.renewal.callerNow(principal)

/** The grant as it is now. */
export const grantNow = <A extends RepoAction>({ services, grant }: RepoCall<A>): Promise<Grant<A>> =>
  services.renewal.renew(grant)

/** A route about a repo at addresses of its own; each must hold :ns and :name. */
export function repoRoute<A extends RepoAction>(
  method: HTTPMethods,
  paths: string[],
  action: A,
  handle: Handler<RepoCall<A>>,
  challenge = false,
): Route {
  const run = async (call: Call) => {
    const grant = await call.services.access.authorize(call.principal, action, repoIdOf(call.request))
    noteGrant(call, grant)
    return handle({ ...call, grant })
  }
  return { method, paths, action, challenge, run }
}

/** A route about the dataset that the query value `dataset` names. Old names are answered like new ones. */
export function datasetRoute<A extends RepoAction>(
  paths: string[],
  action: A,
  handle: Handler<RepoCall<A>>,
): Route {
  const run = async (call: Call) => {
    const name = call.query.get('dataset')
    if (!name) throw new HubError('MissingParameter', { name: 'dataset' })
    const authorize = (id: RepoId) => call.services.access.authorize(call.principal, action, id)
    const grant = await authorize(parseFullName(name, 'dataset')).catch((error) => {
      if (error instanceof RepoMoved) return authorize(error.to)
      throw error
    })
    noteGrant(call, grant)
    return handle({ ...call, grant })
  }
  return { method: 'GET', paths, action, challenge: false, named: 'by-query', run }
}

function repoIdOf(request: FastifyRequest): RepoId {
  const { ns, name } = request.params as { ns: string; name: string }
  const url = request.routeOptions.url ?? ''
  // /:ns/:name also matches addresses of the hub that do not exist
  if (isRouteWord(ns)) throw new HubError('RouteNotFound', { method: request.method, path: `/${ns}/${name}` })
  const type: RepoType = url.includes('/datasets/:ns') ? 'dataset' : 'model'
  return { type, namespace: ns, name: name.replace(/\.git$/, '') }
}

/** Query values; `k` and `k[]` are the same key, as the clients send both. */
export class Query {
  constructor(private readonly values: URLSearchParams) {}
  all(key: string): string[] {
    return [...this.values.getAll(key), ...this.values.getAll(`${key}[]`)]
  }
  get(key: string): string | undefined {
    return this.all(key)[0]
  }
  keys(): string[] {
    return [...new Set([...this.values.keys()].map((key) => key.replace(/\[\]$/, '')))]
  }
  flag(key: string): boolean {
    return ['true', '1', 'yes'].includes((this.get(key) ?? '').toLowerCase())
  }
  /** A whole number from `least` to `most`; beyond them the bound, `fallback` when absent. */
  int(key: string, fallback: number, least: number, most: number): number {
    const text = this.get(key)
    if (text === undefined || text === '') return fallback
    if (!/^-?\d{1,15}$/.test(text))
      throw new HubError('BadRequest', { why: `${key} must be a whole number, not "${text.slice(0, 40)}".` })
    return Math.min(most, Math.max(least, Number(text)))
  }
  /** The same query with some values replaced, for links to the next page. */
  with(changes: Record<string, string>): string {
    const copy = new URLSearchParams(this.values)
    for (const [key, value] of Object.entries(changes)) copy.set(key, value)
    return copy.toString()
  }
}

/** Adds the table to the server. Each route keeps its action, which a test compares with the policy. */
export function registerRoutes(app: FastifyInstance, http: HttpContext, routes: Route[]): void {
  for (const route of routes) {
    for (const url of route.paths) {
      app.route({
        method: route.method === 'GET' ? ['GET', 'HEAD'] : route.method,
        url,
        config: {
          action: route.action,
          challenge: route.challenge,
          page: route.page ?? false,
          kind: usageKind(String(route.method), url),
          // probes must answer whatever else is asked
          ...(!route.anonymous && { bucket: route.bucket ?? bucketOf(url) }),
        },
        handler: (request, reply) =>
          withOrigin(originOf(request, http), async () =>
            route.run(await callOf(http, request, reply, { url, route })),
          ),
      })
    }
  }
}

const ANONYMOUS: Principal = { kind: 'anonymous' }

async function callOf(
  http: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { url, route }: { url: string; route: Route },
): Promise<Call> {
  const [path = '', search = ''] = (request.raw.url ?? '').split(/\?(.*)/s)
  // a signed address brings its own rights; what is sent beside it says nothing
  const isAsked = !route.anonymous && route.action !== 'signed'
  const urls = createUrls(request, http)
  const { services } = http
  const limited = { http, services, request, reply }
  const { givesCookie = false, cookieless = false } = route
  const from = { base: urls.base, address: addressOf(request, http), givesCookie, cookieless }
  const asking = isAsked ? whoAsks(services, request, reply, from) : Promise.resolve(ANONYMOUS)
  const principal: Principal = await asking.catch((error) => {
    limitRate(limited, ANONYMOUS)
    throw error
  })
  // those who come with a signed address are counted when it has been opened
  if (route.action !== 'signed') limitRate(limited, principal)
  const tail = url.endsWith('*') ? decodeTail(path, url.split('/').length - 1) : []
  return {
    http,
    services,
    request,
    reply,
    principal,
    urls,
    tail,
    query: new Query(new URLSearchParams(search)),
  }
}

function decodeTail(path: string, skip: number): string[] {
  try {
    const segments = path.split('/').slice(skip).map(decodeURIComponent)
    while (segments.at(-1) === '') segments.pop()
    return segments
  } catch {
    throw new HubError('BadRequest', { why: 'The address is not valid percent-encoding.' })
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    action?: Action
    challenge?: boolean
    kind?: UsageKind
    bucket?: Bucket
    page?: boolean
  }
}
