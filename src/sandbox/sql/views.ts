import { identifier, literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'
import type { RunSqlInput } from './run-types.js'

/** Makes a table of the hub a view over its files. */
export async function makeView(
  engine: Engine,
  { schema, name, paths }: RunSqlInput['tables'][number],
  rowColumn: string | undefined,
): Promise<void> {
  const { connection } = engine
  if (schema !== '') await connection.run(`create schema if not exists ${identifier(schema)}`)
  const view = schema === '' ? identifier(name) : `${identifier(schema)}.${identifier(name)}`
  const from = `read_parquet([${paths.map(literal).join(', ')}], hive_partitioning = false, filename = false)`
  const number =
    rowColumn === undefined ? '' : `, ${await rowNumber(engine, paths, from)} as ${identifier(rowColumn)}`
  await connection.run(`create view ${view} as select *${number} from ${from}`)
}

/**
 * The number of a row in the table, made of its place in its file. A count over the rows would have to see all of them,
 * and so no filter could keep the reader from reading what nobody asked for; it is for tables with columns of these names.
 */
async function rowNumber({ connection }: Engine, paths: string[], from: string): Promise<string> {
  const columns = (await connection.run(`select * from ${from} limit 0`)).columnNames()
  if (columns.some((name) => /^file_(row_number|index)$/i.test(name))) return '(row_number() over ()) - 1'
  const firsts: number[] = []
  let rows = 0
  for (const path of paths) {
    firsts.push(rows)
    const found = await connection.runAndReadAll(
      `select num_rows from parquet_file_metadata(${literal(path)})`,
    )
    rows += Number(found.getRows()[0]?.[0])
  }
  return `file_row_number + ([${firsts.join(', ')}]::bigint[])[(file_index + 1)::bigint]`
}
