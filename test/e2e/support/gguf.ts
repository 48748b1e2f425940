const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const u64 = (value: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)])

// types of values and of tensors, by their numbers in the format
const [U32, TEXT, F32, Q4_K] = [4, 8, 0, 12]

/** GGUF 3 with two values and two tensors of zeros, as llama.cpp writes it: the weights begin at a multiple of 32. */
export function gguf(): Buffer {
  const header = Buffer.concat([
    ...[Buffer.from('GGUF'), u32(3), u64(2), u64(2)],
    ...[text('general.architecture'), u32(TEXT), text('llama')],
    ...[text('llama.context_length'), u32(U32), u32(8192)],
    ...[text('blk.0.attn_q.weight'), u32(2), u64(512), u64(256), u32(Q4_K), u64(0)],
    ...[text('output_norm.weight'), u32(1), u64(512), u32(F32), u64(73_728)],
  ])
  return Buffer.concat([header, Buffer.alloc(-header.length & 31), Buffer.alloc(73_728 + 2048)])
}
