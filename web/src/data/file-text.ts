import { decodeText, looksLikeText } from '../codecs/file-kinds.js'
import { type FileAt, sizeOf, usePieces } from './repo-files.js'

const PIECE_BYTES = 256 * 1024

/** The beginning of a file: its bytes, and its text if it is one. */
export function useBeginning(file: FileAt, pieceBytes = PIECE_BYTES) {
  const pieces = usePieces(file, pieceBytes)
  const parts = pieces.data?.pages.map((page) => page.bytes) ?? []
  const bytes = joined(parts)
  return {
    pieces,
    bytes,
    size: sizeOf(file.facts),
    isCut: pieces.hasNextPage,
    text: looksLikeText(bytes) ? decodeText(bytes) : undefined,
  }
}

function joined(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
