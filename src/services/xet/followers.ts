import { toHex } from '../../codecs/xet/hash.js'
import { TermList } from '../../codecs/xet/terms.js'
import type { Stores } from '../context.js'
import type { Xorb } from './chunk-source.js'

/** A client that is told of this many chunks need not ask again for 5 GB: 48 bytes each, 4 MiB together. */
const MOST_CHUNKS = (4 * 1024 * 1024) / 48
/** Each is looked up by itself. */
const MOST_XORBS = 256
/** Recipes of more fragments than this are not read for an answer. */
const MOST_TERM_BYTES = 1024 * 1024

/**
 * The xorbs that come after this one in the newest file of the repo that has it: what the sender of another version
 * of that file needs next. Clients ask only at one chunk in a thousand, and send what lies between an answer's end
 * and the next question.
 */
export async function followersOf(
  { metadata, chunks }: Pick<Stores, 'metadata' | 'chunks'>,
  xorb: Xorb,
  repoId: number,
): Promise<Xorb[]> {
  const file = await metadata.xetFiles.newestWith(xorb.hash, repoId, MOST_TERM_BYTES)
  if (!file) return []
  const followers: Xorb[] = []
  let room = MOST_CHUNKS - xorb.index.count
  for (const hash of xorbsAfter(new TermList(file.terms), xorb.hash)) {
    if (followers.length === MOST_XORBS) break
    const next = await chunks.find(hash)
    if (!next) continue
    room -= next.index.count
    if (room < 0) break
    followers.push(next)
  }
  return followers
}

/** The other xorbs, each once, in the order in which a file comes to need them after `start`. */
function* xorbsAfter(terms: TermList, start: Buffer): Generator<Buffer> {
  const seen = new Set<string>()
  let begun = false
  for (const { xorb } of terms) {
    begun ||= xorb.equals(start)
    const key = toHex(xorb)
    if (!begun || seen.has(key)) continue
    seen.add(key)
    if (!xorb.equals(start)) yield xorb
  }
}
