import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { literal, openDuckdb } from './support/duckdb.js'
import { startHub } from './support/hub.js'
import { hubClient } from './support/hub-client.js'
import { makeTable } from './support/made-table.js'
import { quantile } from './support/numbers.js'
import { askViewer, tablesReady, uploadTable } from './support/tables.js'

export const about =
  'first rows and any page of Parquet files of three sizes, and of one with large row groups'

const PAGES = 40
const A_PAGE = 100
const FIRST_GOAL = { most: 300 }
const PAGE_GOAL = { most: 150 }
const FLAT = { most: 1.5 }
/** As pyarrow writes them; DuckDB makes groups of 122,880. */
const LARGE_GROUP = 1_048_576

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  const folder = await mkdtemp(join(context.work, 'hub-'))
  const tables = await fill(context, folder)
  const duckdb = openDuckdb(context.work)
  try {
    for (let round = 0; round < context.rounds; round++)
      await measure(context, folder, { tables, duckdb, round })
    for (const table of tables) reportTable(report, table)
    const [largest, , smallest] = tables
    report(flat('first rows', 'firsts', largest, smallest))
    report(flat('any page', 'pages', largest, smallest))
  } finally {
    await duckdb.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The largest first: while it goes in there are two of it. */
async function fill(context, folder) {
  const hub = await startHub(context, folder)
  const { largest } = context
  const shapes = [
    { name: 'whole', bytes: largest },
    { name: 'tenth', bytes: largest / 10 },
    { name: 'hundredth', bytes: largest / 100 },
    { name: 'groups', bytes: largest / 10, rowGroup: LARGE_GROUP },
  ]
  try {
    const tables = []
    for (const shape of shapes) tables.push(await publish(context, hub, shape))
    return tables
  } finally {
    await hub.stop({ keep: true })
  }
}

async function publish(context, hub, { name, bytes, rowGroup }) {
  const file = join(context.work, `${name}.parquet`)
  const client = hubClient(hub)
  const rows = await makeTable(file, { bytes, rowGroup, work: context.work })
  const { repo, sha256, size, commit } = await uploadTable(client, name, file)
  await commit()
  await tablesReady(client, repo)
  await rm(file)
  const groups = rowGroup ? `, row groups of ${rowGroup.toLocaleString('en-US')}` : ''
  const what = `${(size / 1e6).toFixed(0)} MB, ${rows.toLocaleString('en-US')} rows${groups}`
  return { name, what, rows, path: hub.blobPath(sha256), times: {} }
}

/** A hub that has just been started, and that builds nothing meanwhile. */
async function measure(context, folder, { tables, duckdb, round }) {
  const hub = await startHub(context, folder, { DATABELT_BUILD_TABLES: 'false' })
  try {
    // whichever is asked first pays for more
    const turned = tables.map((_, i) => tables[(i + round) % tables.length])
    for (const table of turned) await measureTable(hub, duckdb, table)
  } finally {
    await hub.stop({ keep: true })
  }
}

async function measureTable(hub, duckdb, { name, rows, path, times }) {
  const record = (what, values) => {
    times[what] = [...(times[what] ?? []), values]
  }
  const first = async () => (await askViewer(hub, 'first-rows', name)).ms
  record('cold', [await first()])
  await duckdb.ask(pageSql(path, 0))
  const [firsts, pages, own] = [[], [], []]
  for (let i = 0; i < PAGES; i++) {
    const offset = Math.floor(Math.random() * (rows - A_PAGE))
    firsts.push(await first())
    pages.push(await page(hub, name, offset))
    own.push(await timed(() => duckdb.ask(pageSql(path, offset))))
  }
  record('firsts', firsts)
  record('pages', pages)
  record('own', own)
}

async function page(hub, name, offset) {
  const { ms, answer } = await askViewer(hub, 'rows', name, { offset, length: A_PAGE })
  if (answer.rows[A_PAGE - 1]?.row.id !== offset + A_PAGE - 1) throw new Error(`wrong rows at ${offset}`)
  return ms
}

const pageSql = (path, offset) =>
  `select * from read_parquet(${literal(path)}) limit ${A_PAGE} offset ${offset}`

async function timed(work) {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function reportTable(report, { what, times }) {
  const all = (name, share) => times[name].map((values) => quantile(values, share))
  const figures = (name) => ({ 'hub p95': all(name, 0.95), 'hub p50': all(name, 0.5) })
  const note = 'from when the hub says that it is ready; the file is read through once, to be checked'
  report({
    what: `${what}: first page after a start`,
    unit: 'ms',
    figures: { hub: all('cold', 1) },
    goal: FIRST_GOAL,
    note,
  })
  report({ what: `${what}: first rows`, unit: 'ms', figures: figures('firsts'), goal: FIRST_GOAL })
  const own = { 'DuckDB p95': all('own', 0.95), 'DuckDB p50': all('own', 0.5) }
  report({
    what: `${what}: any page of ${A_PAGE}`,
    unit: 'ms',
    figures: { ...figures('pages'), ...own },
    ratios: [{ of: 'hub p50', to: 'DuckDB p50' }],
    goal: PAGE_GOAL,
  })
}

const flat = (what, name, largest, smallest) => ({
  what: `${what}, p50: ${largest.what} beside ${smallest.what}`,
  unit: 'ms',
  figures: {
    'the largest': largest.times[name].map((values) => quantile(values, 0.5)),
    'the smallest': smallest.times[name].map((values) => quantile(values, 0.5)),
  },
  ratios: [{ of: 'the largest', to: 'the smallest', goal: FLAT }],
})
