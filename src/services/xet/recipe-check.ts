import { termHash, toHex } from '../../codecs/xet/hash.js'
import { FileHash } from '../../codecs/xet/merkle.js'
import { type Shard, type ShardFile, type ShardXorb, shardChunk, termRange } from '../../codecs/xet/shard.js'
import { RECORD_BYTES } from '../../codecs/xet/shard-format.js'
import type { Term } from '../../codecs/xet/terms.js'
import type { XorbIndex } from '../../codecs/xet/xorb.js'
import { HubError } from '../../core/errors.js'
import type { ChunkSource } from './chunk-source.js'
import { EVERY_CHUNK, type Range, rangesByXorb, type XorbRanges } from './ranges.js'

const refuse = (why: string): never => {
  throw new HubError('BadRequest', { why: `${why} Nothing was registered.` })
}

/** The chunks that the files of a shard use, as it says. Throws BadRequest. */
export function usedBy({ files }: Shard): XorbRanges[] {
  const used: (Range & { xorb: Buffer })[] = []
  // who has every chunk is told below that there are not so many
  const most = EVERY_CHUNK.end
  for (const file of files)
    for (const { xorb, start, end } of file.terms) {
      if (start >= end) refuse(`The file ${toHex(file.hash)} has a term without chunks.`)
      used.push({ xorb, start: Math.min(start, most - 1), end: Math.min(end, most) })
    }
  return [...rangesByXorb(used).values()]
}

/** All chunks of the xorbs that a shard describes. Says nothing of a xorb that the sender may not know. */
export async function describedBy(chunks: ChunkSource, { xorbs }: Shard): Promise<XorbRanges[]> {
  const described: (Range & { xorb: Buffer })[] = []
  for (const { hash } of xorbs)
    described.push({ xorb: hash, start: 0, end: (await chunks.find(hash))?.index.count ?? 1 })
  return [...rangesByXorb(described).values()]
}

/** A recipe whose every statement holds against the chunks that are here. */
export interface CheckedRecipe {
  file: ShardFile
  size: number
  /** By xet hex of the xorb: the chunks it uses. */
  uses: Map<string, XorbRanges>
}

/**
 * Checks a recipe against the indexes of its xorbs: ranges, lengths, the hash of each term (which only who knows
 * its chunks can give) and the hash of the file. Throws BadRequest with what is wrong.
 */
export async function checkRecipe(chunks: ChunkSource, file: ShardFile): Promise<CheckedRecipe> {
  const name = `The file ${toHex(file.hash)}`
  const hash = new FileHash()
  for (let i = 0; i < file.terms.count; i++) {
    const term = file.terms.at(i)
    const xorb = await chunks.find(term.xorb)
    if (!xorb) refuse(`${name} uses the xorb ${toHex(term.xorb)}, which is not here. Upload it first.`)
    else checkTerm(`Term ${i} of ${name.toLowerCase()}`, term, xorb.index, termRange(file, i), hash)
  }
  if (!hash.finish().equals(file.hash)) refuse(`${name} is not what its terms give.`)
  return { file, size: file.terms.size, uses: rangesByXorb(file.terms) }
}

function checkTerm(name: string, term: Term, index: XorbIndex, stated: Buffer, hash: FileHash): void {
  if (term.end > index.count)
    refuse(`${name} names the chunks ${term.start} to ${term.end} of a xorb that has ${index.count}.`)
  let length = 0
  for (let i = term.start; i < term.end; i++) {
    length += index.length(i)
    hash.add(index.hash(i), index.length(i))
  }
  if (length !== term.length) refuse(`${name} has ${length} bytes, not ${term.length}.`)
  if (!termHash(index.hashes(term.start, term.end)).equals(stated))
    refuse(`${name} has a verification hash that does not fit its chunks.`)
}

/** What a shard says of a xorb must be what the hub found when the xorb came in. */
export async function checkStatedXorb(chunks: ChunkSource, stated: ShardXorb): Promise<void> {
  const name = `The xorb ${toHex(stated.hash)}`
  const index = (await chunks.find(stated.hash))?.index
  if (!index) return refuse(`${name} is not here. Upload it first.`)
  if (chunkCount(stated) !== index.count)
    refuse(`${name} has ${index.count} chunks, not ${chunkCount(stated)}.`)
  for (let i = 0; i < index.count; i++) {
    const chunk = shardChunk(stated, i)
    if (chunk.length !== index.length(i) || !chunk.hash.equals(index.hash(i)))
      refuse(`Chunk ${i} of ${name.toLowerCase()} is not the one the shard says.`)
  }
}

export const chunkCount = (xorb: ShardXorb): number => xorb.chunks.length / RECORD_BYTES

/** Chunks that the client marked, or that begin a file: they are listed for deduplication. */
export function* chunksToList(recipes: CheckedRecipe[], stated: ShardXorb[]): Generator<[Buffer, number]> {
  for (const { file } of recipes)
    if (file.terms.count > 0) yield [file.terms.at(0).xorb, file.terms.at(0).start]
  for (const xorb of stated)
    for (let i = 0; i < chunkCount(xorb); i++) if (shardChunk(xorb, i).flagged) yield [xorb.hash, i]
}
