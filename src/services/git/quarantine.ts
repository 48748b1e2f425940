import { rm, statfs } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { type ByteReader, itemsOf } from '../../codecs/byte-reader.js'
import { HubError } from '../../core/errors.js'
import type { Ref } from '../../stores/metadata/refs.js'
import { initBare } from './bare-repository.js'
import type { CacheUse } from './cache-repository.js'
import { feed, type GitOptions, type GitRunner, outputOf } from './git-runner.js'

/** An object that a push brings, with one of the paths at which it stands. */
export interface PushedObject {
  type: string
  oid: string
  size: number
  path: string
}

const NEWLINE = 0x0a
/** A small pack can unfold to anything. This is room for about ten million objects. */
const MEMORY_BYTES = 3 * 1024 ** 3
const CHECK_SPACE_EVERY_BYTES = 32 * 1024 * 1024
const FORMAT = '%(objecttype) %(objectname) %(objectsize) %(rest)'

interface Limits {
  packBytes: number
  minFreeBytes: number
}

/**
 * A bare repository that receives one push. It sees what the repo has; nobody sees what it has, until it has been
 * checked and read back into rows.
 */
export class Quarantine {
  /** The refs when the push began: all that they reach is the repo's already. */
  readonly refs: Ref[]
  private readonly options: GitOptions

  constructor(
    private readonly git: GitRunner,
    readonly folder: string,
    private readonly cache: CacheUse,
  ) {
    this.refs = cache.refs
    this.options = { repository: folder, memoryBytes: MEMORY_BYTES }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true })
  }

  /** Reads a pack: every object is checked, and that all objects they name are there. Throws GitFailed. */
  async receivePack(source: AsyncIterable<Uint8Array>, limits: Limits): Promise<void> {
    await initBare(this.folder, this.cache.folder)
    const args = ['index-pack', '--stdin', '--strict', '--fix-thin', `--max-input-size=${limits.packBytes}`]
    const child = this.git.start(args, this.options)
    child.stdout.resume()
    try {
      await feed(child, this.watchSpace(source, limits.minFreeBytes))
      await child.done
    } finally {
      child.kill()
    }
  }

  /** Stops before the disk is full: the database may be on the same one. */
  private async *watchSpace(
    source: AsyncIterable<Uint8Array>,
    minFreeBytes: number,
  ): AsyncGenerator<Uint8Array> {
    let unchecked = Number.POSITIVE_INFINITY
    for await (const chunk of source) {
      unchecked += chunk.length
      if (unchecked > CHECK_SPACE_EVERY_BYTES) {
        const disk = await statfs(this.folder)
        if (disk.bavail * disk.bsize < minFreeBytes) throw new HubError('InsufficientStorage')
        unchecked = 0
      }
      yield chunk
    }
  }

  /** Type of each object and the commit that it is or points at; absent ones are left out. */
  async peel(oids: string[]): Promise<Map<string, { type: string; commit: string | undefined }>> {
    const input = oids.flatMap((oid) => [`${oid}\n`, `${oid}^{commit}\n`]).join('')
    const output = await this.git.run(
      ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
      this.options,
      input,
    )
    const lines = output.split('\n')
    const found = new Map<string, { type: string; commit: string | undefined }>()
    for (const [i, oid] of oids.entries()) {
      const [, type] = (lines[2 * i] ?? '').split(' ')
      const [commit, peeled] = (lines[2 * i + 1] ?? '').split(' ')
      if (type && type !== 'missing')
        found.set(oid, { type, commit: peeled === 'commit' ? commit : undefined })
    }
    return found
  }

  /** A file at a commit as text; undefined when there is none. */
  async readFile(commit: string, path: string, mostBytes: number): Promise<string | 'too large' | undefined> {
    const found = await this.git.run(['cat-file', '--batch-check'], this.options, `${commit}:${path}\n`)
    const [oid = '', type, size] = found.trim().split(' ')
    if (type !== 'blob') return undefined
    return Number(size) > mostBytes ? 'too large' : this.git.run(['cat-file', 'blob', oid], this.options)
  }

  /** Every object that `tips` reach and the refs do not. Throws GitFailed when one is missing. */
  objects(tips: string[]): AsyncGenerator<PushedObject> {
    return itemsOf(this.listed(tips, [`--batch-check=${FORMAT}`]), nextLine)
  }

  /** As `objects`, with the content. */
  contents(tips: string[]): AsyncGenerator<PushedObject & { content: Buffer }> {
    return itemsOf(this.listed(tips, [`--batch=${FORMAT}`, '--buffer']), async (reader) => {
      const object = await nextLine(reader)
      const content = object && (await reader.take(object.size + 1))
      return object && content && { ...object, content: content.subarray(0, object.size) }
    })
  }

  /** New commits, each followed by its parents; parents stand before children. */
  commits(tips: string[]): AsyncGenerator<string[]> {
    const source = this.revList(tips, ['--topo-order', '--reverse', '--parents'])
    return itemsOf(source, async (reader) => (await reader.until(NEWLINE))?.toString('latin1').split(' '))
  }

  private listed(tips: string[], options: string[]): AsyncGenerator<Buffer> {
    return this.through(['cat-file', ...options], this.revList(tips, ['--objects']))
  }

  private revList(tips: string[], options: string[]): AsyncGenerator<Buffer> {
    const known = new Set(this.refs.flatMap((ref) => [ref.target, ref.commit]))
    const lines = [...tips, ...[...known].map((oid) => `^${oid}`)]
    return this.through(
      ['rev-list', ...options, '--stdin'],
      [Buffer.from(lines.map((line) => `${line}\n`).join(''))],
    )
  }

  /** The output of git for that input. An error of either comes out at the end. */
  async *through(args: string[], input: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const child = this.git.start(args, this.options)
    let inputError: unknown
    async function* noted() {
      try {
        yield* input
      } catch (error) {
        inputError = error
        throw error
      }
    }
    const fed = pipeline(noted(), child.stdin)
    fed.catch(() => child.kill())
    try {
      yield* outputOf(child)
      await fed
    } catch (error) {
      throw inputError ?? error
    }
  }
}

async function nextLine(reader: ByteReader): Promise<PushedObject | undefined> {
  const line = (await reader.until(NEWLINE))?.toString('utf8')
  if (line === undefined) return undefined
  const [type = '', oid = '', size = '', ...path] = line.split(' ')
  if (!/^\d+$/.test(size)) throw new Error(`git cat-file: ${line}`)
  return { type, oid, size: Number(size), path: path.join(' ') }
}
