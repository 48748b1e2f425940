import { expect, test } from 'vitest'
import { HeaderFault, readTensorHeader } from './tensor-headers.js'

const faultOf = (path: string, bytes: Uint8Array) => {
  try {
    readTensorHeader(path, bytes)
  } catch (error) {
    if (error instanceof HeaderFault) return error.fault
    throw error
  }
  return undefined
}
function safetensors(header: unknown): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json])
}
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const u64 = (value: number | bigint) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)])
const gguf = (version = 3) =>
  Buffer.concat([
    ...[Buffer.from('GGUF'), u32(version), u64(2), u64(3)],
    ...[text('general.architecture'), u32(8), text('llama')],
    ...[text('llama.context_length'), u32(4), u32(8192)],
    ...[text('tokenizer.ggml.tokens'), u32(9), u32(8), u64(10), ...'안녕abcdefgh'.split('').map(text)],
    ...[text('blk.0.attn_q.weight'), u32(2), u64(512), u64(256), u32(12), u64(0)],
    ...[text('output_norm.weight'), u32(1), u64(512), u32(0), u64(73_728)],
  ])

test('safetensors: tensors, and what was written beside them', () => {
  const header = {
    __metadata__: { format: 'pt' },
    'model.embed.weight': { dtype: 'BF16', shape: [32000, 64], data_offsets: [0, 4_096_000] },
    scale: { dtype: 'F32', shape: [], data_offsets: [4_096_000, 4_096_004] },
  }
  const file = safetensors(header)
  expect(readTensorHeader('a.safetensors', file.subarray(0, 3))).toEqual({ needs: 8 })
  expect(readTensorHeader('a.safetensors', file.subarray(0, 20))).toEqual({ needs: file.length })
  expect(readTensorHeader('a.safetensors', Buffer.concat([file, Buffer.alloc(99)]))).toEqual({
    header: {
      format: 'safetensors',
      metadata: [['format', 'pt']],
      headerBytes: file.length,
      tensors: [
        { name: 'model.embed.weight', dtype: 'BF16', shape: [32000, 64], bytes: 4_096_000 },
        { name: 'scale', dtype: 'F32', shape: [], bytes: 4 },
      ],
    },
  })
})

test.each([
  ['json', safetensors('[1]')],
  ['json', safetensors('{"a":')],
  ['entry', safetensors({ a: null })],
  ['entry', safetensors({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } })],
  ['entry', safetensors({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } })],
  ['entry', safetensors({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 0] } })],
  ['tooLarge', Buffer.concat([u64(2n ** 60n), Buffer.from('{}')])],
])('safetensors: %s is told of what is no header', (fault, bytes) =>
  expect(faultOf('a.safetensors', bytes)).toBe(fault),
)

test.each([2, 3])('GGUF %s: tensors by their type, and metadata', (version) => {
  const file = gguf(version)
  const read = readTensorHeader('model.Q4_K_M.gguf', Buffer.concat([file, Buffer.alloc(64)]))
  expect(read).toEqual({
    header: {
      format: 'gguf',
      headerBytes: file.length,
      metadata: [
        ['GGUF version', String(version)],
        ['general.architecture', 'llama'],
        ['llama.context_length', '8192'],
        ['tokenizer.ggml.tokens', '[안, 녕, a, b, c, d, e, f, … 10]'],
      ],
      tensors: [
        { name: 'blk.0.attn_q.weight', dtype: 'Q4_K', shape: [256, 512], bytes: (256 * 512 * 144) / 256 },
        { name: 'output_norm.weight', dtype: 'F32', shape: [512], bytes: 2048 },
      ],
    },
  })
})

test('GGUF: wherever it is cut, more is asked for and nothing is made up', () => {
  const file = gguf()
  for (let end = 0; end < file.length; end++) {
    const read = readTensorHeader('a.gguf', file.subarray(0, end))
    expect('needs' in read && read.needs > end, String(end)).toBe(true)
  }
})

test('GGUF: what is none is said so', () => {
  expect(faultOf('a.gguf', Buffer.from('GGML----'))).toBe('magic')
  expect(faultOf('a.gguf', gguf(1))).toBe('version')
  expect(faultOf('a.gguf', Buffer.concat([Buffer.from('GGUF'), u32(3), u64(2n ** 62n)]))).toBe('tooLarge')
  const nested = [Buffer.from('GGUF'), u32(3), u64(0), u64(1), text('a'), u32(9)]
  for (let i = 0; i < 9; i++) nested.push(u32(9), u64(1))
  expect(faultOf('a.gguf', Buffer.concat(nested))).toBe('type')
})
