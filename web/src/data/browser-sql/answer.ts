import type { AsyncDuckDBConnection } from '@duckdb/duckdb-wasm'
import type { Data, Field } from 'apache-arrow'
import { csvField, csvText, jsonText } from './arrow-text.js'
import { typeName } from './arrow-type-name.js'
import { type Asked, type BrowserFormat, Failed, MOST_BYTES } from './said.js'

/** Text that is put together before it becomes a part of the answer. */
const PIECE = 1024 * 1024

interface TextFormat {
  begin(fields: Field[], names: string[]): string
  row(names: string[], cells: Data[], i: number, isFirst: boolean): string
  end(isCut: boolean): string
}

/** As the hub writes them. */
const FORMATS: Record<BrowserFormat, TextFormat> = {
  json: {
    begin: (fields, names) =>
      `{"columns":${JSON.stringify(fields.map(({ type }, i) => ({ name: names[i], type: typeName(type), feature: {} })))},"rows":[`,
    row: (_, cells, i, isFirst) =>
      `${isFirst ? '' : ','}\n[${cells.map((cell) => jsonText(cell, i)).join(',')}]`,
    end: (isCut) => `],"truncated":${isCut}}`,
  },
  jsonl: {
    begin: () => '',
    row: (names, cells, i) =>
      `{${cells.map((cell, at) => `${JSON.stringify(names[at])}:${jsonText(cell, i)}`).join(',')}}\n`,
    end: () => '',
  },
  csv: {
    begin: (_, names) => `${names.map(csvField).join(',')}\r\n`,
    row: (_, cells, i) => `${cells.map((cell) => csvText(cell, i)).join(',')}\r\n`,
    end: () => '',
  },
}

/** Runs a query and writes its rows. Throws Failed when they would not fit, and DuckDB's own errors. */
export async function answerOf(engine: AsyncDuckDBConnection, { sql, format, limit }: Asked): Promise<Blob> {
  const reader = await (await engine.send(sql, true)).open()
  const { fields } = reader.schema
  const names = distinct(fields.map(({ name }) => name))
  const { begin, row, end } = FORMATS[format]
  const parts: Blob[] = []
  let [text, bytes, rows] = [begin(fields, names), 0, 0]
  const keep = () => {
    const part = new Blob([text])
    bytes += part.size
    if (bytes > MOST_BYTES) throw new Failed({ kind: 'largeAnswer' })
    parts.push(part)
    text = ''
  }
  for await (const batch of reader) {
    const cells = batch.data.children
    for (let i = 0; i < batch.numRows && rows !== limit; i++) {
      text += row(names, cells, i, rows++ === 0)
      if (text.length > PIECE) keep()
    }
    if (rows === limit) break
  }
  text += end(false)
  keep()
  return new Blob(parts)
}

/** Columns of the same name get `:1`, `:2`. */
function distinct(names: string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    return count === 0 ? name : `${name}:${count}`
  })
}
