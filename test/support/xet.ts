import { createHash } from 'node:crypto'
import {
  CHUNK_HEADER_BYTES,
  decodeChunk,
  encodeChunk,
  parseChunkHeader,
  SCHEME,
  type Scheme,
} from '../../src/codecs/xet/chunk.js'
import { chunkHash, toHex } from '../../src/codecs/xet/hash.js'
import { xorbHash } from '../../src/codecs/xet/merkle.js'
import { type XorbIndex, XorbIndexBuilder } from '../../src/codecs/xet/xorb-index.js'
import { commitBody, type TestHub } from './hub.js'
import { lfsFile } from './lfs.js'
import { type FileSpec, fileOf, type ShardSpec, shardOf, type TermSpec, termOf } from './xet-shard.js'

export interface TestXorb {
  hash: Buffer
  hex: string
  body: Buffer
  index: XorbIndex
  chunks: Buffer[]
}
/** A part of a reconstruction as the first version of the protocol writes it. */
interface Plan {
  offset_into_first_range: number
  terms: { hash: string; unpacked_length: number; range: Range }[]
  fetch_info: Record<string, FetchEntry[]>
}
interface FetchEntry {
  range: Range
  url: string
  url_range: Range
}
type Range = { start: number; end: number }
type Version = 1 | 2

/** Bytes that look random and do not compress, the same for the same seed. */
export function noise(seed: string, size: number): Buffer {
  const parts: Buffer[] = []
  for (let i = 0; i * 64 < size; i++) parts.push(createHash('sha512').update(`${seed} ${i}`).digest())
  return Buffer.concat(parts).subarray(0, size)
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What a client makes of chunks: the packed body, and the hash that names it. */
export function makeXorb(chunks: Buffer[], scheme: Scheme = SCHEME.lz4): TestXorb {
  const builder = new XorbIndexBuilder()
  const frames = chunks.map((bytes) => encodeChunk(bytes, scheme))
  chunks.forEach((bytes, i) => {
    builder.add(chunkHash(bytes), bytes.length, frames[i]?.length ?? 0)
  })
  const index = builder.finish()
  const hash = xorbHash(index.leaves())
  return { hash, hex: toHex(hash), body: Buffer.concat(frames), index, chunks }
}

/** `count` chunks that no other seed has. */
export const chunksOf = (seed: string, count: number, size = 3000): Buffer[] =>
  Array.from({ length: count }, (_, i) => noise(`${seed} ${i}`, size + i))

/** The xet routes of one repo, with the right of one token. */
export class Xet {
  constructor(
    readonly url: string,
    readonly token: string | undefined,
  ) {}

  call(path: string, { headers, ...options }: RequestInit = {}): Promise<Response> {
    return fetch(this.url + path, {
      ...options,
      headers: { ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }), ...headers },
    })
  }

  /** `hash`: the name to send it under; by default its own. */
  sendXorb({ hex, body }: { hex: string; body: Buffer }, route = '/v1/xorbs/default'): Promise<Response> {
    return this.call(`${route}/${hex}`, { method: 'POST', body: new Uint8Array(body) })
  }

  sendShard(body: Buffer, route = '/v1/shards'): Promise<Response> {
    return this.call(route, { method: 'POST', body: new Uint8Array(body) })
  }

  /** Sends xorbs and the recipes made of them. Throws when the hub refuses. */
  async send(files: FileSpec[], xorbs: TestXorb[]): Promise<void> {
    for (const xorb of xorbs) await ok(await this.sendXorb(xorb))
    await ok(await this.sendShard(shardOf({ files, xorbs })))
  }

  reconstruction(file: string, version: Version = 2, range?: string): Promise<Response> {
    return this.call(`/v${version}/reconstructions/${file}`, range ? { headers: { range } } : {})
  }

  async plan(file: string, version: Version = 2, range?: string): Promise<Plan> {
    const answer = await ok(await this.reconstruction(file, version, range))
    const body = (await answer.json()) as Plan & { xorbs?: Record<string, Fetch2[]> }
    return { ...body, fetch_info: body.fetch_info ?? asFirstVersion(body.xorbs ?? {}) }
  }

  /** The bytes of a file, or at least those of a range, put together as a client does. */
  async read(file: string, version: Version = 2, range?: string): Promise<Buffer> {
    const plan = await this.plan(file, version, range)
    const parts: Buffer[] = []
    for (const term of plan.terms) {
      const entries = plan.fetch_info[term.hash] ?? []
      const within = entries.filter(
        (entry) => entry.range.start <= term.range.start && term.range.end <= entry.range.end,
      )
      const [entry] = within
      if (!entry || within.length > 1) throw new Error(`${within.length} ranges for one term`)
      const chunks = decodeAll(await fetchBytes(entry))
      if (chunks.length !== entry.range.end - entry.range.start) throw new Error('wrong number of chunks')
      const bytes = Buffer.concat(
        chunks.slice(term.range.start - entry.range.start, term.range.end - entry.range.start),
      )
      if (bytes.length !== term.unpacked_length) throw new Error('unpacked_length is wrong')
      parts.push(bytes)
    }
    return Buffer.concat(parts).subarray(plan.offset_into_first_range)
  }
}

