import { StatementType } from '@duckdb/node-api'
import { failureOf, SqlFailure } from '../sql/failures.js'
import { parquetPath, writeParquet } from '../sql/parquet.js'
import type { RunSqlInput, RunSqlResult } from '../sql/run-types.js'
import { writeText } from '../sql/text-result.js'
import { makeView } from '../sql/views.js'
import type { TaskContext } from '../task-context.js'

/** Runs one SELECT and writes its result to stdout. */
export async function runSql(context: TaskContext, input: RunSqlInput): Promise<RunSqlResult> {
  const { connection } = context.engine
  try {
    await prepareEngine(context, input)
    const statement = await prepareSelect(context, input.sql)
    if (input.format === 'parquet') return await writeParquet(context, input)
    if (input.format === 'arrow') {
      // loaded when it is needed: it takes a tenth of a second
      const { writeArrow } = await import('../sql/arrow-result.js')
      return await writeArrow(context, statement, input)
    }
    return await writeText(context, statement, { ...input, format: input.format })
  } catch (error) {
    connection.interrupt()
    throw withoutPaths(failureOf(error), context, input)
  }
}

/** Views over the files, and then the lock: from here on nothing else can be opened or changed. */
async function prepareEngine({ engine, outFolder }: TaskContext, input: RunSqlInput): Promise<void> {
  const { connection } = engine
  const { tables, threads, tempBytes } = input
  await connection.run(`set threads = ${Number(threads)}`)
  await connection.run(`set max_temp_directory_size = '${Number(tempBytes)}B'`)
  await connection.run('set enable_progress_bar = true')
  await connection.run('set enable_progress_bar_print = false')
  for (const table of tables) await makeView(engine, table, input.rowColumn)
  const written = input.format === 'parquet' ? [parquetPath(outFolder)] : []
  await engine.lock([...tables.flatMap(({ paths }) => paths), ...written])
}

/** Once more, by the engine that will run it: one statement, and it is a SELECT. */
async function prepareSelect({ engine }: TaskContext, sql: string) {
  const statements = await engine.connection.extractStatements(sql)
  if (statements.count !== 1 || sql.includes('\0')) throw new SqlFailure('refused', 'Send one statement.')
  const statement = await statements.prepare(0)
  if (statement.statementType !== StatementType.SELECT)
    throw new SqlFailure('refused', 'Only a SELECT can be asked here.')
  return statement
}

/** A message names tables, never the files behind them. */
function withoutPaths(failure: SqlFailure, { outFolder }: TaskContext, { tables }: RunSqlInput): SqlFailure {
  let { message } = failure
  for (const { schema, name, paths } of tables)
    for (const path of paths)
      message = message.replaceAll(path, schema === '' ? `"${name}"` : `"${schema}"."${name}"`)
  return new SqlFailure(failure.code, message.replaceAll(outFolder, '(work)').slice(0, 4000))
}
