import { stat } from 'node:fs/promises'
import { posix } from 'node:path'
import { type Feature, type Features, kindOf } from '../../../core/features.js'
import { identifier } from '../../../core/sql-text.js'
import { extractMember } from '../../sources/unpack.js'
import { readCsv } from '../csv.js'
import { readJson } from '../json.js'
import { readParquet } from '../parquet.js'
import type { ReadContext, ReadInput, ReadSource, Relation, SourceFile } from '../reader.js'
import { Unreadable } from '../unreadable.js'
import { MEDIA_ROWS, MediaBatches, type MediaFile } from './batches.js'

/** Rows of metadata that are read at once. */
const NAMES = 10_000

export interface MediaKind {
  feature: 'Image' | 'Audio' | 'Video'
  column: string
}

/** A folder of images, sounds or films: a row for each, or for each row of the metadata. */
export const readFolder =
  (kind: MediaKind): ReadSource =>
  (context, input) =>
    input.metadata ? readMetadata(context, input, kind) : readFiles(context, input, kind)

async function readFiles(
  context: ReadContext,
  { files, labels }: ReadInput,
  { feature, column }: MediaKind,
): Promise<Relation> {
  const media: Features = [{ name: column, type: { _type: feature } }]
  const label: Features = labels ? [{ name: 'label', type: { _type: 'ClassLabel', names: labels } }] : []
  const batches = new MediaBatches(context, [...media, ...label])
  const places = new Map(labels?.map((name, i) => [name, i]))
  for (const file of files) {
    const folder = posix.basename(posix.dirname(file.name))
    const values = labels ? { label: places.get(folder) ?? null } : {}
    await batches.add({ values, media: { [column]: await mediaFile(context, file, feature) } })
  }
  return relationOf(batches, [...media, ...label])
}

async function relationOf(
  batches: MediaBatches,
  features: Features,
  { missing, broken }: { missing: string[]; broken: string[] } = { missing: [], broken: [] },
): Promise<Relation> {
  const from = await batches.end()
  const notes: Record<string, string> = {}
  if (batches.left > 0)
    notes.tooLarge = `${batches.left} files are too large for the table; it has their paths only.`
  if (missing.length > 0)
    notes.missing = `The metadata names files that are not there: ${someOf(missing, ', ')}`
  if (broken.length > 0) notes.broken = `Rows have no file where it cannot be read: ${someOf(broken, ' ')}`
  return { from, features, notes, rowGroup: MEDIA_ROWS }
}

const someOf = (list: string[], between: string): string =>
  `${list.slice(0, 5).join(between)}${list.length > 5 ? ` And ${list.length - 5} more.` : ''}`

/** A broken member of an archive takes its own row's file only. */
async function soundFile(
  context: ReadContext,
  file: SourceFile,
  { feature, broken }: { feature: string; broken: string[] },
): Promise<MediaFile | null> {
  try {
    return await mediaFile(context, file, feature)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    broken.push(`${file.name}: ${error.message}`)
    return null
  }
}

/** Films are found by their path in the repo; others are in the table, with the last part of their name. */
async function mediaFile(context: ReadContext, file: SourceFile, feature: string): Promise<MediaFile> {
  if (feature === 'Video') return { path: '', name: file.name, bytes: 0 }
  const path = file.member === undefined ? file.path : await extractMember(context.work, file)
  const { size } = await stat(path)
  return { path, name: posix.basename(file.name), bytes: size, isTemporary: file.member !== undefined }
}

async function readMetadata(context: ReadContext, input: ReadInput, kind: MediaKind): Promise<Relation> {
  const byName = new Map(input.files.map((file) => [posix.normalize(file.name), file]))
  const parts: { relation: Relation; features: Features }[] = []
  const missing: string[] = []
  const broken: string[] = []
  for (const [i, table] of (input.metadata ?? []).entries())
    parts.push(
      await readTable(context, {
        table,
        name: `metadata_${i}`,
        byName,
        kind,
        missing,
        broken,
        share: input.share,
      }),
    )
  const [first] = parts
  if (!first) throw new Unreadable('NoMetadata', 'There is no table that names the files.')
  const selects = parts.map(({ relation }) => `select * from ${relation.from}`)
  const notes = Object.assign({}, ...parts.map(({ relation }) => relation.notes)) as Record<string, string>
  return {
    from: `(${selects.join(' union all by name ')})`,
    features: first.features,
    notes,
    rowGroup: MEDIA_ROWS,
  }
}

interface TableInput {
  table: SourceFile
  name: string
  byName: Map<string, SourceFile>
  kind: MediaKind
  /** Names that the metadata has and the folder has not. */
  missing: string[]
  /** What is wrong with files of archives: their rows are there without them. */
  broken: string[]
  share: ReadInput['share']
}
interface FileColumn {
  from: string
  to: string
  isList: boolean
}