interface Fetch2 {
  url: string
  ranges: { chunks: Range; bytes: Range }[]
}
const asFirstVersion = (xorbs: Record<string, Fetch2[]>): Record<string, FetchEntry[]> =>
  Object.fromEntries(
    Object.entries(xorbs).map(([xorb, list]) => [
      xorb,
      list.flatMap(({ url, ranges }) =>
        ranges.map(({ chunks, bytes }) => ({ url, range: chunks, url_range: bytes })),
      ),
    ]),
  )

/** Clients send no token to a fetch address, and always a range. */
export async function fetchBytes({ url, url_range: { start, end } }: FetchEntry): Promise<Buffer> {
  const answer = await fetch(url, { headers: { range: `bytes=${start}-${end}` } })
  if (answer.status !== 206) throw new Error(`fetch: ${answer.status} ${await answer.text()}`)
  return Buffer.from(await answer.arrayBuffer())
}

export function decodeAll(packed: Buffer): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0; at < packed.length; ) {
    const header = parseChunkHeader(packed.subarray(at))
    const end = at + CHUNK_HEADER_BYTES + header.stored
    chunks.push(decodeChunk(header, packed.subarray(at + CHUNK_HEADER_BYTES, end)))
    at = end
  }
  return chunks
}

/** Asks the hub for a token of a data set `ns/name`. */
export const xetToken = (
  hub: TestHub,
  repo: string,
  token: string | undefined,
  right: 'read' | 'write',
): Promise<Response> =>
  hub.call(`/api/datasets/${repo}/xet-${right}-token/main`, { ...(token !== undefined && { token }) })

export async function connect(
  hub: TestHub,
  repo: string,
  token: string | undefined,
  right: 'read' | 'write' = 'write',
): Promise<Xet> {
  const answer = await ok(await xetToken(hub, repo, token, right))
  const { casUrl, accessToken } = (await answer.json()) as { casUrl: string; accessToken: string }
  return new Xet(casUrl, accessToken)
}

export async function commitXet(
  hub: TestHub,
  repo: string,
  token: string,
  files: Record<string, { sha256: string; size?: number }>,
): Promise<Response> {
  const operations = Object.entries(files).map(([path, { sha256, size }]) =>
    lfsFile(path, { oid: sha256, ...(size !== undefined && { size }) }),
  )
  const body = commitBody('c', operations)
  return hub.call(`/api/datasets/${repo}/commit/main`, { method: 'POST', token, body })
}

/** One xorb of these chunks, and the file they make, committed as `path`. */
export async function publish(
  hub: TestHub,
  repo: string,
  token: string,
  path: string,
  chunks: Buffer[],
): Promise<{ xorb: TestXorb; file: FileSpec }> {
  const xorb = makeXorb(chunks)
  const file = fileOf([termOf(xorb)])
  const xet = await connect(hub, repo, token)
  await xet.send([file], [xorb])
  await ok(await commitXet(hub, repo, token, { [path]: file }))
  return { xorb, file }
}

export async function ok(answer: Response): Promise<Response> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return answer
}

/** Status, code and words of an answer: what a stranger may compare. */
export async function wordsOf(answer: Response): Promise<unknown[]> {
  return [answer.status, answer.headers.get('x-error-code'), await answer.text()]
}

export { type FileSpec, fileOf, type ShardSpec, shardOf, type TermSpec, termOf }
