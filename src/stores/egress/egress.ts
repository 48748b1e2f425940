import { lookup } from 'node:dns/promises'
import { EgressError } from './egress-error.js'
import { type Outgoing, send } from './send.js'
import { checkAddresses, checkUrl, literalOf, parseTrust } from './target.js'

export { EgressError } from './egress-error.js'

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<string[]>
export interface EgressOptions {
  /** Origins and networks that the operator trusts although they are private; see DATABELT_EGRESS_ALLOW. */
  allow?: string[]
  /** For a whole request: name, connection, redirects and answer. */
  deadlineMs: number
  /** Of the body of an answer. */
  maxBytes: number
  resolve?: Resolve
}
export interface EgressInit {
  method?: string
  headers?: ConstructorParameters<typeof Headers>[0]
  body?: string | Uint8Array | URLSearchParams | null
  /** 'manual': a redirect is the answer. */
  redirect?: 'follow' | 'manual'
  signal?: AbortSignal
  deadlineMs?: number
  maxBytes?: number
  /** Only status and headers are wanted: however large the body is, it is not read. */
  ignoreBody?: boolean
}

/**
 * The one client for requests to addresses that users or operators chose (webhooks, sign-in providers, mirrors).
 * The answer is a Response whose body is here already.
 */
export interface Egress {
  /** Throws EgressError. */
  fetch(url: string | URL, init?: EgressInit): Promise<Response>
  /** Throws EgressError for an address that would never be called; asks for no name. */
  check(url: string): URL
}

const MAX_REDIRECTS = 3
const REDIRECTS = [301, 302, 303, 307, 308]
/** All that another origin is told after a redirect. */
const HARMLESS = ['accept', 'accept-language', 'user-agent']

export function createEgress(options: EgressOptions): Egress {
  const trust = parseTrust(options.allow ?? [])
  const { resolve = resolveAll } = options

  async function addressesOf(url: URL): Promise<string[]> {
    const literal = literalOf(url)
    const addresses = literal ? [literal] : await resolve(url.hostname).catch(() => [])
    checkAddresses(addresses, url, trust)
    return addresses
  }

  async function follow(text: string, first: Outgoing, init: EgressInit, signal: AbortSignal) {
    let url = checkUrl(text, trust)
    let outgoing = first
    const { maxBytes = options.maxBytes, ignoreBody = false } = init
    for (let count = 0; count <= MAX_REDIRECTS; count++) {
      const addresses = await addressesOf(url)
      signal.throwIfAborted()
      const answer = await send(url, outgoing, { addresses, maxBytes, ignoreBody, signal })
      const location = answer.headers.get('location')
      if (init.redirect === 'manual' || !REDIRECTS.includes(answer.status) || !location) return answer
      const next = checkUrl(absolute(location, url), trust)
      outgoing = redirected(outgoing, answer.status, { from: url, to: next })
      url = next
    }
    throw new EgressError('redirect', `${url.host} redirects more than ${MAX_REDIRECTS} times.`)
  }

  async function fetch(url: string | URL, init: EgressInit = {}): Promise<Response> {
    const deadline = AbortSignal.timeout(init.deadlineMs ?? options.deadlineMs)
    const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline
    return untilAborted(follow(String(url), outgoingOf(init), init, signal), signal).catch((error) => {
      if (deadline.aborted)
        throw new EgressError('deadline', 'There was no answer in time.', { cause: error })
      init.signal?.throwIfAborted()
      throw error
    })
  }

  return { fetch, check: (url) => checkUrl(url, trust) }
}

function outgoingOf({ method = 'GET', headers, body }: EgressInit): Outgoing {
  const all = new Headers(headers)
  // the connection's own words are for the client alone to say
  for (const name of ['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect'])
    all.delete(name)
  if (body instanceof URLSearchParams && !all.has('content-type'))
    all.set('content-type', 'application/x-www-form-urlencoded')
  const bytes = body === undefined || body === null ? undefined : toBuffer(body)
  return { method: method.toUpperCase(), headers: Object.fromEntries(all), body: bytes }
}

const toBuffer = (body: string | Uint8Array | URLSearchParams): Buffer =>
  body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(String(body))

/** The request that a redirect asks for. Secrets stay with the origin they were meant for. */
function redirected(before: Outgoing, status: number, { from, to }: { from: URL; to: URL }): Outgoing {
  const isSame = from.origin === to.origin
  const keepsBody = status === 307 || status === 308
  if (keepsBody && before.body && !isSame)
    throw new EgressError('redirect', `${from.host} sends what was meant for it to ${to.host}.`)
  const kept = Object.entries(before.headers).filter(([name]) => isSame || HARMLESS.includes(name))
  const headers = Object.fromEntries(kept)
  if (keepsBody) return { ...before, headers }
  const { 'content-type': _, ...rest } = headers
  return { method: before.method === 'HEAD' ? 'HEAD' : 'GET', headers: rest, body: undefined }
}

/** An empty text, which is no address, for what cannot be read. */
const absolute = (location: string, { href }: URL): string =>
  URL.canParse(location, href) ? new URL(location, href).href : ''

async function resolveAll(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true, verbatim: true })
  return found.map(({ address }) => address)
}

/** A look-up of a name cannot be stopped, but it need not be waited for. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
  // whichever of the two loses the race fails unheard
  work.catch(() => {})
  aborted.catch(() => {})
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop))
}
