import { createHash } from 'node:crypto'
import { crc32 } from '@node-rs/crc32'
import type { Features } from '../../core/features.js'
import type { ConfigLayout, Reader, ReaderOptions, SplitLayout } from '../../core/layout/types.js'
import type { Content } from './local-files.js'

/** A file of a repo at a commit. */
export interface DataFile {
  path: string
  content: Content
}
/** What is converted in one go; see docs/tables.md. */
export interface Source {
  reader: Reader
  options: ReaderOptions
  files: DataFile[]
  metadataFiles: DataFile[]
  labels: string[] | undefined
  /** What the columns must be; undefined: what is found. */
  features: Features | undefined
}

/** Raise it when the same files would become other rows. */
const VERSION = 1
const MOST_GROUP_BYTES = 64 * 1024 * 1024
const MOST_GROUP_FILES = 1000
/** One name in so many ends a group. */
const GROUP_FILES = 128
/** Read one by one: each is large, or is a part as it stands. */
const ALONE: Reader[] = ['parquet', 'arrow', 'webdataset']

/** The sources of a split, in the order of its rows. */
export function sourcesOf(
  config: ConfigLayout,
  split: SplitLayout,
  find: (path: string) => DataFile | undefined,
  features: Features | undefined,
): Source[] {
  const files = split.files.flatMap((path) => find(path) ?? [])
  const metadataFiles = (split.metadataFiles ?? []).flatMap((path) => find(path) ?? [])
  const { reader, options, labels } = config
  return groups(files, ALONE.includes(reader)).map((group) => ({
    reader,
    options,
    files: group,
    metadataFiles,
    labels,
    features,
  }))
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
    if (bytes + file.content.size > MOST_GROUP_BYTES) end()
    group.push(file)
    bytes += file.content.size
    if (alone || group.length === MOST_GROUP_FILES || crc32(file.path) % GROUP_FILES === 0) end()
  }
  end()
  return done
}

/** The same source with each file on its own, to find the one that is broken. */
export const oneByOne = (source: Source): Source[] =>
  source.files.map((file) => ({ ...source, files: [file] }))

/** The name of a source: equal keys give equal rows. */
export function keyOf(source: Source): string {
  const { reader, options, features, labels } = source
  const named = (files: DataFile[]) => files.map(({ path, content }) => [path, idOf(content)])
  const parts = [VERSION, reader, options, features, labels, named(source.files), named(source.metadataFiles)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

const idOf = (content: Content): string => ('blob' in content ? content.blob.oid : content.sha256)

export const sizeOf = (source: Source): number =>
  source.files.reduce((bytes, { content }) => bytes + content.size, 0)
