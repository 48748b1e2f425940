/** What the catalogue can be narrowed by. In its rows a value is `facet:value`, such as `language:ko`. */
export const FACETS = [
  'task',
  'language',
  'license',
  'modality',
  'size',
  'format',
  'organisation',
  'updated',
] as const
export type Facet = (typeof FACETS)[number]

/** Sizes that cards may state, and what stands for all others. */
export const SIZES = [
  'n<1K',
  '1K<n<10K',
  '10K<n<100K',
  '100K<n<1M',
  '1M<n<10M',
  '10M<n<100M',
  '100M<n<1B',
  '1B<n<10B',
  '10B<n<100B',
  '100B<n<1T',
  'n>1T',
  'unknown',
]
/** The size of so many rows. */
export function sizeOf(rows: number): string {
  const steps = SIZES.length - 2
  const step = SIZES.slice(0, steps).findIndex((_, i) => rows < 1000 * 10 ** i)
  return SIZES[step < 0 ? steps : step] as string
}
export const MODALITIES = [
  ...['text', 'image', 'audio', 'video', 'tabular', 'timeseries', 'geospatial', 'document', '3d'],
]
/** A repo of the last day was also updated in the last week. */
export const UPDATED_DAYS = { day: 1, week: 7, month: 30, year: 365 } as const
export type Updated = keyof typeof UPDATED_DAYS

/** Facets with few values that are known beforehand. */
export const CLOSED: Partial<Record<Facet, readonly string[]>> = {
  modality: MODALITIES,
  size: SIZES,
  updated: Object.keys(UPDATED_DAYS),
}

const LONGEST_VALUE = 96

/** How a value is written; undefined when it cannot be one. */
export function facetValue(facet: Facet, text: string): string | undefined {
  const trimmed = text.normalize('NFKC').replaceAll('\0', '').trim()
  const closed = CLOSED[facet]
  if (closed) return closed.find((value) => value.toLowerCase() === trimmed.toLowerCase())
  return trimmed === '' || trimmed.length > LONGEST_VALUE ? undefined : trimmed.toLowerCase()
}

/** What the last part of a file's name says of it. A format of two kinds is left out of the modalities. */
const BY_EXTENSION: Record<string, { format: string; modality?: string }> = {
  csv: { format: 'csv', modality: 'tabular' },
  tsv: { format: 'csv', modality: 'tabular' },
  xlsx: { format: 'excel', modality: 'tabular' },
  parquet: { format: 'parquet', modality: 'tabular' },
  arrow: { format: 'arrow', modality: 'tabular' },
  json: { format: 'json' },
  jsonl: { format: 'json' },
  ndjson: { format: 'json' },
  txt: { format: 'text', modality: 'text' },
  xml: { format: 'xml' },
  pdf: { format: 'pdf', modality: 'document' },
  jpg: { format: 'jpeg', modality: 'image' },
  jpeg: { format: 'jpeg', modality: 'image' },
  png: { format: 'png', modality: 'image' },
  webp: { format: 'webp', modality: 'image' },
  tif: { format: 'tiff', modality: 'image' },
  tiff: { format: 'tiff', modality: 'image' },
  wav: { format: 'wav', modality: 'audio' },
  flac: { format: 'flac', modality: 'audio' },
  mp3: { format: 'mp3', modality: 'audio' },
  ogg: { format: 'ogg', modality: 'audio' },
  mp4: { format: 'mp4', modality: 'video' },
  webm: { format: 'webm', modality: 'video' },
  geojson: { format: 'geojson', modality: 'geospatial' },
  tar: { format: 'tar' },
  zip: { format: 'zip' },
  h5: { format: 'hdf5' },
  hdf5: { format: 'hdf5' },
  npy: { format: 'numpy' },
  npz: { format: 'numpy' },
  safetensors: { format: 'safetensors' },
  gguf: { format: 'gguf' },
  onnx: { format: 'onnx' },
  pt: { format: 'pytorch' },
  pth: { format: 'pytorch' },
}
const MODALITY_OF = new Map(
  Object.values(BY_EXTENSION).flatMap(({ format, modality }) => (modality ? [[format, modality]] : [])),
)

/** The format of a file, by its name. Files that belong to git or to the hub have none. */
export function formatOf(path: string): string | undefined {
  const extension = /\.([^./]+)$/.exec(path.replace(/\.(?:gz|zst|bz2|xz)$/i, ''))?.[1]?.toLowerCase()
  return extension !== undefined && Object.hasOwn(BY_EXTENSION, extension)
    ? BY_EXTENSION[extension]?.format
    : undefined
}
export const modalityOf = (format: string): string | undefined => MODALITY_OF.get(format)
