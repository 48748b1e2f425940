import { encodeChunk } from '../../codecs/xet/chunk.js'
import { Chunker } from '../../codecs/xet/chunker.js'
import { chunkHash } from '../../codecs/xet/hash.js'

const SAMPLE_BYTES = 16 * 1024 * 1024

/** The share of space that chunks would save, by the beginning of a content: compression and repetition. 0 to 1. */
export async function sampleSaving(content: AsyncIterable<Buffer>): Promise<number> {
  const seen = new Set<string>()
  let raw = 0
  let stored = 0
  for await (const chunk of chunksOf(content)) {
    const key = chunkHash(chunk).toString('latin1')
    if (!seen.has(key)) stored += encodeChunk(chunk).length
    seen.add(key)
    raw += chunk.length
    if (raw >= SAMPLE_BYTES) break
  }
  return raw === 0 ? 0 : 1 - stored / raw
}

export async function* chunksOf(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunker = new Chunker()
  for await (const bytes of content) yield* chunker.push(bytes)
  yield* chunker.finish()
}
