/**
 * QR codes of texts of up to 271 bytes (ISO 18004, byte mode, level L, versions 1 to 10), so that a key is drawn where it is shown
 * and sent nowhere.
 */

/** Of each version: codewords of data, codewords of correction in a block, blocks. */
const VERSIONS = [
  [19, 7, 1],
  [34, 10, 1],
  [55, 15, 1],
  [80, 20, 1],
  [108, 26, 1],
  [136, 18, 2],
  [156, 20, 2],
  [194, 24, 2],
  [232, 30, 2],
  [274, 18, 4],
] as const
const MASKS: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

/** Rows of modules; true is dark. Throws for a text that is too long. */
export function qrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text)
  const version = VERSIONS.findIndex(([data], i) => bytes.length + (i < 9 ? 2 : 3) <= data) + 1
  if (version === 0) throw new Error('The text is too long for a QR code of this kind.')
  const words = corrected(dataWords(bytes, version), version)
  const drawn = MASKS.map((_, mask) => draw(version, words, mask))
  return drawn.reduce((best, each) => (penalty(each) < penalty(best) ? each : best))
}

/** Mode, length, bytes, and the padding of the standard. */
function dataWords(bytes: Uint8Array, version: number): number[] {
  const [capacity] = versionOf(version)
  const bits: number[] = []
  const put = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1)
  }
  put(4, 4)
  put(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) put(byte, 8)
  put(0, Math.min(4, capacity * 8 - bits.length))
  while (bits.length % 8 !== 0) bits.push(0)
  const words = Array.from({ length: bits.length / 8 }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0),
  )
  for (let pad = 0xec; words.length < capacity; pad ^= 0xec ^ 0x11) words.push(pad)
  return words
}

const versionOf = (version: number) => VERSIONS[version - 1] as readonly [number, number, number]

/** Words of all blocks, interleaved, each block with its words of correction (Reed-Solomon). */
function corrected(data: number[], version: number): number[] {
  const [capacity, ecc, count] = versionOf(version)
  const short = Math.floor(capacity / count)
  const shortOnes = count - (capacity % count)
  let at = 0
  const blocks = Array.from({ length: count }, (_, i) => {
    const length = short + (i < shortOnes ? 0 : 1)
    at += length
    return data.slice(at - length, at)
  })
  const corrections = blocks.map((block) => remainder(block, generator(ecc)))
  const interleave = (rows: number[][], most: number) =>
    Array.from({ length: most }, (_, i) => rows.flatMap((row) => row[i] ?? [])).flat()
  return [...interleave(blocks, short + 1), ...interleave(corrections, ecc)]
}

/** Product in the field of 256 elements by x^8 + x^4 + x^3 + x^2 + 1. */
function times(a: number, b: number): number {
  let product = 0
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    product ^= ((b >> i) & 1) * a
  }
  return product
}

function generator(degree: number): number[] {
  const coefficients = [...Array(degree - 1).fill(0), 1]
  let root = 1
  for (let i = 0; i < degree; i++, root = times(root, 2))
    for (let j = 0; j < degree; j++)
      coefficients[j] = times(coefficients[j], root) ^ (coefficients[j + 1] ?? 0)
  return coefficients
}

function remainder(data: number[], divisor: number[]): number[] {
  const rest = divisor.map(() => 0)
  for (const word of data) {
    const factor = word ^ (rest.shift() ?? 0)
    rest.push(0)
    divisor.forEach((coefficient, i) => {
      rest[i] = (rest[i] ?? 0) ^ times(coefficient, factor)
    })
  }
  return rest
}

function draw(version: number, words: number[], mask: number): boolean[][] {
  const size = version * 4 + 17
  const grid = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const fixed = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const set = (x: number, y: number, isDark: boolean) => {
    const [row, known] = [grid[y], fixed[y]]
    if (!row || !known || x < 0 || x >= size) return
    row[x] = isDark
    known[x] = true
  }
  drawPatterns(version, size, set)
  drawFormat(size, mask, set)
  drawVersion(version, size, set)
  let i = 0
  for (const [x, y] of zigzag(size)) {
    if (fixed[y]?.[x]) continue
    const bit = ((words[i >> 3] ?? 0) >> (7 - (i & 7))) & 1
    i++
    const row = grid[y]
    if (row) row[x] = (bit === 1) !== (MASKS[mask]?.(x, y) ?? false)
  }
  return grid
}

