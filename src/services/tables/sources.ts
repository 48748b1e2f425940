import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { crc32 } from '@node-rs/crc32'
import type { Features } from '../../core/features.js'
import type { ConfigLayout, Reader, ReaderOptions } from '../../core/layout/types.js'
import type { Content } from './local-files.js'

/** A file of a repo at a commit, or one in an archive of it. */
export interface DataFile {
  path: string
  content: Content
  /** The file is this one in the archive at `path`; its size is unpacked, and what the archive says. */
  member?: { name: string; size: number }
}
/** What is converted in one go; see docs/tables.md. */
export interface Source {
  reader: Reader
  options: ReaderOptions
  files: DataFile[]
  metadataFiles: DataFile[]
  /** Of the rows that metadata gives, only this of so many equal shares. */
  share?: { index: number; of: number }
  labels: string[] | undefined
  /** What the columns must be; undefined: what is found. */
  features: Features | undefined
}
/** What a split is made of. */
export interface SplitFiles {
  files: DataFile[]
  metadataFiles: DataFile[]
}

/** Raise it when the same files would become other rows. */
const VERSION = 2
const MOST_GROUP_BYTES = 64 * 1024 * 1024
const MOST_GROUP_FILES = 1000
/** One name in so many ends a group. */
const GROUP_FILES = 128
/** Of the files that metadata speaks of, so much or so many are one source. */
const SHARE_BYTES = 512 * 1024 * 1024
const SHARE_FILES = 10_000
/** Read one by one: each is large, or is a part as it stands. */
const ALONE: Reader[] = ['parquet', 'arrow', 'webdataset']

/** The sources of a split, in the order of its rows. */
export function sourcesOf(
  { reader, options, labels }: ConfigLayout,
  { files, metadataFiles }: SplitFiles,
  features: Features | undefined,
): Source[] {
  const common = { reader, options, labels, features }
  const hasMetadata = metadataFiles.length > 0
  const shares = metadataFiles.flatMap((table) => sharesOf({ ...common, files, metadataFiles: [table] }))
  const runs = groups(hasMetadata ? files.filter(isArchive) : files, ALONE.includes(reader))
  return [...shares, ...runs.map((run) => ({ ...common, files: run, metadataFiles: [] }))]
}

/** A table of metadata speaks of files beside and below it. */
function sharesOf(source: Source): Source[] {
  const folder = posix.dirname(nameOf(source.metadataFiles[0] as DataFile))
  const below = folder === '.' ? '' : `${folder}/`
  const files = source.files.filter((file) => !isArchive(file) && nameOf(file).startsWith(below))
  const bytes = files.reduce((sum, file) => sum + bytesOf(file), 0)
  const of = Math.max(1, Math.ceil(bytes / SHARE_BYTES), Math.ceil(files.length / SHARE_FILES))
  if (of === 1) return [{ ...source, files }]
  return Array.from({ length: of }, (_, index) => ({ ...source, files, share: { index, of } }))
}

/**
 * Runs of neighbouring files. Where a run ends is said by the names, so that a new file changes the run it falls into
 * and no other.
 */
function groups(files: DataFile[], alone: boolean): DataFile[][] {
  const done: DataFile[][] = []
  let group: DataFile[] = []
  let bytes = 0
  const end = () => {
    if (group.length > 0) done.push(group)
    group = []
    bytes = 0
  }
  for (const file of files) {
    if (bytes + bytesOf(file) > MOST_GROUP_BYTES || isArchive(file)) end()
    group.push(file)
    bytes += bytesOf(file)
    const isLast = group.length === MOST_GROUP_FILES || crc32(nameOf(file)) % GROUP_FILES === 0
    if (alone || isArchive(file) || isLast) end()
  }
  end()
  return done
}

/** The same source in two halves, to find the file that is broken; rows that metadata gives belong together. */
export function halvesOf(source: Source): Source[] {
  const { files, metadataFiles } = source
  if (files.length < 2 || metadataFiles.length > 0) return []
  const middle = Math.ceil(files.length / 2)
  return [files.slice(0, middle), files.slice(middle)].map((half) => ({ ...source, files: half }))
}

/** The name of a source: equal keys give equal rows. */
export function keyOf(source: Source): string {
  const { reader, options, features, labels, share } = source
  const named = (files: DataFile[]) =>
    files.map(({ path, content, member }) => [path, idOf(content), ...(member ? [member.name] : [])])
  const parts: unknown[] = [VERSION, reader, options, features, labels]
  parts.push(named(source.files), named(source.metadataFiles), ...(share ? [share] : []))
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

export const idOf = (content: Content): string => ('blob' in content ? content.blob.oid : content.sha256)

/** As people know it: a member has the name of its archive before its own. */
export const nameOf = ({ path, member }: DataFile): string => (member ? `${path}/${member.name}` : path)

/** An archive that was not looked into, or of which something is left out. */
export const isArchive = ({ path, member }: DataFile): boolean => !member && /\.zip$/i.test(path)

const bytesOf = ({ content, member }: DataFile): number => member?.size ?? content.size

export const sizeOf = ({ files, share }: Source): number =>
  files.reduce((bytes, file) => bytes + bytesOf(file), 0) / (share?.of ?? 1)
