const BINS = 10
/** Where doubles have no more decimals. */
const WHOLE_FROM = 2 ** 52

/** To five decimals, halves to even, as numpy does and hence the viewer. JSON has no infinity and no NaN. */
export function round5(x: number | null): number | null {
  if (x === null || !Number.isFinite(x)) return null
  const scaled = x * 1e5
  if (Math.abs(x) >= WHOLE_FROM || !Number.isFinite(scaled)) return x
  return halfToEven(scaled) / 1e5
}

export function halfToEven(x: number): number {
  const below = Math.floor(x)
  const rest = x - below
  if (rest !== 0.5) return Math.round(x)
  return below % 2 === 0 ? below : below + 1
}

/** Ten bins of one width. */
export function floatEdges(min: number, max: number): number[] {
  if (min === max) return [min, max]
  const span = max - min
  const width = Number.isFinite(span) ? span / BINS : max / BINS - min / BINS
  // numpy's arange steps by the difference of the first two
  const step = min + width - min
  return [...Array.from({ length: BINS }, (_, i) => min + i * step), max]
}

/**
 * At most ten bins with whole edges; the last bin ends with the greatest value, so that few values get a bin each:
 * 0 and 1 give [0, 1, 1].
 */
export function wholeEdges(min: number, max: number): number[] {
  if (min === max) return [min, max]
  const width = Math.ceil((max - min + 1) / BINS)
  const starts = Array.from({ length: BINS }, (_, i) => min + i * width)
  return [...starts.filter((start) => start <= max), max]
}
