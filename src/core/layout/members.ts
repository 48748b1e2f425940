import { byCodePoint } from './file-list.js'
import {
  basename,
  extensionsOf,
  isDataFile,
  isFileOf,
  isFolderReader,
  mediaExtensionsOf,
  metadataNamesOf,
} from './formats.js'
import type { ConfigLayout } from './types.js'

/** What is read of an archive, in the library's order. */
export interface ReadMembers {
  files: string[]
  /** Of media folders: the tables with a column `file_name`. */
  metadataFiles: string[]
}

/**
 * The files that the library finds in an unpacked archive, in its order: by name, those of a folder before those of the
 * folders in it. Hidden names and those with two underscores, as macOS leaves them, are passed over.
 */
export function visibleMembers(names: readonly string[]): string[] {
  const paths = names.map((name) => name.split('/')).filter((path) => !path.some(isHidden))
  return paths.sort(byWalk).map((path) => path.join('/'))
}

const isHidden = (name: string): boolean => name.startsWith('.') || name.startsWith('__')

function byWalk(a: readonly string[], b: readonly string[]): number {
  for (let depth = 0; ; depth++) {
    const isLastOfA = depth >= a.length - 1
    const isLastOfB = depth >= b.length - 1
    if (isLastOfA !== isLastOfB) return isLastOfA ? -1 : 1
    const order = byCodePoint(a[depth] ?? '', b[depth] ?? '')
    if (order !== 0 || isLastOfA) return order
  }
}

/** Which files of an archive a reader gets. The library gives it all, and fails on those that are something else. */
export function membersOf(
  { reader, options }: Pick<ConfigLayout, 'reader' | 'options'>,
  names: readonly string[],
): ReadMembers {
  const all = visibleMembers(names)
  if (isFolderReader(reader)) return mediaMembers({ reader, options }, all)
  if (reader === 'text') return { files: all, metadataFiles: [] }
  const isOurs = isFileOf(reader)
  const files = all.filter((name) => isOurs(basename(name)) && !name.endsWith('.zip'))
  // names that say nothing of a format are taken on trust
  return { files: files.length > 0 ? files : all.filter((name) => !isDataFile(name)), metadataFiles: [] }
}

function mediaMembers(
  { reader, options }: Pick<ConfigLayout, 'reader' | 'options'>,
  all: string[],
): ReadMembers {
  const media = mediaExtensionsOf(reader)
  const metadata = new Set(options.metadata_filenames ?? metadataNamesOf(reader))
  const isUsed = options.drop_metadata !== true
  return {
    files: all.filter((name) => media.has(extensionsOf(name).at(-1)?.toLowerCase() ?? '')),
    metadataFiles: isUsed ? all.filter((name) => metadata.has(basename(name))) : [],
  }
}
