import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { type RecordBatch, RecordBatchReader, type Schema } from 'apache-arrow'
import type { Features } from '../../core/features.js'
import { identifier, literal } from '../../core/sql-text.js'
import { unpacked } from '../sources/unpack.js'
import { featuresOfSchema } from './arrow/schema.js'
import { jsonWriterOf } from './arrow/values.js'
import { readTypeOf, valueOfRead } from './json/columns.js'
import type { ReadContext, ReadSource, SourceFile } from './reader.js'
import { Unreadable } from './unreadable.js'

const MOST_OBJECT_BYTES = 64 * 1024 * 1024
const DRAIN_CHARS = 1024 * 1024

/** Arrow IPC, as a file or a stream: one record batch at a time becomes lines of JSON, which DuckDB reads with types. */
export const readArrow: ReadSource = async (context, { files }) => {
  const to = context.work.path()
  const out = createWriteStream(to)
  let features: Features | undefined
  for (const file of files) features = await writeFile(context, file, { out, features })
  out.end()
  await finished(out)
  const columns = features ?? []
  const types = columns.map(({ name, type }) => `${literal(name)}: ${literal(readTypeOf(type))}`)
  const values = columns.map(
    ({ name, type }) => `${valueOfRead(identifier(name), type)} as ${identifier(name)}`,
  )
  return {
    from: `(select ${values.join(', ')} from read_json(${literal(to)}, format = 'newline_delimited',
      maximum_object_size = ${MOST_OBJECT_BYTES}, columns = {${types.join(', ')}}))`,
    features: columns,
    notes: {},
  }
}

async function writeFile(
  { work }: ReadContext,
  file: SourceFile,
  { out, features }: { out: NodeJS.WritableStream; features: Features | undefined },
): Promise<Features> {
  const handle = await open(await unpacked(work, file))
  try {
    const reader = await RecordBatchReader.from(handle)
    await reader.open()
    const found = features ?? checked(reader.schema, file)
    for await (const batch of reader) await writeBatch(batch, out)
    return found
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable('Damaged', `${file.name} is no sound Arrow file: ${(error as Error).message}`)
  } finally {
    await handle.close().catch(() => {})
  }
}

function checked(schema: Schema | undefined, { name }: SourceFile): Features {
  if (!schema || schema.fields.length === 0)
    throw new Unreadable('EmptyFile', `${name} holds no Arrow schema with columns.`)
  return featuresOfSchema(schema)
}

async function writeBatch(batch: RecordBatch, out: NodeJS.WritableStream): Promise<void> {
  const columns = batch.schema.fields.map((field, i) => {
    const write = jsonWriterOf(field.type)
    const vector = batch.getChildAt(i)
    return { key: JSON.stringify(field.name), at: (row: number) => write(vector?.get(row)) }
  })
  let text = ''
  for (let row = 0; row < batch.numRows; row++) {
    text += `{${columns.map(({ key, at }) => `${key}:${at(row)}`).join(',')}}\n`
    if (text.length < DRAIN_CHARS) continue
    if (!out.write(text)) await once(out, 'drain')
    text = ''
  }
  if (!out.write(text)) await once(out, 'drain')
}
