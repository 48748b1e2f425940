import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { askFreshDuckdb, literal, openDuckdb } from './support/duckdb.js'
import { startHub } from './support/hub.js'
import { hubClient } from './support/hub-client.js'
import { makeTable } from './support/made-table.js'
import { seconds } from './support/numbers.js'
import { tablesReady, uploadTable } from './support/tables.js'
import { sleep } from './support/tools.js'

export const about = 'a full scan, a group-by and a scan of texts through POST /api/sql, and by DuckDB alone'

const GOAL = { most: 1.3 }
/** What the queries need is measured, not how long the hub lets them. */
const SETTINGS = { DATABELT_BUILD_TABLES: 'false', DATABELT_SQL_SECONDS: '3600' }
/** The hub starts a process ahead for the next query; whoever asks sooner waits for it. */
const PAUSE_MS = 1000
const START_UP = 'start-up: select 1 by the hub'
const ALLOWED = "DuckDB, warm, and the hub's start-up"
const FRESH = 'DuckDB, fresh process'
const QUERIES = {
  'full scan': 'select count(*), sum(score), max(price), min(written_at), sum(label) from T',
  'group-by': 'select lang, label, count(*), avg(score), max(price) from T group by all order by all',
  'scan of texts': "select count(*) from T where text like '%바다보다%' and score > 0.5",
}

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  const folder = await mkdtemp(join(context.work, 'hub-'))
  const tables = await fill(context, folder)
  const hub = await startHub(context, folder, SETTINGS)
  const sides = { hub, client: hubClient(hub), duckdb: openDuckdb(context.work), work: context.work }
  try {
    for (const table of tables) {
      const first = await seconds(() => askHub(sides.client, 'select count(*) from T', table))
      const note = 'the file is read through once, to be checked'
      report({ what: `${table.what}: first query after a start`, unit: 's', figures: { hub: [first] }, note })
      for (const [name, sql] of Object.entries(QUERIES))
        report(await measure(context, sides, { name, sql, table }))
    }
  } finally {
    await sides.duckdb.close()
    await hub.stop()
  }
}

async function fill(context, folder) {
  const hub = await startHub(context, folder)
  const client = hubClient(hub)
  try {
    const tables = []
    for (const bytes of [context.largest, context.largest / 10]) {
      const file = join(context.work, `table-${tables.length}.parquet`)
      const rows = await makeTable(file, { bytes, work: context.work })
      const { repo, name, sha256, size, commit } = await uploadTable(client, `table-${tables.length}`, file)
      await commit()
      await tablesReady(client, repo)
      await rm(file)
      const what = `${(size / 1e6).toFixed(0)} MB, ${rows.toLocaleString('en-US')} rows`
      // what takes hundredths of a second is mostly the start of an engine: shown, without a goal
      const goal = bytes === context.largest ? { goal: GOAL } : {}
      tables.push({ name, what, goal, path: hub.blobPath(sha256) })
    }
    return tables
  } finally {
    await hub.stop({ keep: true })
  }
}

async function measure(context, sides, { name, sql, table }) {
  const own = sql.replace(' T', ` read_parquet(${literal(table.path)})`)
  const figures = {}
  for (let round = -1; round < context.rounds; round++) {
    const startUp = await secondsOfHub(sides, 'select 1', table)
    const fresh = await seconds(() => askFreshDuckdb(sides.work, own))
    const hub = await secondsOfHub(sides, sql, table)
    const warm = await seconds(() => sides.duckdb.ask(own))
    const times = {
      hub,
      [ALLOWED]: warm + startUp,
      'DuckDB, warm': warm,
      [FRESH]: fresh,
      [START_UP]: startUp,
    }
    if (round < 0) continue
    for (const [side, time] of Object.entries(times)) figures[side] = [...(figures[side] ?? []), time]
  }
  const ratios = [
    { of: 'hub', to: ALLOWED, ...table.goal },
    { of: 'hub', to: 'DuckDB, warm' },
    { of: 'hub', to: FRESH },
  ]
  return { what: `${table.what}: ${name}`, unit: 's', figures, ratios }
}

async function secondsOfHub({ client }, sql, table) {
  await sleep(PAUSE_MS)
  return seconds(() => askHub(client, sql, table))
}

const askHub = (client, sql, { name }) =>
  client.call('POST', '/api/sql', { sql: sql.replace(' T', ` "admin/${name}".train`) })
