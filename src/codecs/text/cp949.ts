/**
 * CP949 (Unified Hangul Code): EUC-KR and the 8,822 syllables that it lacks. The `euc-kr` of ICU, which Node has, takes
 * the bytes of those for control characters. They stand in the order of Unicode in the cells that EUC-KR leaves free.
 */
const FIRST_SYLLABLE = 0xac00
const LAST_SYLLABLE = 0xd7a3
let cells: Uint16Array | undefined

/** Throws TypeError for bytes that are no CP949. A character that is cut by the end of a chunk waits for the next. */
export class Cp949Decoder {
  private lead = 0

  decode(bytes: Uint8Array, { stream }: { stream: boolean }): string {
    cells ??= makeCells()
    const units = new Uint16Array(bytes.length + 1)
    let length = 0
    for (const byte of bytes) {
      if (this.lead !== 0) {
        const unit = cells[(this.lead << 8) | byte] as number
        if (unit === 0) throw new TypeError(`not CP949: ${this.lead.toString(16)} ${byte.toString(16)}`)
        units[length++] = unit
        this.lead = 0
      } else if (byte < 0x80) units[length++] = byte
      else this.lead = byte
    }
    if (!stream && this.lead !== 0) throw new TypeError('not CP949: it ends within a character')
    return Buffer.from(units.buffer, 0, length * 2).toString('utf16le')
  }
}

function makeCells(): Uint16Array {
  const made = new Uint16Array(65_536)
  const taken = new Set<number>()
  const ksx1001 = new TextDecoder('euc-kr', { fatal: true })
  for (let lead = 0xa1; lead <= 0xfe; lead++)
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const unit = oneCharacter(ksx1001, lead, trail)
      made[(lead << 8) | trail] = unit
      taken.add(unit)
    }
  const free = freeCells()
  for (let syllable = FIRST_SYLLABLE; syllable <= LAST_SYLLABLE; syllable++)
    if (!taken.has(syllable)) made[free.next().value as number] = syllable
  return made
}

function oneCharacter(decoder: { decode(bytes: Uint8Array): string }, lead: number, trail: number): number {
  try {
    const text = decoder.decode(Uint8Array.of(lead, trail))
    return text.length === 1 && text.charCodeAt(0) > 0x9f ? text.charCodeAt(0) : 0
  } catch {
    return 0
  }
}

function* freeCells(): Generator<number> {
  const trails = [...range(0x41, 0x5a), ...range(0x61, 0x7a), ...range(0x81, 0xfe)]
  for (const lead of range(0x81, 0xc6))
    for (const trail of trails) if (lead <= 0xa0 || trail <= 0xa0) yield (lead << 8) | trail
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)
