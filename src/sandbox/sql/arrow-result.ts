import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { DuckDBDataChunk, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api'
import * as arrow from 'apache-arrow'
import type { TaskContext } from '../task-context.js'
import { arrowData } from './arrow-data.js'
import { arrowType, field } from './arrow-types.js'
import { Output } from './output.js'
import { watch } from './progress.js'
import type { RunSqlInput, RunSqlResult } from './run-types.js'
import { columnsOf, tooLarge } from './text-result.js'

/** Writes a result as a stream of Arrow IPC, a batch for each chunk of DuckDB. */
export async function writeArrow(
  { engine, progress }: TaskContext,
  statement: DuckDBPreparedStatement,
  input: Pick<RunSqlInput, 'limit' | 'maxRows' | 'maxBytes'>,
): Promise<RunSqlResult> {
  const result = await statement.stream()
  const columns = columnsOf(result)
  const output = new Output()
  const batches = new Batches(result, columns, input, output)
  const stop = watch(engine.connection, progress, () => ({ rows: batches.rows, bytes: output.bytes }))
  try {
    await pipeline(
      Readable.from(batches.all(), { objectMode: true, highWaterMark: 1 }),
      arrow.RecordBatchStreamWriter.throughNode(),
      (bytes: AsyncIterable<Uint8Array>) => send(bytes, output),
    )
  } finally {
    stop()
  }
  return { columns, rows: batches.rows, bytes: output.bytes, truncated: batches.truncated }
}

async function send(bytes: AsyncIterable<Uint8Array>, output: Output): Promise<void> {
  for await (const piece of bytes) {
    output.add(Buffer.from(piece))
    if (output.isFull) await output.flush()
  }
  await output.flush()
}

class Batches {
  rows = 0
  truncated = false
  private readonly schema: arrow.Schema

  constructor(
    private readonly result: DuckDBResult,
    columns: { name: string }[],
    private readonly limits: Pick<RunSqlInput, 'limit' | 'maxRows' | 'maxBytes'>,
    private readonly output: Output,
  ) {
    this.schema = new arrow.Schema(columns.map(({ name }, i) => field(name, arrowType(result.columnType(i)))))
  }

  async *all(): AsyncGenerator<arrow.RecordBatch> {
    let chunk = await this.result.fetchChunk()
    // without rows there must be a batch too: it brings the schema
    if (!chunk || chunk.rowCount === 0) yield this.batch([], 0)
    for (; chunk && chunk.rowCount > 0 && !this.truncated; chunk = await this.result.fetchChunk()) {
      const count = this.room(chunk.rowCount)
      this.rows += count
      yield this.batch(columnValues(chunk, count), count)
    }
  }

  /** How many more rows there may be. Throws when the hub's own limits are passed. */
  private room(wanted: number): number {
    const { limit = Number.POSITIVE_INFINITY, maxRows, maxBytes } = this.limits
    const left = Math.min(wanted, limit - this.rows)
    if (left < wanted) this.truncated = true
    if (left > 0 && (this.rows + left > maxRows || this.output.bytes >= maxBytes)) throw tooLarge(this.limits)
    return left
  }

  private batch(values: ReturnType<typeof columnValues>, length: number): arrow.RecordBatch {
    const children = this.schema.fields.map(({ type }, i) => arrowData(type, values[i] ?? []))
    const type = new arrow.Struct(this.schema.fields)
    const data: unknown = arrow.makeData({ type, length, nullCount: 0, children } as never)
    return new arrow.RecordBatch(this.schema, data as arrow.Data<arrow.Struct>)
  }
}

const columnValues = (chunk: DuckDBDataChunk, count: number) =>
  chunk.getColumns().map((values) => values.slice(0, count))
