import { join } from 'node:path'
import { type Features, featuresObject, sameFeature } from '../../core/features.js'
import { identifier, literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'
import type { ReadContext, ReadInput, Relation } from '../readers/reader.js'
import { readerFor } from '../readers/readers.js'
import { Unreadable } from '../readers/unreadable.js'
import type { Limits } from '../sources/budget.js'
import { refuseArchives } from '../sources/left-out.js'
import { openWorkspace } from '../sources/workspace.js'
import type { TaskContext } from '../task-context.js'
import { columnTypeOf } from '../types.js'
import { declaredFeatures } from './declared.js'
import { featuresOf } from './features.js'

export interface ConvertInput extends ReadInput {
  limits?: Limits
  /** Name of the Parquet file in /out. */
  output: string
}
export interface ConvertResult {
  numRows: number
  features: Features
  /** Size of the columns without compression, as Parquet counts it. */
  memoryBytes: number
  /** What a person should know: the encoding that was found, columns that were renamed. */
  notes: Record<string, string>
}

/** Rows of a row group: a page of rows reads one, a scan gives one to each core. */
const ROW_GROUP = 20_480

/** Reads a source and writes it as Parquet. */
export async function convert(context: TaskContext, input: ConvertInput): Promise<ConvertResult> {
  const work = await openWorkspace(context.outFolder, input.limits)
  const { connection } = context.engine
  // looking for what columns have in common takes the square of their number, and finds nothing
  await connection.run(`set disabled_optimizers = 'common_subexpressions'`)
  try {
    return await convertIn({ ...context, work }, input)
  } catch (error) {
    throw explained(error, input)
  } finally {
    await connection.run('reset disabled_optimizers')
    await work.close()
  }
}

/** What DuckDB says speaks of paths in here and of SQL that nobody wrote. */
function explained(error: unknown, { files, metadata }: ConvertInput): Error {
  const { code, message } = error as { code?: unknown; message: string }
  if (typeof code === 'string') return error as Error
  const said = (message.split(/\n\s*\n|\nLINE \d/)[0] ?? '').split('\nTry setting')[0] ?? ''
  const named = [...files, ...(metadata ?? [])].reduce(
    (text, { path, name }) => text.replaceAll(path, name),
    said,
  )
  const isMemory = /^Out of Memory/.test(message)
  return new Unreadable(isMemory ? 'TooLarge' : 'Malformed', isMemory ? TOO_LARGE : named.slice(0, 1000))
}
const TOO_LARGE =
  'It needs more memory than there is for one file. Publish it in smaller pieces, or as Parquet.'

async function convertIn(context: ReadContext, input: ConvertInput): Promise<ConvertResult> {
  const { engine, outFolder, work } = context
  await refuseArchives(work, input)
  const relation = await readerFor(input.reader)(context, input)
  const output = join(outFolder, input.output)
  const found = relation.features ?? (await featuresOf(engine, relation.from))
  const features = input.features ?? found
  await write(engine, { ...relation, found, features, output })
  return { ...(await measure(engine, output)), features, notes: relation.notes }
}

type Write = Relation & { found: Features; features: Features; output: string }

async function write(
  { connection }: Engine,
  { from, found, features, output, rowGroup }: Write,
): Promise<void> {
  const info = JSON.stringify({ info: { features: featuresObject(features) } })
  await connection.run(
    `copy (select ${columns(found, features)} from ${from}) to ${literal(output)}
     (format parquet, compression zstd, row_group_size ${rowGroup ?? ROW_GROUP}, kv_metadata {huggingface: ${literal(info)}})`,
  )
}

/** Columns as wanted: cast where the type differs, null where the source has none. */
function columns(found: Features, wanted: Features): string {
  const types = new Map(found.map(({ name, type }) => [name, type]))
  return wanted
    .map(({ name, type }) => {
      const present = types.get(name)
      const column = identifier(name)
      const sqlType = columnTypeOf(type)
      if (!present) return `null${sqlType ? `::${sqlType}` : ''} as ${column}`
      if (sameFeature(present, type) || !sqlType) return column
      return `${column}::${sqlType} as ${column}`
    })
    .join(', ')
}

async function measure(
  { connection }: Engine,
  output: string,
): Promise<{ numRows: number; memoryBytes: number }> {
  const file = literal(output)
  const rows = await connection.runAndReadAll(`select num_rows from parquet_file_metadata(${file})`)
  const bytes = await connection.runAndReadAll(
    `select coalesce(sum(total_uncompressed_size), 0)::double from parquet_metadata(${file})`,
  )
  return { numRows: Number(rows.getRows()[0]?.[0] ?? 0), memoryBytes: Number(bytes.getRows()[0]?.[0] ?? 0) }
}

/** Reads what a Parquet file is: it is a part as it stands. */
export async function inspect(
  { engine }: TaskContext,
  input: { path: string },
): Promise<Omit<ConvertResult, 'notes'>> {
  const file = literal(input.path)
  const found = await featuresOf(engine, `read_parquet(${file})`)
  const features = (await declaredFeatures(engine, input.path, found)) ?? found
  return { ...(await measure(engine, input.path)), features }
}
