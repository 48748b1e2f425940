import { expect, test } from 'vitest'
import { qrCode } from './qr.js'

const dark = (grid: boolean[][], x: number, y: number) => grid[y]?.[x] === true

/** Reads a code again by the standard's own steps, without the code that drew it: format, mask, words, text. */
function read(grid: boolean[][]): string {
  const size = grid.length
  const version = (size - 17) / 4
  const places = [0, 1, 2, 3, 4, 5, 7, 8].map((y) => dark(grid, 8, y))
  places.push(...[7, 5, 4, 3, 2, 1, 0].map((x) => dark(grid, x, 8)))
  const format = places.reduce((sum, is, i) => sum | (Number(is) << i), 0) ^ 0x5412
  expect(format >> 13).toBe(1)
  const mask = (format >> 10) & 7
  const masks = [
    (i: number, j: number) => (i + j) % 2 === 0,
    (i: number) => i % 2 === 0,
    (_: number, j: number) => j % 3 === 0,
    (i: number, j: number) => (i + j) % 3 === 0,
    (i: number, j: number) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2 === 0,
    (i: number, j: number) => ((i * j) % 2) + ((i * j) % 3) === 0,
    (i: number, j: number) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0,
    (i: number, j: number) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
  ]
  const bits: number[] = []
  let isUp = true
  for (let x = size - 1; x > 0; x -= 2, isUp = !isUp) {
    if (x === 6) x--
    for (let k = 0; k < size; k++)
      for (const column of [x, x - 1]) {
        const y = isUp ? size - 1 - k : k
        if (isFunction(column, y, size, version)) continue
        bits.push(Number(dark(grid, column, y) !== masks[mask]?.(y, column)))
      }
  }
  const words = Array.from({ length: bits.length >> 3 }, (_, i) =>
    Number.parseInt(bits.slice(i * 8, i * 8 + 8).join(''), 2),
  )
  return textOf(words, version)
}

/** Middles of the small squares, from the table of the standard. */
const ALIGNMENT: Record<number, number[]> = {
  1: [],
  2: [6, 18],
  3: [6, 22],
  4: [6, 26],
  5: [6, 30],
  6: [6, 34],
  7: [6, 22, 38],
}

function isFunction(x: number, y: number, size: number, version: number): boolean {
  if (x === 6 || y === 6) return true
  if ((x < 9 && y < 9) || (x > size - 9 && y < 9) || (x < 9 && y > size - 9)) return true
  if (version >= 7 && ((x > size - 12 && y < 6) || (y > size - 12 && x < 6))) return true
  const middles = ALIGNMENT[version] ?? []
  return middles.some((cx) =>
    middles.some((cy) => {
      const last = middles.at(-1)
      const isFinder = (cx === 6 && cy === 6) || (cx === 6 && cy === last) || (cx === last && cy === 6)
      return !isFinder && Math.abs(cx - x) <= 2 && Math.abs(cy - y) <= 2
    }),
  )
}

function textOf(words: number[], version: number): string {
  // of the versions that are tried, 6 and 7 have two blocks of one length
  const blocks = version >= 6 ? 2 : 1
  const capacity = { 1: 19, 2: 34, 3: 55, 4: 80, 5: 108, 6: 136, 7: 156 }[version] ?? 0
  const data = Array.from({ length: blocks }, (_, b) =>
    words.slice(0, capacity).filter((_, i) => i % blocks === b),
  ).flat()
  const bits = data.map((word) => word.toString(2).padStart(8, '0')).join('')
  expect(bits.slice(0, 4)).toBe('0100')
  const length = Number.parseInt(bits.slice(4, 12), 2)
  const bytes = Array.from({ length }, (_, i) => Number.parseInt(bits.slice(12 + i * 8, 20 + i * 8), 2))
  return new TextDecoder().decode(new Uint8Array(bytes))
}

test.each([
  'A',
  'otpauth://totp/Databelt:minji?issuer=Databelt&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30',
  '한글도 그립니다',
  'x'.repeat(50),
  'y'.repeat(130),
  'z'.repeat(150),
])('%s is read again', (text) => expect(read(qrCode(text))).toBe(text))

test('the corners are where readers look for them', () => {
  const grid = qrCode('A')
  expect(grid).toHaveLength(21)
  expect(dark(grid, 8, 13)).toBe(true)
  expect([0, 1, 2, 3, 4, 5, 6, 7].map((x) => dark(grid, x, 0))).toEqual([
    true,
    true,
    true,
    true,
    true,
    true,
    true,
    false,
  ])
})

test('a text that is too long is refused', () => {
  expect(() => qrCode('x'.repeat(300))).toThrow('too long')
})
