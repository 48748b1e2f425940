import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { literal, openDuckdb } from './support/duckdb.js'
import { startHub } from './support/hub.js'
import { hubClient } from './support/hub-client.js'
import { quantile, seconds } from './support/numbers.js'
import { makeReviews } from './support/reviews.js'
import { askViewer, finishTables, tablesReady, uploadTable } from './support/tables.js'
import { wordsByKind } from './support/words.js'

export const about = 'words in 700,000 Korean reviews (88 MB) by /search: the first time, and again'

const QUERIES = 20
const TABLE = 'reviews'

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  const folder = await mkdtemp(join(context.work, 'hub-'))
  const csv = join(context.work, 'reviews.csv')
  await makeReviews(csv, context)
  const duckdb = openDuckdb(context.work)
  await fill(context, folder, csv)
  report({
    what: 'statistics and the search index',
    unit: 's',
    figures: { hub: [await seconds(() => finishTables(folder))] },
  })
  const hub = await startHub(context, folder, { DATABELT_BUILD_TABLES: 'false' })
  try {
    await duckdb.ask(`create table reviews as from read_csv(${literal(csv)}, all_varchar = true)`)
    const count = QUERIES * (context.rounds + 1)
    for (const [kind, queries] of Object.entries(await wordsByKind(duckdb, count))) {
      if (queries.length === count) report(await measure(context, { hub, duckdb }, kind, queries))
      else console.log(`  left out, since made reviews have too few words: ${kind}`)
    }
  } finally {
    await duckdb.close()
    await rm(csv)
    await hub.stop()
  }
}

async function fill(context, folder, csv) {
  const hub = await startHub(context, folder)
  const client = hubClient(hub)
  const { repo, commit } = await uploadTable(client, TABLE, csv)
  await commit()
  await tablesReady(client, repo)
  await hub.stop({ keep: true })
}

/** Each round has words of its own: the hub remembers how many rows a query found. */
async function measure(context, { hub, duckdb }, kind, queries) {
  const sides = { 'first time': [], again: [], scan: [] }
  let found = 0
  for (let round = -1; round < context.rounds; round++) {
    const [first, again, scan] = [[], [], []]
    for (const query of queries.splice(0, QUERIES)) {
      const { ms, answer } = await askViewer(hub, 'search', TABLE, { query })
      first.push(ms)
      again.push((await askViewer(hub, 'search', TABLE, { query })).ms)
      scan.push(1000 * (await seconds(() => duckdb.ask(scanSql(query)))))
      found = Math.max(found, answer.num_rows_total)
    }
    if (round < 0) continue
    for (const [i, values] of [first, again, scan].entries()) Object.values(sides)[i].push(values)
  }
  const share = (of, share) => sides[of].map((values) => quantile(values, share))
  const figures = {
    'hub p95, first time': share('first time', 0.95),
    'hub p50, first time': share('first time', 0.5),
    'hub p95, again': share('again', 0.95),
    'hub p50, again': share('again', 0.5),
    'DuckDB in memory, ilike, p50': share('scan', 0.5),
  }
  return { what: `${kind} (up to ${found.toLocaleString('en-US')} rows)`, unit: 'ms', figures }
}

const scanSql = (query) => {
  const words = query.split(' ').map((word) => `review ilike ${literal(`%${word}%`)}`)
  return `select count(*) from reviews where ${words.join(' and ')}`
}
