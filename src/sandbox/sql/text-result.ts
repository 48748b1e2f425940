import type { DuckDBDataChunk, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api'
import type { TaskContext } from '../task-context.js'
import { featureOf } from '../types.js'
import { SqlFailure } from './failures.js'
import { type Column, TEXT_FORMATS, type TextFormat } from './formats.js'
import { Output } from './output.js'
import { watch } from './progress.js'
import type { RunSqlInput, RunSqlResult } from './run-types.js'

type Limits = Pick<RunSqlInput, 'limit' | 'maxRows' | 'maxBytes'>
type TextInput = Limits & { format: keyof typeof TEXT_FORMATS }

/** Writes rows as they are found. The first bytes go out with the first rows, so that most failures come before them. */
export async function writeText(
  { engine, progress }: TaskContext,
  statement: DuckDBPreparedStatement,
  input: TextInput,
): Promise<RunSqlResult> {
  const result = await statement.stream()
  const columns = columnsOf(result)
  const output = new Output()
  const writer = new RowWriter(output, TEXT_FORMATS[input.format], columns, input)
  const stop = watch(engine.connection, progress, () => ({ rows: writer.rows, bytes: output.bytes }))
  try {
    await writer.writeAll(result, input.format === 'json')
  } finally {
    stop()
  }
  return { columns, rows: writer.rows, bytes: output.bytes, truncated: writer.truncated }
}

class RowWriter {
  rows = 0
  truncated = false

  constructor(
    private readonly output: Output,
    private readonly format: TextFormat,
    private readonly columns: Column[],
    private readonly limits: Limits,
  ) {}

  /** `mayCut`: the format can say that rows are missing. */
  async writeAll(result: DuckDBResult, mayCut: boolean): Promise<void> {
    let chunk = await result.fetchChunk()
    this.output.addText(this.format.begin(this.columns))
    for (; chunk && chunk.rowCount > 0 && !this.truncated; chunk = await result.fetchChunk())
      await this.writeRows(chunk, mayCut)
    this.output.addText(this.format.end(this))
    await this.output.flush()
  }

  private async writeRows(chunk: DuckDBDataChunk, mayCut: boolean): Promise<void> {
    const vectors = this.columns.map((_, i) => chunk.getColumnVector(i))
    for (let row = 0; row < chunk.rowCount; row++) {
      const full = this.fullness()
      if (full === 'hub' && !mayCut) throw tooLarge(this.limits)
      if (full) {
        this.truncated = true
        return
      }
      // one row at a time: a chunk of images would not fit as values of ours
      const cells = vectors.map((vector) => vector.getItem(row))
      this.output.addText(this.format.row(this.columns, cells, this.rows === 0))
      if (this.output.isFull) await this.output.flush()
      this.rows++
    }
  }

  /** Whose limit the next row would pass. */
  private fullness(): 'asked' | 'hub' | undefined {
    const { limit, maxRows, maxBytes } = this.limits
    if (limit !== undefined && this.rows >= limit) return 'asked'
    return this.rows >= maxRows || this.output.bytes >= maxBytes ? 'hub' : undefined
  }
}

export const tooLarge = ({ maxRows, maxBytes }: Pick<Limits, 'maxRows' | 'maxBytes'>): SqlFailure =>
  new SqlFailure(
    'large',
    `The result is over ${maxRows} rows or ${maxBytes} bytes. Ask for less, or give a limit.`,
  )

export const columnsOf = (result: DuckDBResult): Column[] =>
  result.deduplicatedColumnNames().map((name, i) => ({
    name,
    type: result.columnType(i).toString(),
    feature: featureOf(result.columnType(i)),
  }))
