/** What the library `datasets` (5.2.0) would make of the files of a dataset repo. */

/** The readers the library has, by its names; `zip-unknown` is for archives nobody has looked into yet. */
export type Reader =
  | 'arrow'
  | 'audiofolder'
  | 'conll'
  | 'csv'
  | 'eval'
  | 'fasta'
  | 'fastq'
  | 'genbank'
  | 'harbor'
  | 'hdf5'
  | 'imagefolder'
  | 'json'
  | 'lance'
  | 'meshfolder'
  | 'mmcif'
  | 'niftifolder'
  | 'parquet'
  | 'pdb'
  | 'pdffolder'
  | 'text'
  | 'tsfile'
  | 'videofolder'
  | 'vortex'
  | 'webdataset'
  | 'xml'
  | 'zip-unknown'

export interface LayoutInput {
  /** Every file at one commit, in any order. Paths are as stored: relative, with /. */
  files: readonly { path: string; size: number }[]
  /** The YAML of README.md. */
  card: Record<string, unknown> | undefined
  /** The parsed meta/info.json, if the repo has one. */
  lerobot?: unknown
  /** Names of the files in archives, sorted: path of the .zip -> names in it. Absent: nobody has looked into them. */
  zips?: ReadonlyMap<string, readonly string[]>
}

export interface Layout {
  configs: ConfigLayout[]
  /** What a person should know or mend. A config that cannot be read is here and not in `configs`. */
  problems: LayoutProblem[]
}

export interface ConfigLayout {
  name: string
  /** The one a client gets that names none. No config may be: then clients must name one. */
  isDefault: boolean
  reader: Reader
  options: ReaderOptions
  /** `features` as in the card: of the config itself or of its `dataset_info`. */
  features?: unknown
  /** Of media folders: the classes, sorted, when the folder names are the column `label`. */
  labels?: string[]
  splits: SplitLayout[]
}

export interface SplitLayout {
  name: string
  /** In the library's order. A file that two patterns match is here twice, and so are its rows. */
  files: string[]
  /** Of media folders: the tables with a column `file_name` that give the rows. They are not in `files`. */
  metadataFiles?: string[]
}

/** What the card sets for a reader. Absent: the reader's own default. */
export interface ReaderOptions {
  sep?: string
  quotechar?: string
  escapechar?: string
  /** A row, rows, 'infer', or null for a file without header. */
  header?: number | number[] | 'infer' | null
  names?: string[]
  skiprows?: number | number[]
  nrows?: number
  usecols?: (number | string)[]
  comment?: string
  decimal?: string
  thousands?: string
  na_values?: string | string[]
  keep_default_na?: boolean
  skip_blank_lines?: boolean
  on_bad_lines?: 'error' | 'warn' | 'skip'
  encoding?: string
  encoding_errors?: string
  field?: string
  columns?: string[]
  sample_by?: 'line' | 'paragraph' | 'document'
  keep_linebreaks?: boolean
  drop_labels?: boolean
  drop_metadata?: boolean
  metadata_filenames?: string[]
  /** Options that the library has and we do not act on, as given. */
  other?: Record<string, unknown>
  /** Names that this reader of the library does not know and ignores. */
  ignored?: string[]
}

export type ProblemCode =
  | 'BadConfig'
  | 'BadOption'
  | 'BadPattern'
  | 'BadSplitName'
  | 'DuplicateConfig'
  | 'IgnoredOption'
  | 'MixedFormats'
  | 'MixedMetadata'
  | 'NoDataFiles'
  | 'NoMatch'
  | 'NoMetadata'
  | 'OtherFormat'
  | 'OutsideRepo'
  | 'RepeatedFiles'
  | 'SeveralDefaults'
  | 'TooManyConfigs'
  | 'TooMuchWork'
  | 'ZipUnknown'

export interface LayoutProblem {
  /** Absent: it is about the repo. */
  config?: string
  code: ProblemCode
  /** Plain English; says what to do. */
  message: string
}
