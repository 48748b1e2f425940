import { decoderOf } from '../text/decoders.js'
import { EncodingScores } from '../text/guess.js'

/** What the upper half of a byte was on the machines zip was made for. */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Names of the files in a zip. Many programs write the encoding of their machine and do not say which (Windows in Korea:
 * CP949). What is UTF-8 is taken for it; the rest is of one encoding, told by all names together, else of IBM's first.
 */
export function decodeNames(names: readonly Buffer[]): string[] {
  const texts = names.map((name) => decoded(name, utf8))
  const strange = names.filter((_, i) => texts[i] === undefined)
  if (strange.length === 0) return texts as string[]
  const decode = decoderOfNames(strange)
  return names.map((name, i) => texts[i] ?? decode(name))
}

function decoderOfNames(names: readonly Buffer[]): (name: Buffer) => string {
  const scores = new EncodingScores()
  // a zero byte between names: no character goes on in the next
  for (const name of names) scores.take(Buffer.concat([name, Buffer.alloc(1)]))
  for (const encoding of scores.candidates()) {
    // each name has a decoder of its own: one that has failed is in the midst of a character
    const decode = (name: Buffer) =>
      decoded(name, { decode: (bytes) => decoderOf(encoding).decode(bytes, { stream: false }) })
    if (names.every((name) => decode(name) !== undefined)) return (name) => decode(name) ?? ofCp437(name)
  }
  return ofCp437
}

function decoded(name: Buffer, decoder: { decode(bytes: Buffer): string }): string | undefined {
  try {
    return decoder.decode(name)
  } catch {
    return undefined
  }
}

const ofCp437 = (name: Buffer): string =>
  Array.from(name, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : CP437[byte - 0x80])).join('')
