import { isIPv6, type LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import { EgressError } from './egress-error.js'

export interface Outgoing {
  method: string
  headers: Record<string, string>
  body: Buffer | undefined
}
export interface SendOptions {
  /** The only addresses that are connected to. */
  addresses: string[]
  maxBytes: number
  /** The answer's body is not read at all. */
  ignoreBody: boolean
  signal: AbortSignal
}

/** One request, to addresses that were checked; redirects come back as they are. Throws EgressError. */
export async function send(url: URL, outgoing: Outgoing, options: SendOptions): Promise<Response> {
  const agent = new Agent({
    connect: { lookup: pinned(options.addresses), timeout: 0 },
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 0,
  })
  try {
    const { method, headers, body = null } = outgoing
    const answer = await request(url, {
      dispatcher: agent,
      method: method as 'GET',
      // what is not unpacked cannot blow up
      headers: { 'user-agent': 'databelt', ...headers, 'accept-encoding': 'identity' },
      body,
      signal: options.signal,
    })
    const status = answer.statusCode
    const content = options.ignoreBody ? null : await read(answer.body, options.maxBytes)
    answer.body.on('error', () => {}).destroy()
    return new Response(isNullBody(status) ? null : content, {
      status,
      headers: toHeaders(answer.headers),
    })
  } catch (error) {
    if (error instanceof EgressError) throw error
    throw new EgressError('connection', `${url.host} did not answer.`, { cause: error })
  } finally {
    // the deadline has ended it already, or the answer is here
    await agent.destroy()
  }
}

/** Whatever name is asked, the answer is what was checked: a second answer of its server is never heard. */
function pinned(addresses: string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  return (_name, options, done) => {
    if (options.all) done(null, all)
    else done(null, all[0]?.address ?? '', all[0]?.family)
  }
}

async function read(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.length
    if (size > maxBytes) throw new EgressError('size', `The answer has more than ${maxBytes} bytes.`)
    pieces.push(piece)
  }
  return new Uint8Array(Buffer.concat(pieces))
}

const isNullBody = (status: number): boolean => [204, 205, 304].includes(status)

function toHeaders(raw: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(raw))
    for (const value of [values ?? []].flat()) headers.append(name, value)
  return headers
}
