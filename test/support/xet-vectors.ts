import { readFileSync } from 'node:fs'

/** Known answers of the xet formats; hashes are in xet hex, `*_hex` in plain hex. */
export interface XetVectors {
  gear_table: { sha256_of_256_le_u64: string }
  generator: { check: { seed: number; n: number; sha256: string } }
  hash_string_encoding: { raw_hex?: string; raw_bytes?: number[]; xet_hex: string }[]
  files: FileVector[]
  chunking_trigger: { pattern: number[]; rows: { padding: number; rust_end_offsets: number[] }[] }
  merkle_synthetic: {
    cases: { n: number; xorb_hash: string; file_hash: string; verification_hash: string }[]
  }
  merkle_upstream: { cases: { leaves: [string, number][]; xorb_hash: string; file_hash_zero_salt: string }[] }
  hmac: { message_raw_hex: string; key_raw_hex: string; out_xet_hex: string }
  sha256_in_metadata_ext: { sha256: string; stored_raw_hex: string }
  xorb_three_schemes: {
    chunks: { scheme: number; data_hex: string; hash: string }[]
    xorb_hash: string
    body_hex: string
    full_with_footer_hex: string
    chunk_boundary_offsets: number[]
    unpacked_chunk_offsets: number[]
  }
  shard_upload_no_footer: { file_hash: string; sha256: string; verification_hash: string; shard_hex: string }
  captured_js_client: {
    hello_world: { sha256: string; xorb_hash: string; xorb_body_hex: string; shard_hex: string }
    repeated_text: { xorb_hash: string; xorb_body_hex: string }
    float_file: {
      sha256: string
      xorb_hash: string
      xorb_body_hex: string
      xorb_body_sha256: string
      file_hash: string
      chunks: { uncompressed: number; hash: string }[]
    }
  }
  dedup_response_shard: { shard_hex: string; hex_sha256: string; hmac_key_raw_hex: string }
}

export interface FileVector {
  name: string
  size: number
  sha256: string
  chunk_end_offsets: number[]
  chunk_hashes?: string[]
  chunk_hashes_first3?: string[]
  chunk_hashes_last?: string
  chunk_hashes_sha256_of_lines?: string
  dedup_eligible_indices_hash_mod_1024: number[]
  xorb_hash_all_chunks: string | null
  file_hash: string
  verification_hash_all_chunks: string | null
  js_client_0_2_0?: { chunk_end_offsets: number[]; file_hash: string; xorb_hash_all_chunks: string }
}

export const vectors = JSON.parse(
  readFileSync(new URL('../vectors/xet.json', import.meta.url), 'utf8'),
) as XetVectors

/** `size` bytes of the splitmix64 generator. */
export function splitmix(seed: number, size: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(size / 8) * 8)
  let state = BigInt(seed)
  for (let at = 0; at < size; at += 8) {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n)
    let z = BigInt.asUintN(64, (state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n)
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
    bytes.writeBigUInt64LE(z ^ (z >> 31n), at)
  }
  return bytes.subarray(0, size)
}

const MIB = 1 << 20
/** Lazily, for some are large. */
const FILES: Record<string, () => Buffer> = {
  empty: () => Buffer.alloc(0),
  'one-byte-00': () => Buffer.alloc(1),
  'one-byte-61': () => Buffer.from('a'),
  'hello-world': () => Buffer.from('hello world'),
  'const59-8191': () => Buffer.alloc(8191, 59),
  'const59-8193': () => Buffer.alloc(8193, 59),
  'zeros-65536': () => Buffer.alloc(65_536),
  'zeros-131072': () => Buffer.alloc(131_072),
  'zeros-131073': () => Buffer.alloc(131_073),
  'splitmix1-65536': () => splitmix(1, 65_536),
  'pattern-200000': () => Buffer.from(Array.from({ length: 200_000 }, (_, i) => i * 7 + (i >> 8) * 13)),
  'const59-1000000': () => Buffer.alloc(1_000_000, 59),
  'splitmix0-1000000': () => splitmix(0, 1_000_000),
  'splitmix42-1MiB': () => splitmix(42, MIB),
  'splitmix7-5MiB': () => splitmix(7, 5 * MIB),
  'splitmix7-5MiB-edit': () => insert(splitmix(7, 5 * MIB), 2_000_000, '0123456789'),
}

const insert = (bytes: Buffer, at: number, text: string): Buffer =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at)])

/** The bytes of a file vector. */
export function fileBytes(name: string): Buffer {
  const make = FILES[name]
  if (!make) throw new Error(`no bytes are known for ${name}`)
  return make()
}

/** `bytes` cut at the offsets where chunks end. */
export const cutAt = (bytes: Buffer, ends: number[]): Buffer[] =>
  ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end))

/** `bytes` as a stream of blocks of `size`. */
export async function* inBlocks(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
