/**
 * Grams are pairs and triples of neighbouring characters (UTF-16 units) of a folded text, as 32-bit hashes. A text that
 * has a word has all its grams, so that a set of grams says where a word cannot be. None reaches over white space.
 */
export interface GramSink {
  pair(hash: number): void
  triple(hash: number): void
}

const SPACE = 0x20
const IDEOGRAPHIC_SPACE = 0x3000
const isSpace = (unit: number) => unit <= SPACE || unit === IDEOGRAPHIC_SPACE

export function eachGram(folded: string, sink: GramSink): void {
  let before = SPACE
  let last = SPACE
  for (let i = 0; i < folded.length; i++) {
    const unit = folded.charCodeAt(i)
    if (!isSpace(unit) && !isSpace(last)) {
      const pair = mix((last << 16) | unit)
      sink.pair(pair)
      if (!isSpace(before)) sink.triple(mix(pair ^ Math.imul(before, 0x9e3779b1)))
    }
    before = last
    last = unit
  }
}

export function gramsOf(folded: string): { pairs: number[]; triples: number[] } {
  const [pairs, triples] = [new Set<number>(), new Set<number>()]
  eachGram(folded, { pair: (hash) => pairs.add(hash), triple: (hash) => triples.add(hash) })
  return { pairs: [...pairs], triples: [...triples] }
}

/** The finalizer of MurmurHash3: every bit of the answer depends on every bit given. */
function mix(h: number): number {
  let x = h ^ (h >>> 16)
  x = Math.imul(x, 0x85ebca6b)
  x ^= x >>> 13
  x = Math.imul(x, 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}
