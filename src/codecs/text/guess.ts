/**
 * How well bytes that are no UTF-8 fit the encodings of East Asia: the share of their double bytes that stand for
 * characters in daily use. Korean as Chinese looks nearly as good as it is, so the order and the weights matter.
 */
export class EncodingScores {
  private readonly scripts = SCRIPTS.map((script) => ({ ...script, total: 0, common: 0, kana: 0, lead: 0 }))

  take(bytes: Uint8Array): void {
    for (const script of this.scripts) count(script, bytes)
  }

  /** Those that may be it, the likeliest first. */
  candidates(): string[] {
    const scored = this.scripts.map((script) => ({ name: script.name, score: scoreOf(script) }))
    const likely = scored.filter(({ score }) => score > LEAST)
    return likely.sort((a, b) => b.score - a.score).map(({ name }) => name)
  }
}

const LEAST = 0.55
const LEAST_KANA = 0.1

interface Script {
  name: string
  weight: number
  needsKana: boolean
  isLead(byte: number): boolean
  isCommon(lead: number, trail: number): boolean
  isKana(lead: number, trail: number): boolean
}
type Counting = Script & { total: number; common: number; kana: number; lead: number }

const within = (byte: number, from: number, to: number) => byte >= from && byte <= to
const SCRIPTS: Script[] = [
  {
    name: 'cp949',
    weight: 1,
    needsKana: false,
    isLead: (byte) => byte >= 0x81,
    // the syllables of KS X 1001, and punctuation
    isCommon: (lead, trail) =>
      trail >= 0xa1 && (within(lead, 0xb0, 0xc8) || lead === 0xa1 || lead === 0xa3 || lead === 0xa2),
    isKana: () => false,
  },
  {
    name: 'shift_jis',
    weight: 1,
    needsKana: true,
    isLead: (byte) => within(byte, 0x81, 0x9f) || within(byte, 0xe0, 0xfc),
    isCommon: (lead) => within(lead, 0x81, 0x83) || within(lead, 0x88, 0x97),
    isKana: (lead, trail) =>
      (lead === 0x82 && within(trail, 0x9f, 0xf1)) || (lead === 0x83 && within(trail, 0x40, 0x96)),
  },
  {
    name: 'euc-jp',
    weight: 1,
    needsKana: true,
    isLead: (byte) => byte >= 0x8e,
    isCommon: (lead) => within(lead, 0xa1, 0xa5) || within(lead, 0xb0, 0xcf),
    isKana: (lead) => lead === 0xa4 || lead === 0xa5,
  },
  {
    name: 'gb18030',
    weight: 0.9,
    needsKana: false,
    isLead: (byte) => byte >= 0x81,
    isCommon: (lead, trail) => trail >= 0xa1 && (within(lead, 0xb0, 0xd7) || within(lead, 0xa1, 0xa3)),
    isKana: () => false,
  },
]

function count(script: Counting, bytes: Uint8Array): void {
  for (const byte of bytes) {
    if (script.lead !== 0) {
      script.total++
      if (script.isCommon(script.lead, byte)) script.common++
      if (script.isKana(script.lead, byte)) script.kana++
      script.lead = 0
    } else if (script.isLead(byte)) script.lead = byte
    // katakana of half width, which other encodings look like
    else if (byte >= 0x80) script.total++
  }
}

function scoreOf(script: Counting): number {
  if (script.total === 0) return 0
  if (script.needsKana && script.kana / script.total < LEAST_KANA) return 0
  return (script.common / script.total) * script.weight
}
