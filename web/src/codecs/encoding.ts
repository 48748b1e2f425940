import { EncodingScores } from '../../../src/codecs/text/guess.js'

/** Names as people know them, with what a browser calls the decoder. */
const LABELS: Record<string, string> = { cp949: 'euc-kr' }

export interface DecodedText {
  text: string
  /** Such as `utf-8`, `cp949`, `shift_jis`; undefined: it is no text, or of an encoding that is not known. */
  encoding: string | undefined
}

/** The beginning of a file as text, by the hub's own rule for encodings. Its last character may be cut. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const marked = byMark(bytes)
  if (marked) return { text: new TextDecoder(marked).decode(bytes), encoding: marked }
  const utf8 = strictly('utf-8', bytes)
  if (utf8 !== undefined && !utf8.includes('\0')) return { text: utf8, encoding: 'utf-8' }
  if (bytes.includes(0)) return { text: '', encoding: undefined }
  const scores = new EncodingScores()
  scores.take(bytes)
  for (const encoding of scores.candidates()) {
    const text = strictly(LABELS[encoding] ?? encoding, bytes)
    if (text !== undefined) return { text, encoding }
  }
  return { text: '', encoding: undefined }
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

function strictly(label: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return undefined
  }
}
