import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Features } from '../../core/features.js'
import type { Layout, LayoutInput } from '../../core/layout/layout.js'
import type { BlobFacts } from '../../stores/blobs/blob-store.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { SourceResult } from '../../stores/metadata/tables.js'
import type { Sandbox, SandboxFailed, SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { BlobVault } from '../blob-vault.js'
import type { Stores } from '../context.js'
import type { ArchiveListing } from './archives.js'
import type { LocalFiles } from './local-files.js'
import { type DataFile, idOf, isArchive, keyOf, nameOf, type Source, sizeOf } from './sources.js'

interface Converted {
  numRows: number
  memoryBytes: number
  features: Features
  notes?: Record<string, string>
}
type Needs = Pick<Stores, 'metadata' | 'blobs'> & {
  vault: BlobVault
  sandbox: Sandbox
  localFiles: LocalFiles
}

const LEAST_MS = 2 * 60_000
/** Slower than any converter; what takes longer hangs. */
const BYTES_A_MS = 500
const LEAST_OUT_BYTES = 1024 ** 3
const OUT_RATIO = 20
const OUTPUT = 'part.parquet'

/**
 * Converts the sources of one repo, in a process that nobody else uses and that is replaced when it dies. Results are
 * rows; problems are results too.
 */
export class SourceRunner {
  private session: SandboxSession | undefined
  private count = 0

  constructor(
    private readonly needs: Needs,
    private readonly repoId: number,
  ) {}

  async close(): Promise<void> {
    await this.session?.end()
    this.session = undefined
  }

  /** Which files make which tables. */
  async understand(input: LayoutInput, signal: AbortSignal): Promise<Layout> {
    this.session ??= await this.needs.sandbox.open()
    const zips = input.zips && [...input.zips]
    const task = { name: 'understand', input: { ...input, zips } }
    return this.session.ask<Layout>(task, { deadlineMs: LEAST_MS, signal })
  }

  /** What is in an archive, or why it cannot be looked into. */
  async listArchive(file: DataFile, signal: AbortSignal): Promise<ArchiveListing> {
    const [placed] = await this.placeAll([file])
    try {
      return await this.ask<ArchiveListing>('list-archive', placed, file.content.size, signal)
    } catch (error) {
      const problem = problemOf(error)
      if (!problem) throw error
      return { kind: 'broken', entries: [], problem }
    } finally {
      await this.session?.clear()
    }
  }

  /** Throws when the hub is at fault (no disk, no database); what is wrong with the source is in the result. */
  async run(source: Source, signal: AbortSignal): Promise<SourceResult> {
    const key = keyOf(source)
    try {
      return await this.convert(key, source, signal)
    } catch (error) {
      const problem = problemOf(error)
      if (!problem) throw error
      const [blamed] = [...source.metadataFiles, ...source.files]
      const path = blamed ? nameOf(blamed) : ''
      const result = { ...nothing(key), problem: { ...problem, path } }
      await this.needs.metadata.transact((tx) => tx.tables.recordSource(this.repoId, result))
      return result
    }
  }

  /** Runs a task on files of the store, such as parts. */
  async onFiles<T>(
    task: string,
    files: { sha256: string; size: number }[],
    input: (paths: string[]) => object,
    signal: AbortSignal,
  ): Promise<T> {
    const placed = await this.placeAll(files.map((content, i) => ({ path: `${i}.parquet`, content })))
    const bytes = files.reduce((sum, { size }) => sum + size, 0)
    try {
      const paths = placed.map(({ path }) => path)
      return await this.ask<T>(task, input(paths), bytes, signal)
    } finally {
      await this.session?.clear()
    }
  }

  /** Takes a file that a task wrote into the store. */
  async keepOutput(name: string, also: (tx: Writers, facts: BlobFacts) => Promise<void>): Promise<void> {
    const path = join((this.session as SandboxSession).outFolder, name)
    const received = await this.needs.blobs.receive(createReadStream(path, { highWaterMark: 1 << 20 }), {})
    await this.needs.vault.publish(received, (tx) => also(tx, received))
    await rm(path, { force: true })
  }

  private async convert(key: string, source: Source, signal: AbortSignal): Promise<SourceResult> {
    const linked = linkedContent(source)
    const files = await this.placeAll(source.files)
    const metadata = await this.placeAll(source.metadataFiles)
    try {
      if (linked) {
        const found = await this.ask<Converted>('inspect', { path: files[0]?.path }, sizeOf(source), signal)
        if (!source.features) return await this.keepLinked(key, linked, found)
      }
      const { reader, options, labels, features, share } = source
      const tables = metadata.length > 0 ? { metadata, share } : {}
      const input = { reader, options, labels, features, files, ...tables, output: OUTPUT }
      const made = await this.ask<Converted>('convert', input, sizeOf(source), signal)
      return await this.keep(key, made)
    } finally {
      await this.session?.clear()
    }
  }

  private async keepLinked(
    key: string,
    { sha256, size }: { sha256: string; size: number },
    found: Converted,
  ): Promise<SourceResult> {
    const result = { ...nothing(key), ...checked(found), sha256, size, linked: true }
    await this.needs.metadata.transact((tx) => tx.tables.recordSource(this.repoId, result))
    return result
  }

  /** The part becomes a blob in the transaction that records it. */
  private async keep(key: string, made: Converted): Promise<SourceResult> {
    let result = { ...nothing(key), ...checked(made) }
    await this.keepOutput(OUTPUT, async (tx, { sha256, size }) => {
      result = { ...result, sha256, size }
      await tx.tables.recordSource(this.repoId, result)
    })
    return result
  }

  /** An archive is there once for all its members. */
  private async placeAll(files: DataFile[]): Promise<{ path: string; name: string; member?: string }[]> {
    this.session ??= await this.needs.sandbox.open()
    const places = new Map<string, string>()
    const placed: { path: string; name: string; member?: string }[] = []
    for (const file of files) {
      const id = file.member ? idOf(file.content) : ''
      const path = places.get(id) ?? (await this.place(this.session, file))
      if (file.member) places.set(id, path)
      placed.push({ path, name: nameOf(file), ...(file.member && { member: file.member.name }) })
    }
    return placed
  }

  private async place(session: SandboxSession, { path, content }: DataFile): Promise<string> {
    const input = session.input(`${this.count++}${extensionOf(path)}`)
    await this.needs.localFiles.place(content, input.path)
    return input.inside
  }

  private async ask<T>(name: string, input: unknown, bytes: number, signal: AbortSignal): Promise<T> {
    const session = this.session as SandboxSession
    try {
      return await session.ask<T>(
        { name, input },
        {
          deadlineMs: LEAST_MS + bytes / BYTES_A_MS,
          outBytes: LEAST_OUT_BYTES + bytes * OUT_RATIO,
          signal,
        },
      )
    } catch (error) {
      if ((error as SandboxFailed).kind !== 'task') await this.close()
      throw error
    }
  }
}

/** Parquet is a part as it stands. */
function linkedContent({ reader, files }: Source): { sha256: string; size: number } | undefined {
  const [only] = files
  if (reader !== 'parquet' || !only || only.member || isArchive(only)) return undefined
  return 'sha256' in only.content ? only.content : undefined
}

/** DuckDB looks at the names of compressed files. */
const extensionOf = (path: string): string => /(\.[\w-]{1,16}){0,2}$/.exec(path)?.[0] ?? ''

const nothing = (key: string): SourceResult => ({
  key,
  sha256: null,
  index: null,
  linked: false,
  size: 0,
  numRows: 0,
  memoryBytes: 0,
  features: null,
  problem: null,
  notes: {},
})

/** What the sandbox says is untrusted. */
function checked({ numRows, memoryBytes, features, notes = {} }: Converted) {
  if (!Number.isSafeInteger(numRows) || numRows < 0 || !Array.isArray(features))
    throw new Error('the sandbox gave no figures')
  return { numRows, memoryBytes: Math.round(Number(memoryBytes)) || 0, features, notes }
}

/** Undefined when it is not about the source. */
function problemOf(error: unknown): { code: string; message: string } | undefined {
  const { name, kind, code, message } = error as SandboxFailed
  if (name !== 'SandboxFailed') return undefined
  if (kind === 'task') return { code: code || 'CannotRead', message: plain(message) }
  const known = { deadline: 'TooSlow', memory: 'TooMuchMemory', space: 'TooLarge', crashed: 'Crashed' }[
    kind as 'memory'
  ]
  return known ? { code: known, message: plain(message) } : undefined
}

/** Neutral names of the sandbox mean nothing to people. */
const plain = (message: string): string => message.replace(/'?\/in\/[\w.-]+'?/g, 'the file').slice(0, 2000)
