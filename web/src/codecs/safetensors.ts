/** https://huggingface.co/docs/safetensors: eight bytes of length, then JSON. */
export interface Tensor {
  name: string
  type: string
  shape: number[]
  /** Of its data, where the format says so. */
  bytes?: number
}
export interface TensorFile {
  metadata: [key: string, value: string][]
  tensors: Tensor[]
  parameters: number
}
/** Reads [start, end) of a file, or fewer bytes where it ends. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array>

const MOST_HEADER_BYTES = 100_000_000
const FIRST_BYTES = 256 * 1024

/** The header of a safetensors file. Throws Error for one that is broken, in words for people. */
export async function readSafetensors(read: ReadRange): Promise<TensorFile> {
  const first = await read(0, FIRST_BYTES)
  if (first.length < 8) throw new Error('The file is too short to be a safetensors file.')
  const length = Number(new DataView(first.buffer, first.byteOffset).getBigUint64(0, true))
  if (length < 2 || length > MOST_HEADER_BYTES)
    throw new Error('The file does not begin as a safetensors file does.')
  const header = length + 8 <= first.length ? first.subarray(8, 8 + length) : await read(8, 8 + length)
  if (header.length < length) throw new Error('The file ends within its header.')
  return parseHeader(new TextDecoder().decode(header))
}

function parseHeader(text: string): TensorFile {
  const header = parseObject(text)
  const { __metadata__: about, ...entries } = header
  const tensors = Object.entries(entries).map(([name, entry]) => tensorOf(name, entry))
  return {
    metadata: Object.entries((about ?? {}) as object).map(([key, value]) => [key, String(value)]),
    tensors,
    parameters: tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0),
  }
}

function parseObject(text: string): Record<string, unknown> {
  const value: unknown = parsed(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new Error('The header of the file is no JSON object.')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const areCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0)

function tensorOf(name: string, entry: unknown): Tensor {
  const { dtype, shape, data_offsets: range } = (entry ?? {}) as Record<string, unknown>
  if (typeof dtype !== 'string' || !areCounts(shape) || !areCounts(range) || range.length !== 2)
    throw new Error(`The header says nothing that makes sense of the tensor ${name.slice(0, 100)}.`)
  return { name, type: dtype, shape, bytes: (range[1] ?? 0) - (range[0] ?? 0) }
}

export const elementsOf = (shape: number[]): number => shape.reduce((product, size) => product * size, 1)