async function readTable(
  context: ReadContext,
  { table, name, byName, kind, missing, broken, share }: TableInput,
): Promise<{ relation: Relation; features: Features }> {
  const found = await readerOf(table.name)(context, { reader: 'csv', options: {}, files: [table] })
  const columns = found.features ?? []
  const named = columns.flatMap((column) => fileColumn(column, kind.column) ?? [])
  if (named.length === 0)
    throw new Unreadable('BadMetadata', `${table.name} has no column file_name that names the files.`)
  await loadRows(context, { name, from: found.from, share })
  const features = columns.map((column) => withMedia(column, named, kind))
  const plain = columns.filter((column) => !named.some(({ from }) => from === column.name))
  const batches = new MediaBatches(context, features, { table: name, columns: plain.map((one) => one.name) })
  const folder = posix.dirname(table.name)
  const find = async (given: unknown): Promise<MediaFile | null> => {
    const file = byName.get(posix.join(folder, String(given ?? '')))
    if (!file && given) missing.push(String(given))
    return file ? soundFile(context, file, { feature: kind.feature, broken }) : null
  }
  for await (const row of rowsOf(context, name, named))
    await batches.add({ values: {}, media: await mediaOf(row, named, find) })
  const relation = await relationOf(batches, features, { missing, broken })
  return { relation: { ...relation, notes: { ...found.notes, ...relation.notes } }, features }
}

/** The rows of a table that are to be read, numbered from 0. */
async function loadRows(
  { engine: { connection } }: ReadContext,
  { name, from, share }: { name: string; from: string; share: ReadInput['share'] },
): Promise<void> {
  await connection.run(`create or replace temp table ${name} as select * from ${from}`)
  if (!share) return
  const counted = await connection.runAndReadAll(`select count(*) from ${name}`)
  const rows = Number(counted.getRows()[0]?.[0] ?? 0)
  const first = Math.floor((rows * share.index) / share.of)
  const end = Math.floor((rows * (share.index + 1)) / share.of)
  await connection.run(`create or replace temp table ${name}_share as
    select * from ${name} where rowid >= ${first} and rowid < ${end} order by rowid`)
  await connection.run(`drop table ${name}`)
  await connection.run(`alter table ${name}_share rename to ${name}`)
}

/** The names in a table, a page at a time: what a connection streams ends when another query runs on it. */
async function* rowsOf(
  { engine }: ReadContext,
  table: string,
  named: FileColumn[],
): AsyncGenerator<unknown[]> {
  const columns = named.map(({ from }) => identifier(from)).join(', ')
  for (let at = 0; ; at += NAMES) {
    const page = await engine.connection.runAndReadAll(
      `select ${columns} from ${table} where rowid >= ${at} and rowid < ${at + NAMES} order by rowid`,
    )
    const rows = page.getRowsJS()
    if (rows.length === 0) return
    yield* rows
  }
}

async function mediaOf(
  row: unknown[],
  named: FileColumn[],
  find: (name: unknown) => Promise<MediaFile | null>,
): Promise<Record<string, MediaFile | MediaFile[] | null>> {
  const media: Record<string, MediaFile | MediaFile[] | null> = {}
  for (const [i, { to, isList }] of named.entries()) {
    const given = row[i]
    if (!isList) media[to] = await find(given)
    else {
      const files = await Promise.all(((given ?? []) as unknown[]).map(find))
      media[to] = files.filter((file) => file !== null)
    }
  }
  return media
}

/** Which column of files a column of names is for: `file_name` the main one, `left_file_name` one called `left`. */
function fileColumn({ name, type }: Features[number], main: string): FileColumn | undefined {
  const match = /^(?:(.*)_)?file_name(s?)$/.exec(name)
  if (!match || name === '_file_name' || name === '_file_names') return undefined
  const isList = match[2] === 's'
  const inner = isList && kindOf(type) === 'List' ? (type as { feature: Feature }).feature : type
  const isText = kindOf(inner) === 'Value' && /^(large_)?string$/.test((inner as { dtype: string }).dtype)
  if (!isText || isList !== (kindOf(type) === 'List')) return undefined
  return { from: name, to: match[1] ?? `${main}${match[2]}`, isList }
}

function withMedia(column: Features[number], named: FileColumn[], { feature }: MediaKind): Features[number] {
  const file = named.find(({ from }) => from === column.name)
  if (!file) return column
  const media: Feature = { _type: feature }
  return { name: file.to, type: file.isList ? { _type: 'List', feature: media } : media }
}

const readerOf = (name: string): ReadSource =>
  name.endsWith('.csv') ? readCsv : name.endsWith('.parquet') ? readParquet : readJson
