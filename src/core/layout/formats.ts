import type { Reader, ReaderOptions } from './types.js'

/** Which reader a file name extension stands for: the table of `datasets` 5.2.0. */
export interface Format {
  reader: Reader
  options: ReaderOptions
}

const TABLES: readonly [Reader, string][] = [
  ['csv', 'csv'],
  ['json', 'json jsonl ndjson'],
  ['parquet', 'parquet geoparquet gpq'],
  ['arrow', 'arrow'],
  ['text', 'txt'],
  ['conll', 'conll'],
  ['webdataset', 'tar'],
  ['xml', 'xml'],
  ['hdf5', 'hdf5 h5'],
  ['eval', 'eval'],
  ['harbor', 'toml md'],
  ['lance', 'lance'],
  ['tsfile', 'tsfile'],
  ['vortex', 'vortex'],
  ['fasta', 'fa fasta fna ffn faa frn afa'],
  ['genbank', 'gb gbk genbank'],
  ['fastq', 'fq fastq'],
  ['mmcif', 'cif mmcif'],
]

/** Of these the library also takes the extensions in capitals. */
const MEDIA_TABLES: readonly [Reader, string][] = [
  ['pdb', 'pdb ent'],
  [
    'imagefolder',
    'blp bmp dib bufr cur pcx dcx dds ps eps fit fits fli flc ftc ftu gbr gif grib png apng jp2 j2k jpc jpf jpx ' +
      'j2c icns ico im iim tif tiff jfif jpe jpg jpeg msp pcd pxr pbm pgm ppm pnm psd bw rgb rgba sgi ras tga icb ' +
      'vda vst webp wmf emf xbm xpm',
  ],
  [
    'audiofolder',
    'mpg aiff au avr caf flac htk svx mat4 mat5 mpc2k ogg paf pvf raw rf64 sd2 sds ircam voc w64 wav nist wavex ' +
      'wve xi mp3 opus 3gp 3g2 asf flv m4v webm f4v wmv wma ogm mxf nut',
  ],
  ['videofolder', 'mpeg avi mp4 mov mkv'],
  ['meshfolder', 'glb gltf ply stl'],
  ['pdffolder', 'pdf'],
  ['niftifolder', 'nii'],
]

/** A media reader also takes these, which are another reader's when the reader is chosen by them. */
const ALSO_MEDIA: Partial<Record<Reader, string>> = {
  imagefolder: 'mpg mpeg',
  audiofolder: 'avi mp4 mov mkv',
}

const MEDIA_METADATA = ['metadata.csv', 'metadata.jsonl', 'metadata.parquet']
const METADATA_NAMES: Partial<Record<Reader, readonly string[]>> = {
  harbor: ['task.toml', 'instruction.md'],
  lance: ['latest_version_hint.json'],
  mmcif: MEDIA_METADATA,
}
const LANCE_PARTS = ['idx', 'txn', 'manifest']

const isMedia = (reader: Reader): boolean => MEDIA_TABLES.some(([media]) => media === reader)
const words = (text: string): string[] => text.split(' ')

const FORMATS = new Map<string, Format>([
  ...[...TABLES, ...MEDIA_TABLES].flatMap(([reader, text]) =>
    words(text).map((extension): [string, Format] => [extension, { reader, options: {} }]),
  ),
  ['tsv', { reader: 'csv', options: { sep: '\t' } }],
  ['conllu', { reader: 'conll', options: { other: { comment_prefix: '#' } } }],
])

/** Whose files are media, one a row: mmcif is one in all but the capitals. */
export const isFolderReader = (reader: Reader): boolean => isMedia(reader) || reader === 'mmcif'

/** `extension` is in small letters, without its dot. */
export const formatOf = (extension: string): Format | undefined => FORMATS.get(extension)

const CAPITALS = MEDIA_TABLES.flatMap(([, text]) => words(text.toUpperCase()))
const DATA_EXTENSIONS = new Set([...FORMATS.keys(), ...CAPITALS, 'zip', ...LANCE_PARTS])

/** Everything after dots in a file name: of `train.csv.gz`, csv and gz. */
export const extensionsOf = (path: string): string[] => basename(path).split('.').slice(1)

/** One of the extensions is the library's, small or capital as in its table. */
export const isDataFile = (path: string): boolean =>
  extensionsOf(path).some((extension) => DATA_EXTENSIONS.has(extension))

const ALL_METADATA_NAMES = new Set([...MEDIA_METADATA, ...Object.values(METADATA_NAMES).flat()])
export const isMetadataName = (path: string): boolean => ALL_METADATA_NAMES.has(basename(path))

export const metadataNamesOf = (reader: Reader): readonly string[] =>
  isMedia(reader) ? MEDIA_METADATA : (METADATA_NAMES[reader] ?? [])

const ofReader = (reader: Reader): string[] =>
  [...FORMATS].filter(([, format]) => format.reader === reader).map(([extension]) => extension)

/** The extensions a media reader takes as rows, in small letters. */
export function mediaExtensionsOf(reader: Reader): ReadonlySet<string> {
  return new Set([...ofReader(reader), ...words(ALSO_MEDIA[reader] ?? '')])
}

/** Which of the files found without a config in the card the reader gets. */
export function isFileOf(reader: Reader): (path: string) => boolean {
  const small = ofReader(reader)
  const capital = isMedia(reader) ? small.map((extension) => extension.toUpperCase()) : []
  const extensions = new Set([...small, ...capital, 'zip', ...(reader === 'lance' ? LANCE_PARTS : [])])
  const names = metadataNamesOf(reader)
  // the library's expressions: extensions count anywhere in the path, and a name may be the end of a longer one
  return (path) => holdsExtension(path, extensions) || names.some((name) => path.endsWith(name))
}

/** An extension ends at the end of the path, or at a dot that is not the last character. */
function holdsExtension(path: string, extensions: ReadonlySet<string>): boolean {
  const pieces = (path.endsWith('.') ? path.slice(0, -1) : path).split('.')
  const ended = path.endsWith('.') ? pieces.slice(1, -1) : pieces.slice(1)
  return ended.some((piece) => extensions.has(piece))
}

export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
