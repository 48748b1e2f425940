import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { literal, openDuckdb } from './support/duckdb.js'
import { startHub } from './support/hub.js'
import { hubClient } from './support/hub-client.js'
import { seconds } from './support/numbers.js'
import { makeManyReviews, makeReviews } from './support/reviews.js'
import { openSandboxes } from './support/sandboxes.js'
import { tablesReady, uploadTable } from './support/tables.js'

export const about = 'CSV to Parquet, from the commit until the tables are there, and by DuckDB alone'

/** As the hub writes it (src/sandbox/tasks/convert.ts), so that both compress alike. */
const PARQUET = 'format parquet, compression zstd, row_group_size 20480'
const TYPES = {
  review: 'VARCHAR',
  date: 'VARCHAR',
  rating: 'BIGINT',
  author: 'VARCHAR',
  review_id: 'BIGINT',
  movie_id: 'BIGINT',
}
const SANDBOX = 'hub, inside its sandbox'
const GUESSING = 'DuckDB, finding the dialect'
const TOLD = 'DuckDB, told dialect and types'

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  const { work } = context
  const reviews = join(work, 'reviews.csv')
  const many = join(work, 'many.csv')
  await makeReviews(reviews, context)
  const reviewBytes = (await stat(reviews)).size
  await makeManyReviews(many, { reviews, reviewBytes, bytes: context.largest / 2, work })
  await compare(context, reviews, report)
  // one of the long ones tells as much as five of the short
  await compare({ ...context, rounds: Math.min(2, context.rounds) }, many, report)
}

/** The file is removed. */
async function compare(context, file, report) {
  const duckdb = openDuckdb(context.work)
  const sandboxes = await openSandboxes(join(context.work, 'sandboxes'))
  const { size } = await stat(file)
  const figures = { hub: [], [SANDBOX]: [], [GUESSING]: [], [TOLD]: [] }
  const output = join(context.work, 'duckdb.parquet')
  try {
    for (let round = 0; round < context.rounds; round++) {
      figures.hub.push(await throughHub(context, file))
      figures[SANDBOX].push(await seconds(() => sandboxes.convert(file)))
      figures[GUESSING].push(await seconds(() => duckdb.ask(copySql(file, '', output))))
      figures[TOLD].push(await seconds(() => duckdb.ask(copySql(file, told(), output))))
    }
  } finally {
    await sandboxes.close()
    await duckdb.close()
    await rm(file)
    await rm(output, { force: true })
  }
  const ratios = [GUESSING, TOLD].map((to) => ({ of: 'hub', to }))
  ratios.push({ of: SANDBOX, to: GUESSING })
  const note = 'the hub looks for work once a second; what it has stored is read through before it is read'
  report({ what: `CSV of ${(size / 1e6).toFixed(0)} MB`, unit: 's', figures, ratios, note })
}

/** A hub of its own each time, which is stopped before it turns to statistics and the search index. */
async function throughHub(context, file) {
  const hub = await startHub(context)
  try {
    const client = hubClient(hub)
    const { repo, commit } = await uploadTable(client, 'reviews', file)
    return await seconds(async () => {
      await commit()
      await tablesReady(client, repo)
    })
  } finally {
    await hub.stop()
  }
}

const copySql = (file, options, output) =>
  `copy (select * from read_csv(${literal(file)}${options})) to ${literal(output)} (${PARQUET})`

function told() {
  const columns = Object.entries(TYPES).map(([name, type]) => `'${name}': '${type}'`)
  return `, delim = ',', quote = '"', escape = '"', header = true, auto_detect = false, columns = {${columns.join(', ')}}`
}
