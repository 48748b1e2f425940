import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { BLOCK_ROWS, encodeBlock, encodeTrailer } from '../../codecs/search/search-index.js'
import type { Features } from '../../core/features.js'
import { eachGram } from '../../core/search-grams.js'
import { foldText, isOdd } from '../../core/search-text.js'
import { literal } from '../../core/sql-text.js'
import type { Engine } from '../engine.js'
import { HashSet32 } from '../search/hash-set.js'
import { haystackOf } from '../search/haystack.js'
import type { TaskContext } from '../task-context.js'

export interface IndexRowsInput {
  /** A Parquet file. */
  path: string
  features: Features
  /** Name of the index in /out. */
  output: string
}
export interface IndexRowsResult {
  numRows: number
  bytes: number
}

/** Writes what lets `search-rows` pass over most rows. */
export async function indexRows(
  { engine, outFolder, progress }: TaskContext,
  { path, features, output }: IndexRowsInput,
): Promise<IndexRowsResult> {
  const file = await open(join(outFolder, output), 'w')
  try {
    const writer = new IndexWriter(file)
    const haystack = (await haystackOf(engine, path, features)) ?? 'null'
    for await (const text of textsOf(engine, `select ${haystack} from read_parquet(${literal(path)})`)) {
      const isFull = writer.add(text)
      if (!isFull) continue
      await writer.endBlock()
      progress({ rows: writer.rows })
    }
    return { numRows: writer.rows, bytes: await writer.end() }
  } finally {
    await file.close()
  }
}

class IndexWriter {
  rows = 0
  private readonly directory: Buffer[] = []
  private readonly pairs = new HashSet32()
  private readonly triples = new HashSet32()
  private readonly sink = {
    pair: (hash: number) => this.pairs.add(hash),
    triple: (hash: number) => this.triples.add(hash),
  }
  private odd: number[] = []
  private bytes = 0

  constructor(private readonly file: FileHandle) {}

  /** True when the block is full. */
  add(text: string | null): boolean {
    const row = this.rows++ % BLOCK_ROWS
    if (text !== null) {
      if (isOdd(text)) this.odd.push(row)
      eachGram(foldText(text), this.sink)
    }
    return row === BLOCK_ROWS - 1
  }

  async endBlock(): Promise<void> {
    const { bytes, entry } = encodeBlock({ pairs: this.pairs, triples: this.triples, odd: this.odd })
    await this.write(bytes)
    this.directory.push(entry)
    this.pairs.clear()
    this.triples.clear()
    this.odd = []
  }

  /** Returns the size of the file. */
  async end(): Promise<number> {
    if (this.rows % BLOCK_ROWS > 0) await this.endBlock()
    await this.write(Buffer.concat([...this.directory, encodeTrailer(this.rows, this.directory.length)]))
    return this.bytes
  }

  private async write(bytes: Buffer): Promise<void> {
    await this.file.write(bytes, 0, bytes.length, this.bytes)
    this.bytes += bytes.length
  }
}

async function* textsOf({ connection }: Engine, sql: string): AsyncGenerator<string | null> {
  const result = await connection.stream(sql)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return
    yield* chunk.getColumnValues(0) as (string | null)[]
  }
}
