import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { type Feature, type Features, kindOf } from '../../../core/features.js'
import { identifier, literal } from '../../../core/sql-text.js'
import { readTypeOf, valueOfRead } from '../json/columns.js'
import type { ReadContext } from '../reader.js'

/** A file that becomes a value: where it lies, and what it is called in the table. */
export interface MediaFile {
  path: string
  name: string
  bytes: number
  /** It is unpacked, and can be removed when it is read. */
  isTemporary?: boolean
}
/** JSON as it stands, so that no digit of a number is lost. */
export class RawJson {
  constructor(private readonly text: string) {}
  /** Line breaks stand between values only. */
  onOneLine(): string {
    return this.text.replaceAll(/[\r\n]/g, ' ')
  }
}
/** A row as JSON: plain values, and files for columns of images and the like. */
export interface MediaRow {
  values: Record<string, unknown>
  media: Record<string, MediaFile | MediaFile[] | null>
}

/** Rows with files are large: so many, or so many bytes, are in memory at once, and make a row group. */
export const MEDIA_ROWS = 100
const MOST_BATCH_BYTES = 48 * 1024 * 1024
/** A larger one is known by its path only. */
const MOST_FILE_BYTES = 256 * 1024 * 1024

const REF = 'STRUCT(file VARCHAR, name VARCHAR)'

/**
 * Rows that are written to Parquet batch by batch, so that memory is bounded by a batch: DuckDB would otherwise hold
 * thousands of files at once. `base` has other columns of the same rows, by their number.
 */
export class MediaBatches {
  private rows: MediaRow[] = []
  private bytes = 0
  private count = 0
  readonly parts: string[] = []
  /** Files that were too large to be in the table. */
  left = 0

  constructor(
    private readonly context: ReadContext,
    private readonly features: Features,
    private readonly base?: { table: string; columns: string[] },
  ) {}

  async add(row: MediaRow): Promise<void> {
    const bytes = filesOf(row).reduce((sum, file) => sum + Math.min(file.bytes, MOST_FILE_BYTES), 0)
    if (this.rows.length > 0 && this.bytes + bytes > MOST_BATCH_BYTES) await this.flush()
    this.rows.push(row)
    this.bytes += bytes
    if (this.rows.length >= MEDIA_ROWS) await this.flush()
  }

  /** Everything that was added, as one relation. */
  async end(): Promise<string> {
    if (this.rows.length > 0 || this.parts.length === 0) await this.flush()
    return `read_parquet([${this.parts.map(literal).join(', ')}])`
  }

  private async flush(): Promise<void> {
    const { work, engine } = this.context
    const list = work.path()
    const part = work.path()
    await this.writeList(list)
    const files = this.rows.flatMap(filesOf)
    await engine.connection.run(`copy (${this.select(list, files)}) to ${literal(part)} (format parquet)`)
    await rm(list)
    for (const file of files) if (file.isTemporary) await rm(file.path, { force: true })
    this.parts.push(part)
    this.count += this.rows.length
    this.rows = []
    this.bytes = 0
  }

  private async writeList(path: string): Promise<void> {
    const out = createWriteStream(path)
    this.rows.forEach(({ values, media }, i) => {
      const refs = Object.entries(media).map(([name, files]) => [name, refOf(files)])
      out.write(`${lineOf({ ...values, ...Object.fromEntries(refs), __row: this.count + i })}\n`)
    })
    out.end()
    await finished(out)
  }

  private select(list: string, files: MediaFile[]): string {
    const inBase = new Set(this.base?.columns)
    const own = this.features.filter(({ name }) => !inBase.has(name))
    const types = own.map(
      ({ name, type }) => `${literal(name)}: ${literal(mediaType(type) ?? readTypeOf(type))}`,
    )
    const values = this.features.map(({ name, type }) => {
      const column = `${inBase.has(name) ? 'b' : 'r'}.${identifier(name)}`
      return `${inBase.has(name) ? column : this.valueOf(column, type)} as ${identifier(name)}`
    })
    const from = `read_json(${literal(list)}, format = 'newline_delimited', maximum_object_size = 67108864,
      columns = {${[...types, `'__row': 'BIGINT'`].join(', ')}}) r`
    const base = this.base ? `join ${this.base.table} b on b.rowid = r.__row` : ''
    return `select ${values.join(', ')} from ${from} ${base} cross join (${this.blobs(files)}) order by r.__row`
  }

  private valueOf(column: string, type: Feature): string {
    const embed = (ref: string) =>
      `case when ${ref} is not null then struct_pack(bytes := blobs[${ref}.file]::BLOB, path := ${ref}.name) end`
    if (mediaType(type) === REF) return embed(column)
    return mediaType(type)
      ? `list_transform(${column}, lambda ref: ${embed('ref')})`
      : valueOfRead(column, type)
  }

  private blobs(files: MediaFile[]): string {
    const paths = new Set(files.filter(({ bytes }) => bytes <= MOST_FILE_BYTES).map(({ path }) => path))
    this.left += files.filter(({ bytes }) => bytes > MOST_FILE_BYTES).length
    if (paths.size === 0) return 'select map([]::VARCHAR[], []::BLOB[]) as blobs'
    const list = [...paths].map(literal).join(', ')
    return `select map(list(filename), list(content)) as blobs from read_blob([${list}])`
  }
}

function lineOf(row: object): string {
  const fields = Object.entries(row).map(([name, given]) => {
    const text = given instanceof RawJson ? given.onOneLine() : JSON.stringify(given)
    return `${JSON.stringify(name)}:${text}`
  })
  return `{${fields.join(',')}}`
}

const MEDIA = ['Image', 'Audio', 'Video']

function mediaType(type: Feature): string | undefined {
  const kind = kindOf(type) ?? ''
  if (MEDIA.includes(kind)) return REF
  return kind === 'List' && mediaType((type as { feature: Feature }).feature) === REF ? `${REF}[]` : undefined
}

/** No path: the bytes stay where they are. */
const refOf = (files: MediaFile | MediaFile[] | null): unknown => {
  if (Array.isArray(files)) return files.map(refOf)
  return files && { file: files.path, name: files.name }
}
const filesOf = ({ media }: MediaRow): MediaFile[] =>
  Object.values(media)
    .flat()
    .filter((file): file is MediaFile => file !== null && file.path !== '')
