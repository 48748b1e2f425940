import { readGguf } from './tensor-gguf.js'
import { HeaderFault, MOST_HEADER, type TensorHeader } from './tensor-parts.js'

/** Headers of files that hold tensors: safetensors, and GGUF 2 and 3. Pure: bytes in, values out. */
export { HeaderFault, type TensorHeader, type TensorInfo } from './tensor-parts.js'

/** What was read, or how many bytes of the beginning of the file it takes to go on. */
export type HeaderRead = { header: TensorHeader } | { needs: number }

/** Reads the header from the beginning of a file. Throws HeaderFault. */
export const readTensorHeader = (path: string, bytes: Uint8Array): HeaderRead =>
  /\.gguf$/i.test(path) ? readGguf(bytes) : readSafetensors(bytes)

const LENGTH_BYTES = 8
const BITS: Record<string, number> = {
  ...{ F64: 64, I64: 64, U64: 64, C64: 64, F32: 32, I32: 32, U32: 32, F16: 16, BF16: 16, I16: 16, U16: 16 },
  ...{ I8: 8, U8: 8, BOOL: 8, F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8, F6_E2M3: 6, F6_E3M2: 6, F4: 4 },
}

/** A length, JSON of that length, then the tensors: https://huggingface.co/docs/safetensors. */
function readSafetensors(bytes: Uint8Array): HeaderRead {
  if (bytes.length < LENGTH_BYTES) return { needs: LENGTH_BYTES }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > BigInt(MOST_HEADER)) throw new HeaderFault('tooLarge')
  const end = LENGTH_BYTES + Number(length)
  if (bytes.length < end) return { needs: end }
  const { __metadata__: metadata = {}, ...entries } = objectOf(bytes.subarray(LENGTH_BYTES, end))
  const tensors = Object.entries(entries).map(([name, entry]) => tensorOf(name, entry))
  return {
    header: {
      format: 'safetensors',
      tensors,
      metadata: Object.entries(metadata as object).map(([key, value]) => [key, String(value)]),
      headerBytes: end,
    },
  }
}

function objectOf(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // told below, like everything else that is no header
  }
  throw new HeaderFault('json')
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function tensorOf(name: string, entry: unknown) {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  const isWhole =
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.every(isSize) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(isSize)
  if (!isWhole) throw new HeaderFault('entry')
  const [start, stop] = offsets as [number, number]
  const bits = BITS[dtype]
  const count = (shape as number[]).reduce((product, each) => product * each, 1)
  if (stop < start || (bits !== undefined && Math.ceil((count * bits) / 8) !== stop - start))
    throw new HeaderFault('entry')
  return { name, dtype, shape: shape as number[], bytes: stop - start }
}
