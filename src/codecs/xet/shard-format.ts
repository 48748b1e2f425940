import { HASH_BYTES } from './hash.js'

/** What shards are made of. docs/protocols/xet.md, sections 5.1 to 5.5. */
export const RECORD_BYTES = 48
export const FOOTER_BYTES = 200
export const SHARD_VERSION = 2

/** 32 bytes at the start of every shard. */
export const MAGIC = Buffer.concat([
  Buffer.from('HFRepoMetaData', 'latin1'),
  Buffer.from('00556967456a7b815783a5bdd95ccdd14aa9', 'hex'),
])
/** Offsets in the header record, both u64 LE. */
export const HEADER = { version: 32, footerBytes: 40 }

/** Offsets in a file header and a xorb header: u32 flags, u32 number of terms or chunks. */
export const BLOCK = { flags: 32, count: 36, rawBytes: 40, storedBytes: 44 }
export const FILE_FLAG = { verification: 0x8000_0000, metadata: 0x4000_0000 }

/** Offsets in a chunk record: u32 raw offset in the xorb, u32 raw length, u32 flags. */
export const CHUNK = { offset: 32, length: 36, flags: 40 }
export const CHUNK_FLAG_DEDUP = 0x8000_0000

/** The record that ends the file section, and the xorb section. */
export const BOOKEND = Buffer.concat([
  Buffer.alloc(HASH_BYTES, 0xff),
  Buffer.alloc(RECORD_BYTES - HASH_BYTES),
])
