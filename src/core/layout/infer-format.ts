import { byCodePoint } from './file-list.js'
import { extensionsOf, type Format, formatOf, isMetadataName } from './formats.js'
import { LayoutTrouble } from './trouble.js'

type Zips = ReadonlyMap<string, readonly string[]> | undefined
/** The library looks into this many archives of a split. */
const ZIPS_TO_OPEN = 10
/** Of extensions that are as many, the earlier one here wins; after these, the later in the alphabet. */
const FAVOURITES = ['parquet', 'lance', 'vortex', 'arrow', 'jsonl', 'json', 'csv']

/** The archives among `files` by whose names the reader is chosen. */
export const zipsToOpen = (files: readonly string[]): string[] =>
  files.filter((path) => path.endsWith('.zip')).slice(0, ZIPS_TO_OPEN)

/** The reader of an archive, by the names of the files in it; sort them by path, as the library does. */
export function readerOfNames(names: readonly string[]): Format | undefined {
  let most: string | undefined
  let highest = 0
  for (const [extension, count] of countOf(names.flatMap(lowerExtensions))) {
    if (count <= highest) continue
    most = extension
    highest = count
  }
  return most === undefined ? undefined : formatOf(most)
}

/** All splits have to be of one format. */
export function inferFormat(
  splits: readonly { name: string; files: readonly string[] }[],
  zips: Zips,
): Format {
  const formats = splits.map((split) => formatOfFiles(split.files, zips))
  // until somebody has looked into the archives, the splits may still be of one format
  const unknown = formats.find((format) => format?.reader === 'zip-unknown')
  if (unknown) return unknown
  const first = formats[0]
  if (formats.some((format) => !sameFormat(format, first))) {
    const found = splits.map((split, at) => `${split.name}: ${formats[at]?.reader ?? 'none'}`).join(', ')
    throw new LayoutTrouble(
      'MixedFormats',
      `The splits are of different formats (${found}); give all splits of a config files of one format.`,
    )
  }
  if (first === undefined)
    throw new LayoutTrouble('NoDataFiles', 'No file has an extension of a known data format, such as .csv.')
  return first
}

const sameFormat = (a: Format | undefined, b: Format | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** The most frequent extension decides. Metadata files count only when there is nothing else. */
function formatOfFiles(files: readonly string[], zips: Zips): Format | undefined {
  const data = files.filter((path) => !isMetadataName(path))
  const metadata = files.filter(isMetadataName)
  for (const extension of [...byFrequency(data), ...byFrequency(metadata)]) {
    const format = extension === 'zip' ? formatInZips(files, zips) : formatOf(extension)
    // what is in archives is the last word, also when nothing is
    if (format !== undefined || extension === 'zip') return format
  }
  return undefined
}

function formatInZips(files: readonly string[], zips: Zips): Format | undefined {
  const names = zipsToOpen(files).map((path) => zips?.get(path))
  if (names.some((inside) => inside === undefined)) return { reader: 'zip-unknown', options: {} }
  return readerOfNames(names.flatMap((inside) => inside ?? []))
}

function byFrequency(files: readonly string[]): string[] {
  const counts = [...countOf(files.flatMap(lowerExtensions))]
  return counts.sort((a, b) => b[1] - a[1] || preference(a[0], b[0])).map(([extension]) => extension)
}

const place = (extension: string): number => {
  const at = FAVOURITES.indexOf(extension)
  return at < 0 ? FAVOURITES.length : at
}
const preference = (a: string, b: string): number => place(a) - place(b) || byCodePoint(b, a)

const lowerExtensions = (path: string): string[] =>
  extensionsOf(path).map((extension) => extension.toLowerCase())

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
