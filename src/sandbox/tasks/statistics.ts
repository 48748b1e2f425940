import type { DuckDBType } from '@duckdb/node-api'
import type { Feature, Features } from '../../core/features.js'
import type { ColumnStatistics, StatisticsAnswer } from '../statistics/answer.js'
import { describeClasses, describeFlags } from '../statistics/categories.js'
import { describeDates } from '../statistics/dates.js'
import { type Kind, kindOfColumn } from '../statistics/kinds.js'
import { describeImages, describeSounds } from '../statistics/media.js'
import { countValues, describeNumbers } from '../statistics/numbers.js'
import { column, openTable, type Table } from '../statistics/table.js'
import { describeTexts } from '../statistics/texts.js'
import type { TaskContext } from '../task-context.js'

export interface StatisticsInput {
  /** Parquet files of one split. */
  paths: string[]
  features: Features
}

/** Describes every column of a split, over all its rows. */
export async function statistics(
  { engine, progress }: TaskContext,
  { paths, features }: StatisticsInput,
): Promise<StatisticsAnswer> {
  const table = await openTable(engine, paths)
  const types = await columnTypes(table)
  const described: ColumnStatistics[] = []
  for (const { name, type } of features) {
    const stored = types.get(name)
    const kind = stored && kindOfColumn(type, stored)
    if (kind) described.push({ column_name: name, ...(await describe(table, { name, type, stored }, kind)) })
    progress({ columns: described.length })
  }
  await engine.connection.run('drop table if exists counts; drop table if exists files')
  described.sort((a, b) => Buffer.compare(Buffer.from(a.column_name), Buffer.from(b.column_name)))
  return { num_examples: table.rows, statistics: described }
}

async function columnTypes({ engine, from }: Table): Promise<Map<string, DuckDBType>> {
  const empty = await engine.connection.run(`select * from ${from} limit 0`)
  return new Map(empty.deduplicatedColumnNames().map((name, i) => [name, empty.columnType(i)]))
}

interface Column {
  name: string
  type: Feature
  stored: DuckDBType
}
type Description = Omit<ColumnStatistics, 'column_name'>
const answer = (
  column_type: Description['column_type'],
  { statistics, extra }: { statistics: Description['column_statistics']; extra: Description['extra'] },
): Description => ({ column_type, column_statistics: statistics, extra })

async function describe(table: Table, { name, type, stored }: Column, kind: Kind): Promise<Description> {
  switch (kind) {
    case 'int':
    case 'float':
      await countValues(table.engine, `select x as v from ${column(table, name)}`)
      return answer(kind, await describeNumbers(table.engine, kind))
    case 'list':
      return answer(kind, await describeLists(table, name))
    case 'bool':
      return answer(kind, await describeFlags(table, name))
    case 'class_label':
      return answer(kind, await describeClasses(table, name, (type as { names: string[] }).names))
    case 'string': {
      const texts = await describeTexts(table, name)
      return answer(texts.type, texts)
    }
    case 'datetime':
      return answer(kind, await describeDates(table, name, (type as { dtype: string }).dtype))
    case 'image':
      return answer(kind, await describeImages(table, { name, type: stored }))
    case 'audio':
      return answer(kind, await describeSounds(table, { name, type: stored }))
  }
}

async function describeLists(table: Table, name: string) {
  await countValues(table.engine, `select len(x) as v from ${column(table, name)}`)
  const { statistics, extra } = await describeNumbers(table.engine, 'int')
  return { statistics, extra: { n_unique: extra.n_unique, empty_count: extra.zero_count } }
}
