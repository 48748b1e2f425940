import type { AsyncDuckDBConnection } from '@duckdb/duckdb-wasm'
import { ParquetFile } from 'parquet-wasm/esm'
import type { NamedTable } from './named-tables.js'
import { columnsMeant, type Needed, type PlanNode, readColumns } from './needed-columns.js'
import { leavesOf, rowsOf, type Size, sizeOf } from './parquet-columns.js'
import { type RangeListener, RemoteFile } from './remote-file.js'
import { Failed, MOST_BYTES, MOST_ROWS } from './said.js'
import type { TableFiles } from './table-files.js'

/** A table as a query names it, with its files. */
export type Found = NamedTable & TableFiles
/** A table that was met: `loaded.tN` has its columns and no row, `loaded.cN` the columns that were read. */
interface Met {
  at: number
  files: ParquetFile[]
  columns: { name: string; type: string }[]
  rows: number
  read: string[]
}

/** The tables of one engine: first their names and types are known, then the columns are read that a query needs. */
export class Tables {
  private readonly met = new Map<string, Met>()

  constructor(
    private readonly engine: AsyncDuckDBConnection,
    private readonly heard: RangeListener,
  ) {}

  /** Makes the tables known under the names that the query has for them. */
  async meet(found: Found[]): Promise<void> {
    for (const each of found) {
      const table = this.met.get(each.key) ?? (await this.open(each, this.met.size))
      this.met.set(each.key, table)
      await this.show(each, `from loaded.t${table.at}`)
    }
  }

  /** Reads what is needed and not there yet. `begin` hears how many bytes that is. Throws Failed when they are too many. */
  async read(found: Found[], needed: Needed, begin: (bytes: number) => void): Promise<void> {
    const todo = [...new Set(found.map(({ key }) => this.met.get(key) as Met))].map((table) => {
      const names = table.columns.map(({ name }) => name)
      const columns = columnsMeant(needed.get(table.at) ?? [], names)
      return {
        table,
        columns: isWithin(columns, table.read) ? [] : [...new Set([...table.read, ...columns])],
      }
    })
    const others = [...this.met.values()].filter((table) => !todo.some((each) => each.table === table))
    for (const table of others) await this.forget(table)
    begin(sum(checked(todo.map(({ table, columns }) => sizeOf(table.files, columns)))))
    for (const { table, columns } of todo) if (columns.length > 0) await this.load(table, columns)
    for (const each of found) await this.show(each, viewOf(this.met.get(each.key) as Met))
  }

  private async open({ files }: TableFiles, at: number): Promise<Met> {
    const opened = await Promise.all(
      files.map(({ path, size }) => ParquetFile.fromFile(new RemoteFile(path, this.heard, 0, size))),
    )
    const [first] = opened
    if (!first) throw new Error('The table has no files.')
    const empty = (await first.read({ rowGroups: [] })).intoIPCStream()
    await this.engine.insertArrowFromIPCStream(empty, { schema: 'loaded', name: `t${at}`, create: true })
    const described = await this.engine.query(`describe loaded.t${at}`)
    const columns = described.toArray().map((row) => ({
      name: String(row.column_name),
      type: String(row.column_type),
    }))
    return { at, files: opened, columns, rows: rowsOf(opened), read: [] }
  }

  private async show({ dataset, name }: NamedTable, as: string): Promise<void> {
    const view = name === '' ? `main.${quoted(dataset)}` : `${quoted(dataset)}.${quoted(name)}`
    if (name !== '') await this.engine.query(`create schema if not exists ${quoted(dataset)}`)
    await this.engine.query(`create or replace view ${view} as ${as}`)
  }

  /** Which columns the query reads of which table, from DuckDB's own plan; with no other step that could hide one. */
  async neededBy(sql: string): Promise<Needed> {
    const all = (await this.engine.query('select name from duckdb_optimizers()')).toArray()
    const others = all.map((row) => String(row.name)).filter((name) => name !== 'unused_columns')
    await this.engine.query(`set disabled_optimizers = '${others.join()}'`)
    try {
      const answer = await this.engine.query(`explain (format json) from (\n${withoutEnd(sql)}\n)`)
      const plan = JSON.parse(String(answer.toArray()[0]?.explain_value)) as PlanNode[]
      return readColumns(plan)
    } catch {
      // once more as it was written, so that the message points at the right place
      await (await this.engine.prepare(sql)).close()
      throw new Failed({ kind: 'notSelect' })
    } finally {
      await this.engine.query("set disabled_optimizers = ''")
    }
  }

  /** What a query does not need gives its memory to what it needs. */
  private async forget(table: Met): Promise<void> {
    if (table.read.length === 0) return
    table.read = []
    await this.engine.query(`drop table loaded.c${table.at}`)
  }

  private async load(table: Met, wanted: string[]): Promise<void> {
    const leaves = leavesOf(table.files, wanted)
    const columns = table.columns.filter(({ name }) => leaves === undefined || wanted.includes(name))
    const name = `c${table.at}`
    const list = columns.map((column) => quoted(column.name)).join(', ')
    table.read = []
    await this.engine.query(
      `create or replace table loaded.${name} as select ${list} from loaded.t${table.at}`,
    )
    for (const file of table.files)
      for (let group = 0; group < file.metadata().numRowGroups(); group++) {
        const rows = await file.read({
          rowGroups: [group],
          batchSize: 65_536,
          ...(leaves && { columns: leaves }),
        })
        await this.engine.insertArrowFromIPCStream(rows.intoIPCStream(), {
          schema: 'loaded',
          name,
          create: false,
        })
      }
    table.read = columns.map((column) => column.name)
  }
}

/** All columns of a table: those that were read, and nulls of the right type for those that nobody asks for. */
function viewOf({ at, columns, rows, read }: Met): string {
  const list = columns.map(({ name, type }) =>
    read.includes(name) ? quoted(name) : `null::${type} as ${quoted(name)}`,
  )
  return `select ${list.join(', ')} from ${read.length > 0 ? `loaded.c${at}` : `range(${rows})`}`
}

function checked(sizes: Size[]): number[] {
  const rows = sum(sizes.map((size) => size.rows))
  const bytes = sum(sizes.map((size) => size.unpacked))
  if (rows > MOST_ROWS || bytes > MOST_BYTES) throw new Failed({ kind: 'large', rows, bytes })
  return sizes.map((size) => size.packed)
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const withoutEnd = (sql: string): string => sql.replace(/;\s*$/, '')
const isWithin = (some: string[], all: string[]): boolean => some.every((each) => all.includes(each))
const sum = (numbers: number[]): number => numbers.reduce((all, each) => all + each, 0)
