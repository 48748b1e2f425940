import { createWriteStream } from 'node:fs'
import { link as hardLink, mkdir, opendir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { HubError } from '../../core/errors.js'
import type { StoredContent } from '../../stores/blobs/blob-store.js'
import type { BlobInfo } from '../../stores/metadata/git-objects.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import { CheckedBlocks } from './checked-blocks.js'

/** A file of a repo as the sandbox reads it: bytes of the blob store, or a small git blob. */
export type Content = { sha256: string; size: number } | { repoId: number; blob: BlobInfo; size: number }

type Needs = Pick<Stores, 'metadata' | 'blobs' | 'readVerified'> & {
  files: GitFiles
  cacheFolder: string
  cacheBytes: number
}

/** A file of the store that another process reads, of which only what was asked for is known to be whole. */
export interface LinkedFile {
  path: string
  size: number
  /** Reads [start, end) through, unless that was done of late. Throws BlobDamaged. */
  check(start: number, end: number): Promise<void>
  /** All of it has been checked. */
  isWhole(): Promise<boolean>
}

/** Puts contents where a process can open them as files; bytes of the store are not copied if they are whole there. */
export function createLocalFiles({ metadata, blobs, readVerified, files, cacheFolder, cacheBytes }: Needs) {
  const blocks = new CheckedBlocks()
  const making = new Map<string, Promise<string>>()

  /** Makes `content` a read-only file at `path`. Throws BlobDamaged before anything is there. */
  async function place(content: Content, path: string): Promise<void> {
    if ('blob' in content) {
      await write(files.read(content.repoId, content.blob, 0, content.size), path)
      return
    }
    const facts = await factsOf(content.sha256)
    if (!facts.whole) return placeCached(content.sha256, path)
    await blobs.place(facts.sha256, path)
    await check(path, facts, 0, facts.size).catch(async (error) => {
      await rm(path, { force: true })
      throw error
    })
  }

  /** The same before it is checked, for readers of a part of it. Throws BlobDamaged for what is known to be. */
  async function link(content: { sha256: string; size: number }, path: string): Promise<LinkedFile> {
    const facts = await factsOf(content.sha256)
    const { size } = facts
    if (!facts.whole) {
      await placeCached(content.sha256, path)
      return { path, size, check: async () => {}, isWhole: async () => true }
    }
    await blobs.place(facts.sha256, path)
    return {
      path,
      size,
      check: (start, end) => check(path, facts, start, end),
      isWhole: () => blocks.isWhole(path, facts),
    }
  }

  /** Throws BlobDamaged. The store reads its own copy then, which may be another by now, and sets it aside if it is no better. */
  async function check(path: string, facts: StoredContent, start: number, end: number): Promise<void> {
    if (await blocks.check(path, facts, start, end)) return
    for await (const _ of readVerified(facts, Math.max(0, start), Math.min(facts.size, end), true));
    throw new HubError('BlobDamaged', { path: `the blob ${facts.sha256}` })
  }

  async function factsOf(sha256: string) {
    const facts = await metadata.blobs.find(sha256)
    if (facts && facts.state !== 'quarantined') return facts
    throw new HubError('BlobDamaged', { path: `the blob ${sha256}` })
  }

  /** Contents that are kept as chunks are put together once. */
  async function placeCached(sha256: string, path: string): Promise<void> {
    const cached = await (making.get(sha256) ?? startMaking(sha256))
    await hardLink(cached, path).catch(async (error) => {
      // it may have been evicted between the two
      if (error.code !== 'ENOENT') throw error
      await hardLink(await startMaking(sha256), path)
    })
    await utimes(cached, new Date(), new Date()).catch(() => {})
  }

  function startMaking(sha256: string): Promise<string> {
    const made = assemble(sha256).finally(() => making.delete(sha256))
    making.set(sha256, made)
    return made
  }

  async function assemble(sha256: string): Promise<string> {
    const path = join(cacheFolder, sha256)
    if (await stat(path).catch(() => undefined)) return path
    await mkdir(cacheFolder, { recursive: true })
    const facts = await metadata.blobs.find(sha256)
    if (!facts) throw new HubError('BlobDamaged', { path: `the blob ${sha256}` })
    await blobs.checkSpace(facts.size)
    await makeRoom(facts.size)
    const unfinished = `${path}.${process.pid}`
    await write(readVerified(facts, 0, facts.size, true), unfinished)
    await rename(unfinished, path)
    return path
  }

  /** Removes what was not used for longest, until so many bytes more fit. */
  async function makeRoom(sizeBytes: number): Promise<void> {
    const kept: { path: string; size: number; usedAt: number }[] = []
    for await (const entry of await opendir(cacheFolder)) {
      const path = join(cacheFolder, entry.name)
      const found = await stat(path).catch(() => undefined)
      if (found?.isFile()) kept.push({ path, size: found.size, usedAt: found.mtimeMs })
    }
    kept.sort((a, b) => a.usedAt - b.usedAt)
    let bytes = kept.reduce((sum, { size }) => sum + size, sizeBytes)
    for (const { path, size } of kept) {
      if (bytes <= cacheBytes) return
      await rm(path, { force: true })
      bytes -= size
    }
  }

  /** The file lies in the store as it is, so that a part of it can be read without the rest. */
  const isLinked = async (content: Content): Promise<boolean> =>
    'sha256' in content && (await factsOf(content.sha256)).whole

  return { place, link, isLinked }
}
export type LocalFiles = ReturnType<typeof createLocalFiles>

async function write(bytes: AsyncIterable<Buffer>, path: string): Promise<void> {
  try {
    await pipeline(copies(bytes), createWriteStream(path, { mode: 0o444, flags: 'wx' }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true })
    throw error
  }
}

/** Pieces that are recycled must not wait in a stream. */
async function* copies(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of bytes) yield Buffer.from(piece)
}
