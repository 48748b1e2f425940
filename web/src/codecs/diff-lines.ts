/** Lines [start, end) of the old and of the new text, which are equal or take each other's place. */
export interface DiffBlock {
  equal: boolean
  before: [start: number, end: number]
  after: [start: number, end: number]
}
type Lines = readonly string[]
interface Range {
  a: [number, number]
  b: [number, number]
}
/** A pair of lines that are equal. */
type Match = [a: number, b: number]

/** Work grows with the square of it; blocks that differ more are shown as replaced whole. */
const MOST_EDITS = 600

/**
 * What differs between two texts, in order. Lines that occur once in both are anchors (patience diff), which keeps
 * functions and paragraphs together; between them the shortest edit is looked for (Myers).
 */
export function diffLines(before: Lines, after: Lines): DiffBlock[] {
  const matches = matchRange(before, after, { a: [0, before.length], b: [0, after.length] })
  return blocksOf(matches, before.length, after.length)
}

function matchRange(before: Lines, after: Lines, { a, b }: Range): Match[] {
  let [a0, a1, b0, b1] = [...a, ...b]
  const head: Match[] = []
  const tail: Match[] = []
  while (a0 < a1 && b0 < b1 && before[a0] === after[b0]) head.push([a0++, b0++])
  while (a0 < a1 && b0 < b1 && before[a1 - 1] === after[b1 - 1]) tail.unshift([--a1, --b1])
  if (a0 === a1 || b0 === b1) return head.concat(tail)
  const inner: Range = { a: [a0, a1], b: [b0, b1] }
  const anchors = anchorsOf(before, after, inner)
  const middle =
    anchors.length > 0
      ? between(before, after, inner, anchors)
      : shortest(before.slice(a0, a1), after.slice(b0, b1))
  const offset: Match = anchors.length > 0 ? [0, 0] : [a0, b0]
  return head.concat(
    middle.map(([x, y]): Match => [x + offset[0], y + offset[1]]),
    tail,
  )
}

function between(before: Lines, after: Lines, { a, b }: Range, anchors: Match[]): Match[] {
  const found: Match[] = []
  let [x, y] = [a[0], b[0]]
  for (const [ax, by] of [...anchors, [a[1], b[1]] as Match]) {
    if (ax < x || by < y) continue
    for (const match of matchRange(before, after, { a: [x, ax], b: [y, by] })) found.push(match)
    if (ax < a[1] && by < b[1]) found.push([ax, by])
    ;[x, y] = [ax + 1, by + 1]
  }
  return found
}

/** Lines that occur once on each side, as far as they are in the same order. */
function anchorsOf(before: Lines, after: Lines, { a, b }: Range): Match[] {
  const once = (lines: Lines, [start, end]: [number, number]) => {
    const places = new Map<string, number>()
    for (let i = start; i < end; i++) places.set(lines[i] ?? '', places.has(lines[i] ?? '') ? -1 : i)
    return places
  }
  const right = once(after, b)
  const pairs: Match[] = []
  for (const [line, i] of once(before, a)) {
    const j = right.get(line) ?? -1
    if (i >= 0 && j >= 0) pairs.push([i, j])
  }
  return longestRising(pairs)
}

/** The longest run of pairs whose second numbers rise; the first ones do already. */
function longestRising(pairs: Match[]): Match[] {
  const piles: number[] = []
  const previous: number[] = []
  pairs.forEach(([, value], i) => {
    let [low, high] = [0, piles.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[piles[middle] ?? 0]?.[1] ?? 0) < value) low = middle + 1
      else high = middle
    }
    previous[i] = low > 0 ? (piles[low - 1] ?? -1) : -1
    piles[low] = i
  })
  const run: Match[] = []
  for (let i = piles.at(-1) ?? -1; i >= 0; i = previous[i] ?? -1) run.unshift(pairs[i] as Match)
  return run
}

/** Myers, "An O(ND) Difference Algorithm", 1986; nothing is equal where the edits are too many. */
function shortest(before: Lines, after: Lines): Match[] {
  const [n, m] = [before.length, after.length]
  const most = Math.min(n + m, MOST_EDITS)
  const middle = most + 1
  const reach = new Int32Array(2 * most + 3)
  const trace: Int32Array[] = []
  const step = (d: number, k: number, from: Int32Array): number =>
    k === -d || (k !== d && (from[middle + k - 1] ?? 0) < (from[middle + k + 1] ?? 0))
      ? (from[middle + k + 1] ?? 0)
      : (from[middle + k - 1] ?? 0) + 1
  for (let d = 0; d <= most; d++) {
    trace.push(reach.slice())
    for (let k = -d; k <= d; k += 2) {
      let x = step(d, k, reach)
      while (x < n && x - k < m && before[x] === after[x - k]) x++
      reach[middle + k] = x
      if (x >= n && x - k >= m) return walkBack(trace, [n, m], middle)
    }
  }
  return []
}

function walkBack(trace: Int32Array[], [n, m]: Match, middle: number): Match[] {
  const matches: Match[] = []
  let [x, y] = [n, m]
  for (let d = trace.length - 1; d >= 0; d--) {
    const from = trace[d] as Int32Array
    const k = x - y
    const down = k === -d || (k !== d && (from[middle + k - 1] ?? 0) < (from[middle + k + 1] ?? 0))
    const k0 = down ? k + 1 : k - 1
    const x0 = d === 0 ? 0 : (from[middle + k0] ?? 0)
    const y0 = d === 0 ? 0 : x0 - k0
    while (x > x0 && y > y0) matches.push([--x, --y])
    ;[x, y] = [x0, y0]
  }
  return matches.reverse()
}

function blocksOf(matches: Match[], n: number, m: number): DiffBlock[] {
  const blocks: DiffBlock[] = []
  let [x, y] = [0, 0]
  for (const [a, b] of [...matches, [n, m] as Match]) {
    if (a > x || b > y) blocks.push({ equal: false, before: [x, a], after: [y, b] })
    const last = blocks.at(-1)
    if (a < n && b < m) {
      if (last?.equal && last.before[1] === a) {
        last.before[1] = a + 1
        last.after[1] = b + 1
      } else blocks.push({ equal: true, before: [a, a + 1], after: [b, b + 1] })
    }
    ;[x, y] = [a + 1, b + 1]
  }
  return blocks
}
