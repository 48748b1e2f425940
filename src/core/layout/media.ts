import { byCodePoint } from './file-list.js'
import { basename, isFolderReader, mediaExtensionsOf, metadataNamesOf } from './formats.js'
import { visibleMembers } from './members.js'
import { LayoutTrouble, problem } from './trouble.js'
import type { ConfigLayout, LayoutInput, LayoutProblem, SplitLayout } from './types.js'

type Zips = LayoutInput['zips']

/**
 * Puts the files of a media folder into what they are: rows and archives, or tables with their metadata. Metadata
 * inside of archives is not listed (see `membersOf`); here it only means that folder names are no labels.
 */
export function withMedia(config: ConfigLayout, zips: Zips, problems: LayoutProblem[]): ConfigLayout {
  if (!isFolderReader(config.reader)) return config
  const sorted = config.splits.map((split) => sortFiles(config, split))
  const metadata = sorted.flatMap((split) => split.metadataFiles ?? [])
  const used = metadata.length > 0 && config.options.drop_metadata !== true
  if (used) checkMetadata(config.name, sorted, metadata, problems)
  const files = sorted.flatMap((split) => split.files)
  const unlabelled = metadata.length > 0 || archivesForbidLabels(config, files, zips)
  const labels = unlabelled ? undefined : labelsOf(config, mediaPaths(config, files, zips))
  const splits = used ? sorted : sorted.map((split) => ({ name: split.name, files: split.files }))
  return { ...config, ...(labels && { labels }), splits }
}

const metadataNames = (config: ConfigLayout): ReadonlySet<string> =>
  new Set(config.options.metadata_filenames ?? metadataNamesOf(config.reader))

function sortFiles(config: ConfigLayout, split: SplitLayout): SplitLayout {
  const media = mediaExtensionsOf(config.reader)
  const names = metadataNames(config)
  const files: string[] = []
  const archives: string[] = []
  const metadataFiles = new Set<string>()
  for (const path of split.files) {
    const [last, beforeLast] = lastExtensions(path)
    if (media.has(last) || media.has(beforeLast)) files.push(path)
    else if (names.has(basename(path))) metadataFiles.add(path)
    else if (last === 'zip') archives.push(path)
  }
  // the rows of archives come after those of loose files
  return {
    name: split.name,
    files: [...files, ...archives],
    ...(metadataFiles.size > 0 && { metadataFiles: [...metadataFiles] }),
  }
}

/** Of a file name, in small letters; a name that only begins with dots has none. */
function lastExtensions(path: string): [string, string] {
  const [last, root] = splitExtension(basename(path))
  return [last, splitExtension(root)[0]]
}

function splitExtension(name: string): [string, string] {
  const dot = name.lastIndexOf('.')
  const plain = dot < 0 || /^\.*$/.test(name.slice(0, dot))
  return plain ? ['', name] : [name.slice(dot + 1).toLowerCase(), name.slice(0, dot)]
}

function checkMetadata(
  config: string,
  splits: readonly SplitLayout[],
  metadata: readonly string[],
  problems: LayoutProblem[],
): void {
  if (new Set(metadata.map((path) => lastExtensions(path)[0])).size > 1)
    throw new LayoutTrouble(
      'MixedMetadata',
      'The metadata files are of different formats; use metadata.csv, .jsonl or .parquet for all.',
    )
  for (const split of splits) {
    if (split.metadataFiles) continue
    const message = `The split ${split.name} has no metadata file and others have; add one to it.`
    problems.push(problem('NoMetadata', message, config))
  }
}

/** Folder names are labels when there are several, all as deep; drop_labels: false asks for them in any case. */
function labelsOf(config: ConfigLayout, paths: readonly string[]): string[] | undefined {
  const drop = config.options.drop_labels
  if (drop === true) return undefined
  const labels = new Set(paths.map(folderName))
  const depths = new Set(paths.map((path) => path.split('/').length))
  if (drop !== false && (labels.size < 2 || depths.size !== 1)) return undefined
  return [...labels].sort(byCodePoint)
}

/** '' in the root. */
const folderName = (path: string): string => path.split('/').at(-2) ?? ''

/** What rows are made of: media in folders, and in archives, where the library does not know capitals. */
function mediaPaths(config: ConfigLayout, files: readonly string[], zips: Zips): string[] {
  const media = mediaExtensionsOf(config.reader)
  return files.flatMap((path) => {
    if (!isArchive(path)) return media.has(lastExtensions(path)[0]) ? [path] : []
    const names = visibleMembers(zips?.get(path) ?? [])
    return names.filter((name) => media.has(name.slice(name.lastIndexOf('.') + 1)))
  })
}

/** Nobody looked into an archive, or it has metadata. */
function archivesForbidLabels(config: ConfigLayout, files: readonly string[], zips: Zips): boolean {
  const metadata = metadataNames(config)
  return files.filter(isArchive).some((path) => {
    const names = zips?.get(path)
    return names === undefined || visibleMembers(names).some((name) => metadata.has(basename(name)))
  })
}

const isArchive = (path: string): boolean => lastExtensions(path)[0] === 'zip'
