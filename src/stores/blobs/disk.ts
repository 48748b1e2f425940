import { randomUUID } from 'node:crypto'
import { chmod, copyFile, link, mkdir, open, opendir, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { BLOCK_BYTES } from '../../core/blocks.js'
import { HubError } from '../../core/errors.js'
import {
  type BlobFacts,
  BlobMissing,
  type BlobStore,
  type ExpectedContent,
  type ReceivedBlob,
} from './blob-store.js'
import { BlockFile } from './block-file.js'
import { type Algorithm, type BlockHash, hashHere } from './block-hash.js'
import { ContentCheck, writeBlocks } from './block-writer.js'
import { examine } from './examine.js'
import { hashOnThread } from './hash-thread.js'
import { PartTurns } from './part-turns.js'

export interface DiskOptions {
  folder: string
  /** Space that uploads leave free, so that the database and garbage collection can go on. */
  minFreeBytes: number
}

/** Blobs as files `blobs/ab/<sha256>`; uploads in `uploads/` on the same file system until they are renamed. */
export async function openDiskStore(options: DiskOptions): Promise<BlobStore> {
  const blobs = join(options.folder, 'blobs')
  const uploads = join(options.folder, 'uploads')
  const damaged = join(options.folder, 'quarantine')
  // all 256 folders now, so that a publish has one folder to fsync
  const shards = Array.from({ length: 256 }, (_, i) => join(blobs, i.toString(16).padStart(2, '0')))
  await makeFolders([options.folder, uploads, damaged, blobs, ...shards])
  for (const folder of [blobs, options.folder]) await syncFolder(folder)

  const pathOf = (sha256: string) => join(blobs, sha256.slice(0, 2), sha256)
  const partsPath = (upload: string) => join(uploads, `parts-${upload}`)
  const turns = new PartTurns()

  const checkSpace = (sizeBytes: number) => checkFree(uploads, options.minFreeBytes + sizeBytes)

  async function receive(
    source: AsyncIterable<Uint8Array>,
    expected: ExpectedContent,
  ): Promise<ReceivedBlob> {
    // a room of 0 says nothing
    const sizeBytes = expected.size ?? (expected.room || undefined)
    await checkSpace(sizeBytes ?? 0)
    const path = join(uploads, `blob-${randomUUID()}`)
    try {
      return await full(async () => {
        const file = await BlockFile.open(path, 'wx', sizeBytes, expected.readSoon)
        const hash = hashFor(file, 'sha256')
        const check = new ContentCheck(expected, hash)
        try {
          await writeBlocks(source, file, 0, check)
          const facts = await check.finish()
          await file.sync()
          return received(path, pathOf(facts.sha256), facts)
        } finally {
          hash.drop()
          await file.close()
        }
      })
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
  }

  async function writePart(
    upload: string,
    offset: number,
    source: AsyncIterable<Uint8Array>,
    sizeBytes: number,
  ) {
    await checkSpace(sizeBytes)
    const path = partsPath(upload)
    const leave = turns.write(upload)
    return full(async () => {
      // for writing anywhere in the file; whoever comes first makes it
      await open(path, 'a').then((made) => made.close())
      const file = await BlockFile.open(path, 'r+', sizeBytes)
      const md5 = hashFor(file, 'md5')
      try {
        const bounded = exactly(source, sizeBytes)
        await writeBlocks(bounded, file, offset, { block: md5.update })
        await file.sync()
        return { etag: await md5.digest() }
      } finally {
        md5.drop()
        await file.close()
      }
    }).finally(leave)
  }

  async function finishParts(
    upload: string,
    expected: Required<Pick<ExpectedContent, 'sha256' | 'size'>>,
  ): Promise<ReceivedBlob> {
    const path = partsPath(upload)
    const leave = turns.finish(upload)
    try {
      const nothingSent = () => new HubError('SizeMismatch', { actual: 0, expected: expected.size })
      const blocks = readFile(path, { start: 0, end: expected.size + 1, recycle: true }, nothingSent)
      const facts = await examine(blocks, expected.size, expected)
      return received(path, pathOf(facts.sha256), facts, leave)
    } catch (error) {
      // parts that do not fit are of no use to another try
      if (error instanceof HubError) await rm(path, { force: true })
      leave()
      throw error
    }
  }

  return {
    checkSpace,
    receive,
    examine,
    writePart,
    finishParts,
    read: (sha256, start, end, recycle = false) =>
      readFile(pathOf(sha256), { start, end, recycle }, () => new BlobMissing(sha256)),
    size: (sha256) => sizeOf(pathOf(sha256)),
    place: (sha256, path) => place(pathOf(sha256), path, new BlobMissing(sha256)),
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    quarantine: async (sha256) => {
      await rename(pathOf(sha256), join(damaged, `${sha256}-${Date.now()}`)).catch(ignoreMissing)
    },
    list: () => listFiles(shards),
    sweepUploads: (before) => sweep(uploads, before),
  }
}

/** A thread of its own is worth its messages only for a large file. */
const hashFor = (file: BlockFile, algorithm: Algorithm): BlockHash =>
  file.isShared ? hashOnThread(algorithm) : hashHere(algorithm)

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    (found) => found.size,
    () => undefined,
  )

async function checkFree(folder: string, sizeBytes: number): Promise<void> {
  const disk = await statfs(folder)
  if (disk.bavail * disk.bsize < sizeBytes) throw new HubError('InsufficientStorage')
}

/** A second name for the file, or a copy where the file system has no such thing. */
async function place(source: string, path: string, missing: Error): Promise<void> {
  try {
    await link(source, path).catch((error) => {
      if (error.code === 'ENOENT' || error.code === 'EEXIST') throw error
      return copyFile(source, path)
    })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? missing : error
  }
  // whoever parses it may be another user
  await chmod(path, 0o444)
}

async function makeFolders(folders: string[]): Promise<void> {
  for (const folder of folders) await mkdir(folder, { recursive: true })
}

/** Bytes at `path`, to be renamed to `target` when they are published. */
function received(path: string, target: string, facts: BlobFacts, done = () => {}): ReceivedBlob {
  return {
    ...facts,
    publish: () =>
      full(async () => {
        await rename(path, target)
        await syncFolder(join(target, '..'))
      }).finally(done),
    discard: () => rm(path, { force: true }).finally(done),
  }
}

/** Bytes [start, end) of a file in blocks of BLOCK_BYTES; the next block is read while one is used. */
async function* readFile(
  path: string,
  { start, end, recycle }: { start: number; end: number; recycle: boolean },
  missing?: () => Error,
): AsyncGenerator<Buffer> {
  const file = await open(path, 'r').catch((error) => {
    throw error.code === 'ENOENT' && missing ? missing() : error
  })
  const newBuffer = () => Buffer.allocUnsafeSlow(Math.min(BLOCK_BYTES, end - start))
  // one block is with the consumer while the next is read
  const recycled = recycle ? ([newBuffer(), newBuffer()] as const) : undefined
  const readBlock = async (position: number) => {
    const whole = recycled?.[(((position - start) / BLOCK_BYTES) & 1) as 0 | 1] ?? newBuffer()
    const buffer = whole.subarray(0, Math.min(BLOCK_BYTES, end - position))
    let filled = 0
    while (filled < buffer.length) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return buffer.subarray(0, filled)
  }
  let ahead: Promise<Buffer> | undefined
  try {
    for (let position = start; position < end; position += BLOCK_BYTES) {
      const block = await (ahead ?? readBlock(position))
      const next = position + BLOCK_BYTES
      ahead = next < end ? readBlock(next) : undefined
      ahead?.catch(() => {})
      if (block.length > 0) yield block
      if (block.length < Math.min(BLOCK_BYTES, end - position)) return
    }
  } finally {
    await ahead?.catch(() => {})
    await file.close()
  }
}

async function* exactly(source: AsyncIterable<Uint8Array>, sizeBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > sizeBytes) break
    yield chunk
  }
  if (size !== sizeBytes) throw new HubError('SizeMismatch', { actual: size, expected: sizeBytes })
}

async function* listFiles(folders: string[]) {
  for (const folder of folders) {
    for await (const entry of await opendir(folder)) {
      const found = await stat(join(folder, entry.name)).catch(() => undefined)
      if (found && /^[0-9a-f]{64}$/.test(entry.name)) {
        yield { sha256: entry.name, size: found.size, modifiedAt: found.mtime }
      }
    }
  }
}

async function sweep(folder: string, before: Date): Promise<number> {
  let count = 0
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    const found = await stat(path).catch(() => undefined)
    if (!found || found.mtime >= before) continue
    await rm(path, { force: true, recursive: true })
    count++
  }
  return count
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Runs `work`; a full disk becomes InsufficientStorage. */
async function full<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') throw new HubError('InsufficientStorage')
    throw error
  }
}

const ignoreMissing = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ENOENT') throw error
}
