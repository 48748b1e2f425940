import { toHex } from '../../codecs/xet/hash.js'
import { type Term, TermList } from '../../codecs/xet/terms.js'
import { HubError } from '../../core/errors.js'
import type { Grant } from '../access.js'
import type { Stores } from '../context.js'
import { chunkAt } from './assembly.js'
import type { Range } from './ranges.js'

/** How to get a file, or bytes [start, end) of it, from ranges of xorbs. */
export interface Reconstruction {
  /** Bytes of the first chunk that come before the range asked for. */
  skipBytes: number
  terms: Part[]
  /** For each xorb, disjoint runs of chunks; every term lies inside one. */
  fetches: Fetch[]
}
/** A run of chunks, and the bytes that it takes in the packed xorb. */
export interface Fetch {
  xorb: Buffer
  /** Of the packed xorb: another packing has its chunks elsewhere. */
  sha256: string
  chunks: Range
  bytes: Range
}
interface Part extends Fetch {
  /** Unpacked bytes of all these chunks. */
  length: number
  skipBytes: number
}
/** Bytes of a file, end exclusive; an absent end means the end of the file. */
export type WantedBytes = (size: number) => { start: number; end: number }

export function createReconstructions({ metadata, chunks }: Pick<Stores, 'metadata' | 'chunks'>) {
  /** Throws EntryNotFound unless the file is in the repo, or the caller has just sent it there. */
  async function plan(
    grant: Grant<'repo:download'>,
    hash: Buffer,
    wanted: WantedBytes,
  ): Promise<Reconstruction> {
    const userId = grant.principal.kind === 'user' ? grant.principal.userId : null
    const file = await metadata.xetFiles.findIn(grant.repo.id, userId, hash)
    if (!file)
      throw new HubError('EntryNotFound', {
        path: toHex(hash),
        revision: 'any commit',
        repo: grant.repo.name,
      })
    const { start, end } = wanted(file.size)
    const parts: Part[] = []
    let at = 0
    for (const term of new TermList(file.terms)) {
      if (at >= end) break
      if (at + term.length > start)
        parts.push(await cut(term, Math.max(0, start - at), Math.min(term.length, end - at)))
      at += term.length
    }
    return { skipBytes: parts[0]?.skipBytes ?? 0, terms: parts, fetches: fetchesOf(parts) }
  }

  /** The chunks of a term that hold its bytes [from, to). */
  async function cut(term: Term, from: number, to: number): Promise<Part> {
    const xorb = await chunks.find(term.xorb)
    if (!xorb) throw new HubError('BlobDamaged', { path: `the xorb ${toHex(term.xorb)}` })
    const { index, sha256 } = xorb
    const base = index.rawStart(term.start)
    const first = chunkAt(index, term.start, term.end, base + from)
    const last = chunkAt(index, term.start, term.end, base + to - 1)
    return {
      xorb: term.xorb,
      sha256,
      length: index.rawStart(last) + index.length(last) - index.rawStart(first),
      chunks: { start: first, end: last + 1 },
      bytes: { start: index.start(first), end: index.end(last) },
      skipBytes: base + from - index.rawStart(first),
    }
  }

  return { plan }
}

/** Runs that overlap or touch become one, so that no chunk is fetched twice from one address. */
export function fetchesOf(parts: Fetch[]): Fetch[] {
  const byXorb = new Map<string, Fetch[]>()
  const inOrder = [...parts].sort((a, b) => a.chunks.start - b.chunks.start)
  for (const { xorb, sha256, chunks, bytes } of inOrder) {
    const runs = byXorb.get(toHex(xorb)) ?? []
    byXorb.set(toHex(xorb), runs)
    const last = runs.at(-1)
    if (last && chunks.start <= last.chunks.end) {
      last.chunks.end = Math.max(last.chunks.end, chunks.end)
      last.bytes.end = Math.max(last.bytes.end, bytes.end)
    } else runs.push({ xorb, sha256, chunks: { ...chunks }, bytes: { ...bytes } })
  }
  return [...byXorb.values()].flat()
}
