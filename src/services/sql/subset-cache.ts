import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface CachedFile {
  path: string
  sha256: string
  size: number
}

/**
 * Files that can be made again, up to so many bytes; the longest unused go first. A file and what is known of it are
 * written aside and renamed, so what has a name is whole.
 */
export class SubsetCache {
  private readonly making = new Map<string, Promise<CachedFile>>()

  constructor(
    private readonly folder: string,
    private readonly mostBytes: number,
  ) {}

  /** The file of a key, made by `make` when it is not there. Two who ask at once wait for one. */
  async get(key: string, make: () => Promise<Readable>): Promise<CachedFile> {
    const known = await this.find(key)
    if (known) return known
    const running = this.making.get(key) ?? this.fill(key, make).finally(() => this.making.delete(key))
    this.making.set(key, running)
    return running
  }

  private async find(key: string): Promise<CachedFile | undefined> {
    try {
      const { sha256, size } = JSON.parse(await readFile(this.pathOf(`${key}.json`), 'utf8')) as CachedFile
      const path = this.pathOf(key)
      if ((await stat(path)).size !== size) return undefined
      const now = new Date()
      await utimes(path, now, now)
      return { path, sha256, size }
    } catch {
      return undefined
    }
  }

  private async fill(key: string, make: () => Promise<Readable>): Promise<CachedFile> {
    await mkdir(this.folder, { recursive: true })
    const part = this.pathOf(`${randomUUID()}.part`)
    const hash = createHash('sha256')
    let size = 0
    try {
      const counted = async function* (bytes: AsyncIterable<Buffer>) {
        for await (const piece of bytes) {
          hash.update(piece)
          size += piece.length
          yield piece
        }
      }
      await pipeline(await make(), counted, createWriteStream(part))
      const file = { path: this.pathOf(key), sha256: hash.digest('hex'), size }
      await rename(part, file.path)
      await writeFile(part, JSON.stringify({ sha256: file.sha256, size }))
      await rename(part, this.pathOf(`${key}.json`))
      await this.shrink(key)
      return file
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  }

  private async shrink(newest: string): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => /^[0-9a-f]{64}$/.test(name))
    const files = await Promise.all(
      names.map(async (name) => ({ name, ...pick(await stat(this.pathOf(name))) })),
    )
    let total = files.reduce((sum, { size }) => sum + size, 0)
    for (const { name, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (total <= this.mostBytes || name === newest) continue
      await rm(this.pathOf(`${name}.json`), { force: true })
      await rm(this.pathOf(name), { force: true })
      total -= size
    }
  }

  private pathOf(name: string): string {
    return join(this.folder, name)
  }
}

const pick = ({ size, mtimeMs }: { size: number; mtimeMs: number }) => ({ size, mtimeMs })
