import { encodeChunk } from '../../codecs/xet/chunk.js'
import { chunkHash, isDedupEligible } from '../../codecs/xet/hash.js'
import { FileHash, xorbHash } from '../../codecs/xet/merkle.js'
import { TermList } from '../../codecs/xet/terms.js'
import { MAX_XORB_BYTES, MAX_XORB_CHUNKS, type XorbIndex, XorbIndexBuilder } from '../../codecs/xet/xorb.js'
import type { BlobVault } from '../blob-vault.js'
import type { Stores } from '../context.js'
import type { KnownChunks } from './known-chunks.js'
import { chunksOf } from './pack-sample.js'
import { rangesByXorb, type XorbRanges } from './ranges.js'

/** Room for one more chunk at its largest. */
const FULL_XORB_BYTES = MAX_XORB_BYTES - 256 * 1024

export interface PackedContent {
  hash: Buffer
  terms: TermList
  uses: Map<string, XorbRanges>
  /** Where a search for other versions of the file begins. */
  firstChunk: { chunk: Buffer; xorb: Buffer } | undefined
  /** Bytes of the xorbs that were written. */
  newBytes: number
}
/** A run of chunks; `xorb` is set when the xorb that holds it is finished. */
interface Run {
  xorb: { hash: Buffer | undefined }
  start: number
  end: number
  length: number
}
type Needs = { blobs: Stores['blobs']; vault: BlobVault }

/** Cuts a content into chunks and stores those that are not known, xorb by xorb. */
export async function packContent(
  needs: Needs,
  content: AsyncIterable<Buffer>,
  known: KnownChunks,
): Promise<PackedContent> {
  const packer = new Packer(known)
  const source = chunksOf(content)[Symbol.asyncIterator]()
  let newBytes = 0
  while (!packer.isDone) newBytes += await storeXorb(needs, packer, source, known)
  return { ...packer.result(), newBytes }
}

async function storeXorb(
  { blobs, vault }: Needs,
  packer: Packer,
  source: AsyncIterator<Buffer>,
  known: KnownChunks,
): Promise<number> {
  const received = await blobs.receive(packer.frames(source), {})
  const index = packer.endXorb()
  if (index.count === 0) {
    await received.discard()
    return 0
  }
  const hash = xorbHash(index.leaves())
  packer.nameXorb(hash)
  known.addXorb(hash, index)
  await vault.publish(received, async (tx) => {
    await tx.xorbs.record({ hash, sha256: received.sha256, index })
    await tx.xorbs.listChunks(eligibleChunks(hash, index))
  })
  return received.size
}

/** Chunks of a xorb that a deduplication query may name. */
export function eligibleChunks(xorb: Buffer, index: XorbIndex): { chunk: Buffer; xorb: Buffer }[] {
  const entries: { chunk: Buffer; xorb: Buffer }[] = []
  for (let i = 0; i < index.count; i++)
    if (isDedupEligible(index.hash(i))) entries.push({ chunk: index.hash(i), xorb })
  return entries
}

/** Makes the recipe while the chunks go by. */
class Packer {
  isDone = false
  private readonly hash = new FileHash()
  private readonly runs: Run[] = []
  private firstHash: Buffer | undefined
  private builder = new XorbIndexBuilder()
  private current: Run['xorb'] = { hash: undefined }
  /** Chunks of the xorb being written, which has no name yet. */
  private fresh = new Map<string, number>()
  private freshBytes = 0

  constructor(private readonly known: KnownChunks) {}

  /** The packed chunks of the next xorb, until it is full or the content ends. */
  async *frames(source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
    while (this.fresh.size < MAX_XORB_CHUNKS && this.freshBytes < FULL_XORB_BYTES) {
      const step = await source.next()
      if (step.done) {
        this.isDone = true
        return
      }
      const frame = this.add(step.value)
      if (frame) yield frame
    }
  }

  endXorb(): XorbIndex {
    const index = this.builder.finish()
    this.builder = new XorbIndexBuilder()
    this.fresh = new Map()
    this.freshBytes = 0
    return index
  }

  nameXorb(hash: Buffer): void {
    this.current.hash = hash
    this.current = { hash: undefined }
  }

  result(): Omit<PackedContent, 'newBytes'> {
    const terms = this.runs.map(({ xorb, start, end, length }) => ({
      xorb: xorb.hash as Buffer,
      start,
      end,
      length,
    }))
    const first = terms[0]
    const firstChunk = first && this.firstHash && { chunk: this.firstHash, xorb: first.xorb }
    return { hash: this.hash.finish(), terms: TermList.of(terms), uses: rangesByXorb(terms), firstChunk }
  }

  /** The chunk as it is stored, when it is new. */
  private add(bytes: Buffer): Buffer | undefined {
    const hash = chunkHash(bytes)
    this.firstHash ??= hash
    this.hash.add(hash, bytes.length)
    const key = hash.toString('latin1')
    const place = this.known.find(hash)
    if (place) {
      this.addRun({ hash: place.xorb }, place.chunk, bytes.length)
      return undefined
    }
    const again = this.fresh.get(key)
    this.addRun(this.current, again ?? this.fresh.size, bytes.length)
    if (again !== undefined) return undefined
    this.fresh.set(key, this.fresh.size)
    const frame = encodeChunk(bytes)
    this.builder.add(hash, bytes.length, frame.length)
    this.freshBytes += frame.length
    return frame
  }

  private addRun(xorb: Run['xorb'], chunk: number, length: number): void {
    const last = this.runs.at(-1)
    const isSame =
      last && (last.xorb === xorb || (xorb.hash !== undefined && last.xorb.hash?.equals(xorb.hash)))
    if (isSame && last.end === chunk && last.length + length < 2 ** 31) {
      last.end++
      last.length += length
    } else this.runs.push({ xorb, start: chunk, end: chunk + 1, length })
  }
}
