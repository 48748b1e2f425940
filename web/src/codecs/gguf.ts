import type { ReadRange, Tensor, TensorFile } from './safetensors.js'
import { elementsOf } from './safetensors.js'

/** https://github.com/ggml-org/ggml/blob/master/docs/gguf.md: metadata by key, then what tensors there are. */
const MAGIC = 0x46554747
const FIRST_BYTES = 512 * 1024
/** A vocabulary is in the header, so headers are some megabytes. */
const MOST_HEADER_BYTES = 64 * 1024 * 1024
const MOST_ENTRIES = 1_000_000
const MOST_SHOWN_ITEMS = 8
const MOST_TEXT = 2000
const TYPES: Record<number, string> = {
  ...['F32', 'F16', 'Q4_0', 'Q4_1', 'Q4_2', 'Q4_3', 'Q5_0', 'Q5_1', 'Q8_0', 'Q8_1', 'Q2_K', 'Q3_K', 'Q4_K'],
  ...{ 13: 'Q5_K', 14: 'Q6_K', 15: 'Q8_K', 16: 'IQ2_XXS', 17: 'IQ2_XS', 18: 'IQ3_XXS', 19: 'IQ1_S' },
  ...{ 20: 'IQ4_NL', 21: 'IQ3_S', 22: 'IQ2_S', 23: 'IQ4_XS', 24: 'I8', 25: 'I16', 26: 'I32', 27: 'I64' },
  ...{ 28: 'F64', 29: 'IQ1_M', 30: 'BF16', 34: 'TQ1_0', 35: 'TQ2_0', 39: 'MXFP4' },
}

/** More bytes are needed than are there. */
class Cut extends Error {}

/** The header of a GGUF file. Throws Error for one that is broken, in words for people. */
export async function readGguf(read: ReadRange): Promise<TensorFile> {
  for (let bytes = FIRST_BYTES; ; bytes *= 4) {
    const header = await read(0, Math.min(bytes, MOST_HEADER_BYTES))
    try {
      return parseGguf(new Cursor(header))
    } catch (error) {
      if (!(error instanceof Cut)) throw error
      if (header.length < bytes || bytes >= MOST_HEADER_BYTES)
        throw new Error('The file ends within its header, or its header is too long to be shown.')
    }
  }
}

function parseGguf(cursor: Cursor): TensorFile {
  if (cursor.left < 4 || cursor.u32() !== MAGIC)
    throw new Error('The file does not begin as a GGUF file does.')
  const version = cursor.u32()
  if (version < 2 || version > 3)
    throw new Error(`This is GGUF of version ${version}; versions 2 and 3 are read.`)
  const [tensorCount, entryCount] = [cursor.count(), cursor.count()]
  const metadata: [string, string][] = [['GGUF', String(version)]]
  for (let i = 0; i < entryCount; i++) metadata.push([cursor.text(), cursor.value(cursor.u32())])
  const tensors: Tensor[] = []
  for (let i = 0; i < tensorCount; i++) tensors.push(cursor.tensor())
  return { metadata, tensors, parameters: tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0) }
}

class Cursor {
  private at = 0
  private readonly view: DataView
  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }
  get left(): number {
    return this.bytes.length - this.at
  }
  private take(length: number): number {
    if (length > this.left) throw new Cut()
    this.at += length
    return this.at - length
  }
  u32 = (): number => this.view.getUint32(this.take(4), true)
  u64 = (): bigint => this.view.getBigUint64(this.take(8), true)
  count(): number {
    const count = this.u64()
    if (count > MOST_ENTRIES) throw new Error('The header of the file counts more entries than there can be.')
    return Number(count)
  }
  text(): string {
    const length = this.u64()
    if (length > MOST_HEADER_BYTES) throw new Error('The header of the file holds a text longer than itself.')
    const start = this.take(Number(length))
    return new TextDecoder().decode(this.bytes.subarray(start, Math.min(this.at, start + MOST_TEXT)))
  }
  /** A value of metadata as people read it; of lists the first items. */
  value(type: number, depth = 0): string {
    const { view } = this
    const scalars: (() => string)[] = [
      () => String(view.getUint8(this.take(1))),
      () => String(view.getInt8(this.take(1))),
      () => String(view.getUint16(this.take(2), true)),
      () => String(view.getInt16(this.take(2), true)),
      () => String(this.u32()),
      () => String(view.getInt32(this.take(4), true)),
      () => String(Number(view.getFloat32(this.take(4), true).toPrecision(7))),
      () => String(view.getUint8(this.take(1)) !== 0),
      () => this.text(),
      () => this.list(depth),
      () => String(this.u64()),
      () => String(view.getBigInt64(this.take(8), true)),
      () => String(view.getFloat64(this.take(8), true)),
    ]
    const scalar = scalars[type]
    if (!scalar || depth > 4)
      throw new Error(`The header of the file holds a value of an unknown type, ${type}.`)
    return scalar()
  }
  private list(depth: number): string {
    const type = this.u32()
    const length = this.count()
    const shown: string[] = []
    for (let i = 0; i < length; i++) {
      const item = this.value(type, depth + 1)
      if (i < MOST_SHOWN_ITEMS) shown.push(item)
    }
    return `[${shown.join(', ')}${length > MOST_SHOWN_ITEMS ? `, … ${length}` : ''}]`
  }
  tensor(): Tensor {
    const name = this.text()
    const rank = this.u32()
    if (rank > 8) throw new Error(`The tensor ${name.slice(0, 100)} has ${rank} dimensions, which cannot be.`)
    const shape = Array.from({ length: rank }, () => Number(this.u64()))
    const type = this.u32()
    this.u64()
    return { name, type: TYPES[type] ?? `type ${type}`, shape }
  }
}
