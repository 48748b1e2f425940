import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { BLOCK_BYTES } from '../../core/blocks.js'
import { HubError } from '../../core/errors.js'
import { giveBack, takeAligned } from './aligned-blocks.js'
import { WriteOut } from './write-out.js'

/** Larger files would push other data out of the page cache, and hardly be there still when they are read. */
const DIRECT_FROM_BYTES = 64 * 1024 * 1024
/** From here on another thread's help is worth its messages. */
export const SHARED_FROM_BYTES = 16 * 1024 * 1024
/** What every disk takes as the unit of a direct write. */
const UNIT_BYTES = 4096
/** So many are on their way to the disk, or filled, at a time. */
export const SHARED_BLOCKS = 4
const CACHED_BLOCKS = 2

/**
 * A file that is written a block at a time, each from a buffer of `buffers`. Where the system can (Linux, most file
 * systems) blocks of a large file go to the disk without a copy in the page cache: decision 9.
 */
export class BlockFile {
  private readonly writeOut: WriteOut
  private constructor(
    private readonly file: FileHandle,
    private readonly direct: FileHandle | undefined,
    /** Filled in turn. */
    readonly buffers: Buffer[],
    /** Another thread may read the buffers without a copy. */
    readonly isShared: boolean,
  ) {
    this.writeOut = new WriteOut(file)
  }
  private isDirect = true

  /**
   * `wx`: a new file; `r+`: one that is there. About `sizeBytes` of it are going to be written, when that is known.
   * `readSoon`: they go through the page cache, however many they are.
   */
  static async open(
    path: string,
    flags: 'wx' | 'r+',
    sizeBytes?: number,
    readSoon = false,
  ): Promise<BlockFile> {
    const file = await open(path, flags)
    const shared = (sizeBytes ?? 0) >= SHARED_FROM_BYTES ? takeAligned(SHARED_BLOCKS) : undefined
    if (!shared)
      return new BlockFile(file, undefined, buffersFor(sizeBytes ?? Number.POSITIVE_INFINITY), false)
    const isDirect = !readSoon && (sizeBytes ?? 0) >= DIRECT_FROM_BYTES
    return new BlockFile(file, isDirect ? await openDirect(path) : undefined, shared, true)
  }

  /** Writes all of `block`, which is one of `buffers` or the beginning of one. Throws InsufficientStorage. */
  async write(block: Buffer, position: number): Promise<void> {
    const isWhole = block.length % UNIT_BYTES === 0 && position % UNIT_BYTES === 0
    if (this.direct && this.isDirect && isWhole) {
      try {
        return await writeAll(this.direct, block, position)
      } catch (error) {
        if (!isRefusal(error)) throw error
        this.isDirect = false
      }
    }
    await writeAll(this.file, block, position)
    this.writeOut.wrote(block.length)
  }

  /** What was written is safe on the disk. */
  async sync(): Promise<void> {
    await this.writeOut.end()
    await this.file.sync()
  }

  /** Returns when no write is on its way any more. */
  async close(): Promise<void> {
    await this.direct?.close()
    await this.file.close()
    if (this.isShared) giveBack(this.buffers)
  }
}

/** Writes all of `bytes`: Node returns a short count at disk full without throwing. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    if (bytesWritten === 0) throw new HubError('InsufficientStorage')
    done += bytesWritten
  }
}

/** Undefined where the system or the file system has no direct writes. */
async function openDirect(path: string): Promise<FileHandle | undefined> {
  if (constants.O_DIRECT === undefined) return undefined
  try {
    return await open(path, constants.O_WRONLY | constants.O_DIRECT)
  } catch (error) {
    if (isRefusal(error)) return undefined
    throw error
  }
}

/** A small object needs no MiB, and no second buffer. */
function buffersFor(sizeBytes: number): Buffer[] {
  const capacity = Math.max(1, Math.min(BLOCK_BYTES, sizeBytes))
  const count = sizeBytes > BLOCK_BYTES ? CACHED_BLOCKS : 1
  return Array.from({ length: count }, () => Buffer.allocUnsafeSlow(capacity))
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP')
