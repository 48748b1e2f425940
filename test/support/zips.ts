import { deflateRawSync } from 'node:zlib'
import { crc32 } from '@node-rs/crc32'

/** A file as it is to be in a zip. */
export interface Packed {
  /** As bytes where they are to be of no known encoding. */
  name: string | Buffer
  content: string | Buffer
  /** What the directory says, if it lies. */
  size?: number
  isEncrypted?: boolean
  /** Another than deflate. */
  method?: number
  /** The checksum is of something else. */
  isDamaged?: boolean
}

const ALL32 = 0xffffffff

/** A zip of these files, in this order; with `is64` its numbers stand in the fields of 64 bits. */
export function zipOf(files: Packed[], { is64 = false } = {}): Buffer {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const { local, entry } = packed(file, offset, is64)
    locals.push(local)
    entries.push(entry)
    offset += local.length
  }
  const directory = Buffer.concat(entries)
  const end = is64
    ? end64(files.length, directory.length, offset)
    : endOf(files.length, directory.length, offset)
  return Buffer.concat([...locals, directory, end])
}

/** A zip of files by their names. */
export const zipOfFiles = (files: Record<string, string | Buffer>): Buffer =>
  zipOf(Object.entries(files).map(([name, content]) => ({ name, content })))

function packed(file: Packed, offset: number, is64: boolean): { local: Buffer; entry: Buffer } {
  const content = Buffer.from(file.content)
  const method = file.method ?? 8
  const bytes = method === 8 ? deflateRawSync(content) : content
  const name = Buffer.from(file.name)
  const size = file.size ?? content.length
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(is64 ? 45 : 20, 0)
  fields.writeUInt16LE(file.isEncrypted ? 1 : 0, 2)
  fields.writeUInt16LE(method, 4)
  fields.writeUInt32LE(file.isDamaged ? 1 : crc32(content), 10)
  fields.writeUInt32LE(bytes.length, 14)
  fields.writeUInt32LE(size, 18)
  fields.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, bytes])
  const extra = is64 ? extra64(size, bytes.length, offset) : Buffer.alloc(0)
  if (is64) fields.writeUInt32LE(ALL32, 14)
  if (is64) fields.writeUInt32LE(ALL32, 18)
  fields.writeUInt16LE(extra.length, 24)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(is64 ? ALL32 : offset, 10)
  return { local, entry: Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, rest, name, extra]) }
}

function extra64(size: number, packedSize: number, offset: number): Buffer {
  const extra = Buffer.alloc(28)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(24, 2)
  for (const [i, value] of [size, packedSize, offset].entries())
    extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i)
  return extra
}

function endOf(files: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files, 8)
  end.writeUInt16LE(files, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return end
}

function end64(files: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(56)
  end.write('PK\x06\x06', 'latin1')
  end.writeBigUInt64LE(44n, 4)
  for (const [i, value] of [files, files, size, offset].entries())
    end.writeBigUInt64LE(BigInt(value), 24 + 8 * i)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  locator.writeBigUInt64LE(BigInt(offset + size), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([end, locator, endOf(0xffff, ALL32, ALL32)])
}
