import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'
import type { TaskContext } from '../task-context.js'
import { Output } from './output.js'
import { watch } from './progress.js'
import type { RunSqlInput, RunSqlResult } from './run-types.js'
import { columnsOf, tooLarge } from './text-result.js'

/**
 * Writes a result as a Parquet file and sends it. The statement is in brackets of ours, on lines of its own: it is known
 * to be one whole SELECT, so neither a comment nor a bracket of it reaches beyond them.
 */
export async function writeParquet(
  { engine, outFolder, progress }: TaskContext,
  input: RunSqlInput,
): Promise<RunSqlResult> {
  const { connection } = engine
  const path = parquetPath(outFolder)
  await makeView(engine, input.sql)
  const columns = columnsOf(await connection.run('select * from temp.result limit 0'))
  const rows = await copy(engine, path, { ...input, progress })
  const output = new Output()
  for await (const bytes of createReadStream(path)) {
    output.add(bytes as Buffer)
    await output.flush()
  }
  await rm(path, { force: true })
  const truncated = input.limit !== undefined && rows >= input.limit
  return { columns, rows, bytes: output.bytes, truncated }
}

/** Where it is written before it is sent. */
export const parquetPath = (outFolder: string): string => join(outFolder, 'result.parquet')

/** DESCRIBE and SUMMARIZE are no view, but can be read from. */
async function makeView({ connection }: Engine, sql: string): Promise<void> {
  await connection.run(`create temp view result as\n${sql}\n`).catch((error: unknown) =>
    connection.run(`create temp view result as from (\n${sql}\n)`).catch(() => {
      throw error
    }),
  )
}

type CopyInput = Pick<RunSqlInput, 'limit' | 'maxRows' | 'maxBytes'> & Pick<TaskContext, 'progress'>

async function copy({ connection }: Engine, path: string, input: CopyInput): Promise<number> {
  const { limit, maxRows, progress } = input
  const most = Math.min(limit ?? Number.POSITIVE_INFINITY, maxRows + 1)
  const stop = watch(connection, progress, () => ({ rows: 0, bytes: 0 }))
  try {
    const done = await connection.runAndReadAll(
      `copy (select * from temp.result limit ${most}) to ${literal(path)} (format parquet, compression zstd, use_tmp_file false)`,
    )
    const rows = Number(done.getRows()[0]?.[0] ?? 0)
    if (rows > maxRows) throw tooLarge(input)
    return rows
  } finally {
    stop()
  }
}
