import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command, Option } from 'commander'
import { type HubClient, hubClient } from './hub-client.js'
import { bytes, fail, progress, progressEnd } from './output.js'
import { textTable } from './text-table.js'

interface SqlOptions {
  hub?: string
  format: 'table' | 'csv' | 'json' | 'jsonl' | 'parquet' | 'arrow'
  limit?: string
  output?: string
}
interface State {
  rows: number
  bytes: number
  percent: number | null
  truncated: boolean | null
}
const BINARY = ['parquet', 'arrow']
const LOOK_MS = 1000
/** A table is for reading. */
const TABLE_ROWS = '200'

const EXAMPLES = `
Tables are named "NAMESPACE/NAME".SPLIT, "NAMESPACE/NAME"."CONFIG/SPLIT", or "NAMESPACE/NAME" alone when it has one.

Examples:
  databelt sql 'select label, count(*) from "nsmc/reviews".train group by all'
  databelt sql 'from "nsmc/reviews".train' --limit 1000 --format csv --output reviews.csv
  databelt sql 'select * from "a/x".train join "b/y".train using (id)' --format parquet --output both.parquet

The hub is --hub or DATABELT_HUB, and the token DATABELT_TOKEN.`

export const sqlCommand = (): Command =>
  new Command('sql')
    .description('Ask a hub one SELECT over tables of its data sets.')
    .argument('<select>', 'the SQL')
    .option('--hub <url>', 'address of the hub (default: DATABELT_HUB, or http://localhost:7070)')
    .addOption(
      new Option('--format <format>', 'form of the result')
        .choices(['table', 'csv', 'json', 'jsonl', 'parquet', 'arrow'])
        .default('table'),
    )
    .option('--limit <rows>', `most rows (a table: ${TABLE_ROWS})`)
    .option('--output <file>', 'write to a file, which appears when the result is whole')
    .addHelpText('after', EXAMPLES)
    .action((sql: string, options: SqlOptions) => ask(sql, options).catch(fail))

async function ask(sql: string, options: SqlOptions): Promise<void> {
  if (BINARY.includes(options.format) && !options.output && process.stdout.isTTY)
    throw new Error(`A terminal cannot show ${options.format}. Add --output FILE.`)
  const hub = hubClient(options.hub)
  const id = randomUUID()
  const stop = watch(hub, id)
  try {
    const isTable = options.format === 'table'
    const limit = options.limit ?? (isTable ? TABLE_ROWS : undefined)
    const answer = await hub.fetch('/api/sql', {
      method: 'POST',
      headers: { 'x-query-id': id },
      body: JSON.stringify({
        ...{ sql, format: isTable ? 'json' : options.format },
        ...(limit !== undefined && { limit: Number(limit) }),
      }),
    })
    await (isTable ? showTable(answer) : deliver(answer, options.output))
  } finally {
    stop()
  }
  const { truncated, rows } = await stateOf(hub, id)
  if (truncated) console.error(`Cut after ${rows} rows. --limit asks for more.`)
}

/** Says on a terminal how far the query is. */
function watch(hub: HubClient, id: string): () => void {
  const look = async () => {
    const { rows, bytes: size, percent } = await stateOf(hub, id)
    progress(`${percent === null ? '' : `${percent.toFixed(0)} % `}${rows} rows, ${bytes(size)}`)
  }
  const timer = setInterval(() => void look().catch(() => {}), LOOK_MS)
  return () => {
    clearInterval(timer)
    progressEnd()
  }
}

const stateOf = async (hub: HubClient, id: string): Promise<State> =>
  (await (await hub.fetch(`/api/sql/${id}`)).json()) as State

async function showTable(answer: Response): Promise<void> {
  const { columns, rows } = (await answer.json()) as { columns: { name: string }[]; rows: unknown[][] }
  const names = columns.map(({ name }) => name)
  console.log(textTable(names, rows))
}

/** A file has its name only when it is whole. */
async function deliver(answer: Response, output: string | undefined): Promise<void> {
  const body = Readable.fromWeb(answer.body as never)
  if (output === undefined) return copy(body, process.stdout, false)
  const part = `${output}.part`
  try {
    await copy(body, createWriteStream(part), true)
    await rename(part, output)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

const copy = (from: Readable, to: Writable, end: boolean): Promise<void> =>
  pipeline(from, to, { end }).catch(() => {
    throw new Error(
      'The result broke off: it is over a limit of the hub, or the hub stopped. Ask for less of it.',
    )
  })
