import { TermList } from '../../codecs/xet/terms.js'
import { HubError } from '../../core/errors.js'
import type { BlobStore } from '../../stores/blobs/blob-store.js'
import type { MetadataStore } from '../../stores/metadata/metadata-store.js'
import { assemble } from './assembly.js'
import type { ChunkSource } from './chunk-source.js'

const BLOCK_BYTES = 1024 * 1024

/** Reads contents that are kept as recipes, as if they were blobs of a store. */
export function createContentSource(metadata: MetadataStore, chunks: ChunkSource): Pick<BlobStore, 'read'> {
  async function* read(sha256: string, start: number, end: number, recycle = false): AsyncGenerator<Buffer> {
    const file = await metadata.xetFiles.ofContent(sha256)
    if (!file) throw new HubError('BlobDamaged', { path: `the content ${sha256}` })
    yield* inBlocks(assemble(chunks, new TermList(file.terms), start, end), end - start, recycle)
  }
  return { read }
}

/** Pieces of exactly BLOCK_BYTES, but for the last. `recycle`: a piece is good until the next is asked for. */
async function* inBlocks(
  source: AsyncIterable<Buffer>,
  sizeBytes: number,
  recycle: boolean,
): AsyncGenerator<Buffer> {
  const newBlock = () => Buffer.allocUnsafeSlow(Math.min(BLOCK_BYTES, sizeBytes))
  let block = newBlock()
  let filled = 0
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + block.length - filled)
      block.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < block.length) continue
      yield block
      if (!recycle) block = newBlock()
      filled = 0
    }
  }
  if (filled > 0) yield block.subarray(0, filled)
}