type Put = (x: number, y: number, isDark: boolean) => void

function drawPatterns(version: number, size: number, set: Put): void {
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0)
    set(i, 6, i % 2 === 0)
  }
  const places = alignment(version, size)
  for (const [i, x] of places.entries())
    for (const [j, y] of places.entries()) {
      const isCorner =
        (i === 0 && (j === 0 || j === places.length - 1)) || (i === places.length - 1 && j === 0)
      if (!isCorner) square(x, y, 2, set)
    }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    square(x, y, 4, set)
}

/** Rings around a middle: dark, light, dark; of radius 4 with the light edge of a finder. */
function square(x: number, y: number, radius: number, set: Put): void {
  for (let dy = -radius; dy <= radius; dy++)
    for (let dx = -radius; dx <= radius; dx++) {
      const ring = Math.max(Math.abs(dx), Math.abs(dy))
      set(x + dx, y + dy, radius === 2 ? ring !== 1 : ring !== 2 && ring !== 4)
    }
}

function alignment(version: number, size: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, i) => size - 7 - (count - 2 - i) * step)]
}

/** Level L and the mask, with their own correction, twice. */
function drawFormat(size: number, mask: number, set: Put): void {
  const data = (1 << 3) | mask
  let rest = data
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537)
  const bits = ((data << 10) | rest) ^ 0x5412
  const bit = (i: number) => ((bits >> i) & 1) === 1
  for (let i = 0; i < 6; i++) set(8, i, bit(i))
  set(8, 7, bit(6))
  set(8, 8, bit(7))
  set(7, 8, bit(8))
  for (let i = 9; i < 15; i++) set(14 - i, 8, bit(i))
  for (let i = 0; i < 8; i++) set(size - 1 - i, 8, bit(i))
  for (let i = 8; i < 15; i++) set(8, size - 15 + i, bit(i))
  set(8, size - 8, true)
}

function drawVersion(version: number, size: number, set: Put): void {
  if (version < 7) return
  let rest = version
  for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25)
  const bits = (version << 12) | rest
  for (let i = 0; i < 18; i++) {
    const isDark = ((bits >> i) & 1) === 1
    const [a, b] = [size - 11 + (i % 3), Math.floor(i / 3)]
    set(a, b, isDark)
    set(b, a, isDark)
  }
}

/** Places of data, two columns at a time, from the lower right up and down. */
function* zigzag(size: number): Generator<[number, number]> {
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++)
      for (const x of [right, right - 1]) {
        const isUp = ((right + 1) & 2) === 0
        yield [x, isUp ? size - 1 - step : step]
      }
  }
}

/** How hard a grid is to read: long runs, squares, and an uneven share of dark. */
function penalty(grid: boolean[][]): number {
  const size = grid.length
  const at = (x: number, y: number) => grid[y]?.[x] ?? false
  let sum = 0
  for (const isRow of [true, false])
    for (let i = 0; i < size; i++) {
      const line = Array.from({ length: size }, (_, j) => ((isRow ? at(j, i) : at(i, j)) ? '1' : '0')).join(
        '',
      )
      for (const run of line.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2
      sum += 40 * (line.match(/(?=10111010000|00001011101)/g)?.length ?? 0)
    }
  for (let y = 0; y + 1 < size; y++)
    for (let x = 0; x + 1 < size; x++)
      if (at(x, y) === at(x + 1, y) && at(x, y) === at(x, y + 1) && at(x, y) === at(x + 1, y + 1)) sum += 3
  const dark = grid.flat().filter(Boolean).length / size ** 2
  return sum + Math.floor(Math.abs(dark - 0.5) * 20) * 10
}
