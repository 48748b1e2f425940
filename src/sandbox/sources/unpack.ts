import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import type { SourceFile } from '../readers/reader.js'
import { Unreadable } from '../readers/unreadable.js'
import type { Budget } from './budget.js'
import type { Workspace } from './workspace.js'

export type Packing = 'gzip' | 'zstd' | 'bzip2' | 'xz' | 'lz4' | 'zip' | 'none'
const MAGIC: [Packing, number[]][] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  // of one without files
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
]
const LONGEST_MAGIC = 6

/** By the first bytes, as the library does: names are not to be trusted. */
export async function packingOf(path: string): Promise<Packing> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_MAGIC), 0, LONGEST_MAGIC, 0)
    const start = buffer.subarray(0, bytesRead)
    return MAGIC.find(([, magic]) => magic.every((byte, i) => start[i] === byte))?.[0] ?? 'none'
  } finally {
    await file.close()
  }
}

/** The path of the plain content: of the file itself, or of a copy that is unpacked. */
export async function unpacked(work: Workspace, file: SourceFile): Promise<string> {
  const path = file.member === undefined ? file.path : await extractMember(work, file)
  const packing = await packingOf(path)
  if (packing === 'none') return path
  const decoder = decoderOf(packing, file.name)
  const to = work.path()
  if (file.member === undefined) work.budget.addPacked((await stat(path)).size)
  await pipeUnpacked(createReadStream(path), decoder, { to, budget: work.budget, name: file.name })
  return to
}

/** Members of a zip are counted against the archive, as they are read. */
export async function extractMember(work: Workspace, file: SourceFile): Promise<string> {
  const zip = await work.zip(file.path, archiveOf(file))
  const to = work.path()
  const before = work.budget.state()
  try {
    await pipeline(zip.read(file.member ?? '', work.budget), createWriteStream(to))
  } catch (error) {
    await rm(to, { force: true })
    work.budget.goBack(before)
    throw error
  }
  return to
}

/** What the archive of a member is called. */
const archiveOf = ({ name, member = '' }: SourceFile): string => name.slice(0, -member.length - 1)

async function pipeUnpacked(
  from: Readable,
  decoder: Transform,
  { to, budget, name }: { to: string; budget: Budget; name: string },
): Promise<void> {
  try {
    await pipeline(from, decoder, counted(budget), createWriteStream(to))
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable('Damaged', `${name} cannot be unpacked: ${(error as Error).message}`)
  }
}

const counted = (budget: Budget): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        budget.addUnpacked(chunk.length)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
  })

function decoderOf(packing: Packing, name: string): Transform {
  if (packing === 'gzip') return createGunzip()
  if (packing === 'zstd') return unzstd()
  const how =
    packing === 'zip' ? 'publish the files in it beside it' : 'publish it as .gz or .zst, or unpacked'
  throw new Unreadable('UnknownPacking', `${name} is packed by ${packing}, which is not read here: ${how}.`)
}

/** In small pieces, so that a bomb cannot unfold between two looks at the budget. */
const ZSTD_PIECE = 16 * 1024
function unzstd(): Transform {
  const ready: Uint8Array[] = []
  const decoder = new Decompress((chunk) => ready.push(chunk.slice()))
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        for (let at = 0; at < chunk.length; at += ZSTD_PIECE) {
          decoder.push(chunk.subarray(at, at + ZSTD_PIECE))
          for (const piece of ready.splice(0)) this.push(piece)
        }
        done()
      } catch (error) {
        done(error as Error)
      }
    },
    flush(done) {
      try {
        decoder.push(new Uint8Array(), true)
        for (const piece of ready.splice(0)) this.push(piece)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
}
