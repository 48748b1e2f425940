import { uncompressSync } from 'lz4-napi'
import { MalformedXet } from './malformed.js'

/**
 * LZ4 blocks: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md. A block is a run of sequences: some
 * literal bytes, then a match, which repeats bytes that stand `offset` before. The last has literals only.
 */
const MIN_MATCH = 4
/** A length of 15 in the token goes on in further bytes. */
const LONG = 15
/** From here on the cost of a native copy is less than that of a loop. */
const NATIVE_COPY = 48

/** Where decoded bytes go: nothing before `floor` may be repeated, nothing be written from `end` on. */
export interface Window {
  bytes: Buffer
  floor: number
  at: number
  end: number
}

const fail = (what: string): never => {
  throw new MalformedXet(`LZ4 block: ${what}`)
}

/** The native decoder wants the u32 LE size of the result before the block. */
const SIZE_BYTES = 4

/**
 * The bytes of a block that has nothing before it, `limit` at most. Native, which is some three times as fast;
 * written in safe Rust, and it allocates no more than the size it is told. It does so for every block, so a frame
 * of many small ones would cost far more than its bytes: hence only for the first.
 */
export function decodeFirstBlock(block: Buffer, limit: number): Buffer {
  const sized = Buffer.allocUnsafe(SIZE_BYTES + block.length)
  sized.writeUInt32LE(limit, 0)
  block.copy(sized, SIZE_BYTES)
  try {
    return uncompressSync(sized)
  } catch (error) {
    return fail((error as Error).message)
  }
}

/** Decodes `block` to `window.at` and returns where the output ends. Touches no byte outside of the window. */
export function decodeBlock(block: Buffer, window: Window): number {
  const { bytes: out, floor, end } = window
  const size = block.length
  let to = window.at
  let from = 0
  while (from < size) {
    const token = block[from++] as number

    let literals = token >> 4
    if (literals === LONG) {
      let more = 255
      // past the end `more` is undefined, which ends the loop; the check below sees it
      while (more === 255) literals += more = block[from++] as number
    }
    // written so that NaN, from a length that was cut off, fails too
    if (!(literals <= size - from)) fail('literals run past its end')
    if (literals > end - to) fail('more bytes than announced')
    if (literals < NATIVE_COPY) for (let i = 0; i < literals; i++) out[to + i] = block[from + i] as number
    else block.copy(out, to, from, from + literals)
    from += literals
    to += literals
    if (from === size) return to

    if (size - from < 2) fail('an offset is cut off')
    const offset = (block[from] as number) | ((block[from + 1] as number) << 8)
    from += 2
    let length = token & LONG
    if (length === LONG) {
      let more = 255
      while (more === 255) length += more = block[from++] as number
    }
    length += MIN_MATCH
    if (!(length <= end - to)) fail('more bytes than announced, or a length is cut off')
    if (offset === 0 || offset > to - floor) fail('a match begins before the data')
    copyMatch(out, to, offset, length)
    to += length
  }
  return fail('it does not end in literals')
}

/** Repeats `length` bytes from `offset` before `to`. A match longer than its offset repeats its own output. */
function copyMatch(out: Buffer, to: number, offset: number, length: number): void {
  const from = to - offset
  if (length < NATIVE_COPY) {
    for (let i = 0; i < length; i++) out[to + i] = out[from + i] as number
    return
  }
  // each round doubles what stands there to copy from
  let done = Math.min(offset, length)
  out.copyWithin(to, from, from + done)
  while (done < length) {
    const next = Math.min(done, length - done)
    out.copyWithin(to + done, to, to + next)
    done += next
  }
}
