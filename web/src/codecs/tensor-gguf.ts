import { HeaderFault, MOST_HEADER, type TensorHeader, type TensorInfo } from './tensor-parts.js'

/** GGUF 2 and 3, little-endian: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. */

const MAGIC = 0x46554747
const MOST_DIMENSIONS = 8
/** Arrays within arrays; no file in use has more than one. */
const MOST_DEPTH = 4
/** Of a long array, such as a vocabulary, so many values are shown. */
const MOST_VALUES = 8
const LONGEST_VALUE = 2000

/** Name, values in a block, bytes of a block; by number. */
const TYPES: Record<number, [name: string, values: number, bytes: number]> = {
  ...{ 0: ['F32', 1, 4], 1: ['F16', 1, 2], 2: ['Q4_0', 32, 18], 3: ['Q4_1', 32, 20], 6: ['Q5_0', 32, 22] },
  ...{ 7: ['Q5_1', 32, 24], 8: ['Q8_0', 32, 34], 9: ['Q8_1', 32, 36], 10: ['Q2_K', 256, 84] },
  ...{ 11: ['Q3_K', 256, 110], 12: ['Q4_K', 256, 144], 13: ['Q5_K', 256, 176], 14: ['Q6_K', 256, 210] },
  ...{ 15: ['Q8_K', 256, 292], 16: ['IQ2_XXS', 256, 66], 17: ['IQ2_XS', 256, 74], 18: ['IQ3_XXS', 256, 98] },
  ...{ 19: ['IQ1_S', 256, 50], 20: ['IQ4_NL', 32, 18], 21: ['IQ3_S', 256, 110], 22: ['IQ2_S', 256, 82] },
  ...{ 23: ['IQ4_XS', 256, 136], 24: ['I8', 1, 1], 25: ['I16', 1, 2], 26: ['I32', 1, 4], 27: ['I64', 1, 8] },
  ...{ 28: ['F64', 1, 8], 29: ['IQ1_M', 256, 56], 30: ['BF16', 1, 2], 34: ['TQ1_0', 256, 54] },
  ...{ 35: ['TQ2_0', 256, 66], 39: ['MXFP4', 32, 17] },
}

/** The bytes end before the header does. */
class Short extends Error {}

class Cursor {
  at = 0
  private readonly view: DataView
  private readonly text = new TextDecoder()
  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  take<T>(size: number, read: (view: DataView, at: number) => T): T {
    if (this.at + size > this.bytes.length) throw new Short()
    const value = read(this.view, this.at)
    this.at += size
    return value
  }
  u32 = (): number => this.take(4, (view, at) => view.getUint32(at, true))
  u64 = (): bigint => this.take(8, (view, at) => view.getBigUint64(at, true))
  /** A number that counts something; one beyond the header's own limit cannot be true. */
  count(): number {
    const value = this.u64()
    if (value > BigInt(MOST_HEADER)) throw new HeaderFault('tooLarge')
    return Number(value)
  }
  string(): string {
    const length = this.count()
    return this.take(length, (_, at) => this.text.decode(this.bytes.subarray(at, at + length)))
  }
}

/** How each plain type of a metadata value is read, by number. */
const PLAIN: Record<number, (cursor: Cursor) => unknown> = {
  0: (c) => c.take(1, (view, at) => view.getUint8(at)),
  1: (c) => c.take(1, (view, at) => view.getInt8(at)),
  2: (c) => c.take(2, (view, at) => view.getUint16(at, true)),
  3: (c) => c.take(2, (view, at) => view.getInt16(at, true)),
  4: (c) => c.u32(),
  5: (c) => c.take(4, (view, at) => view.getInt32(at, true)),
  6: (c) => Number(c.take(4, (view, at) => view.getFloat32(at, true)).toPrecision(7)),
  7: (c) => c.take(1, (view, at) => view.getUint8(at)) !== 0,
  8: (c) => c.string(),
  10: (c) => c.u64(),
  11: (c) => c.take(8, (view, at) => view.getBigInt64(at, true)),
  12: (c) => c.take(8, (view, at) => view.getFloat64(at, true)),
}
const ARRAY = 9

/** A value as text. */
function textOf(cursor: Cursor, type: number, depth = 0): string {
  const read = PLAIN[type]
  if (read) return String(read(cursor)).slice(0, LONGEST_VALUE)
  if (type !== ARRAY || depth >= MOST_DEPTH) throw new HeaderFault('type')
  const of = cursor.u32()
  const count = cursor.count()
  const shown: string[] = []
  for (let i = 0; i < count; i++) {
    const value = textOf(cursor, of, depth + 1)
    if (i < MOST_VALUES) shown.push(value)
  }
  return `[${shown.join(', ')}${count > MOST_VALUES ? `, … ${count}` : ''}]`
}

function tensorOf(cursor: Cursor): TensorInfo {
  const name = cursor.string()
  const dimensions = cursor.u32()
  if (dimensions > MOST_DIMENSIONS) throw new HeaderFault('entry')
  // the fastest one comes first in the file; people write it last
  const shape = Array.from({ length: dimensions }, () => Number(cursor.u64())).reverse()
  const type = cursor.u32()
  cursor.u64()
  const [dtype, values, size] = TYPES[type] ?? [`type ${type}`, 1, 0]
  const count = shape.reduce((product, each) => product * each, 1)
  if (!Number.isSafeInteger(count)) throw new HeaderFault('entry')
  return { name, dtype, shape, bytes: (count / values) * size }
}

/** Reads the header from the beginning of a file, or tells how much of it to bring. Throws HeaderFault. */
export function readGguf(bytes: Uint8Array): { header: TensorHeader } | { needs: number } {
  const cursor = new Cursor(bytes)
  try {
    if (cursor.u32() !== MAGIC) throw new HeaderFault('magic')
    const version = cursor.u32()
    if (version !== 2 && version !== 3) throw new HeaderFault('version')
    const tensorCount = cursor.count()
    const valueCount = cursor.count()
    const metadata: [string, string][] = [['GGUF version', String(version)]]
    for (let i = 0; i < valueCount; i++) metadata.push([cursor.string(), textOf(cursor, cursor.u32())])
    const tensors: TensorInfo[] = []
    for (let i = 0; i < tensorCount; i++) tensors.push(tensorOf(cursor))
    return { header: { format: 'gguf', tensors, metadata, headerBytes: cursor.at } }
  } catch (error) {
    if (!(error instanceof Short)) throw error
    if (bytes.length >= MOST_HEADER) throw new HeaderFault('tooLarge')
    return { needs: Math.min(MOST_HEADER, Math.max(1024, bytes.length * 4)) }
  }
}
