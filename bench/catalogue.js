import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { openApp } from '../dist/app.js'
import { cardTags } from '../dist/codecs/card.js'
import { parseConfig } from '../dist/config/config.js'
import { readSettings } from '../dist/config/env.js'
import { entryOf } from '../dist/services/catalogue/entry.js'
import { cardOf, queriesOf } from './support/cards.js'
import { startHub } from './support/hub.js'
import { quantile, seconds } from './support/numbers.js'

export const about = 'catalogue search over generated cards in eight languages, over HTTP'

const NAMESPACES = 500
const A_TRANSACTION = 250
const QUERIES = 600
const GOAL_MS = 50
/** A search that finds nothing is no measure. */
const LEAST_FOUND = 0.8

/** @param {import('./support/hub.js').BenchContext} context @param {(row: import('./support/report.js').Row) => void} report */
export async function run(context, report) {
  const cards = context.quick ? 2_000 : 100_000
  const folder = await mkdtemp(join(context.work, 'hub-'))
  const what = `${cards.toLocaleString('en-US')} cards`
  const filled = await seconds(() => fill(folder, cards))
  report({ what: `${what}: written through the store`, unit: 'cards/s', figures: { hub: [cards / filled] } })
  // these repos have no files to make tables of
  const hub = await startHub(context, folder, { DATABELT_BUILD_TABLES: 'false' })
  try {
    const queries = queriesOf(QUERIES, cards)
    // what is read first comes from the disk
    await measure(hub, queries.slice(0, 60))
    const rounds = []
    for (let round = 0; round < context.rounds; round++) rounds.push(await measure(hub, queries))
    const pings = []
    for (let i = 0; i < 200; i++) pings.push((await timed(`${hub.url}/readyz`)).ms)
    report({
      what: `${what}: ${QUERIES} searches, one after another`,
      unit: 'ms',
      figures: {
        'hub p95': rounds.map((times) =>
          quantile(
            times.map(({ ms }) => ms),
            0.95,
          ),
        ),
        'hub p50': rounds.map((times) =>
          quantile(
            times.map(({ ms }) => ms),
            0.5,
          ),
        ),
        'hub max': rounds.map((times) =>
          quantile(
            times.map(({ ms }) => ms),
            1,
          ),
        ),
        'HTTP and select 1, p50': [quantile(pings, 0.5)],
      },
      goal: { most: GOAL_MS },
    })
    for (const kind of new Set(queries.map((query) => query.kind))) {
      const of = (round) => round.filter((each) => each.kind === kind).map(({ ms }) => ms)
      report({
        what: `${what}: ${kind}`,
        unit: 'ms',
        figures: {
          'hub p95': rounds.map((round) => quantile(of(round), 0.95)),
          'hub p50': rounds.map((round) => quantile(of(round), 0.5)),
        },
      })
    }
  } finally {
    await hub.stop()
  }
}

/** Through the hub's own store and the code that makes the rows, many repos a transaction: git objects play no part here. */
async function fill(folder, cards) {
  const settings = { port: 0, data: folder, sample: false, maintenance: false, logLevel: 'silent' }
  const app = await openApp(parseConfig(readSettings(settings, {})), { alone: true, log: () => {} })
  try {
    const owners = []
    for (let i = 0; i < NAMESPACES; i++)
      owners.push((await app.services.accounts.create('org', `org-${i}`, {})).id)
    const indexes = await dropIndexes(app.pool)
    for (let from = 0; from < cards; from += A_TRANSACTION) {
      await app.metadata.transact(async (tx) => {
        for (let n = from; n < Math.min(cards, from + A_TRANSACTION); n++)
          await addCard(tx, owners[(n * 7) % NAMESPACES], cardOf(n))
      })
    }
    for (const definition of indexes) await app.pool.query(definition)
    await app.pool.query('vacuum analyze')
    const { rows } = await compare(app.pool, cards)
    console.log(rows)
  } finally {
    await app.close()
  }
}

/** Indexes of words are made at the end: a row at a time takes four times as long. Returns their definitions. */
async function dropIndexes(pool) {
  const { rows } = await pool.query(
    "select indexname, indexdef from pg_indexes where tablename like 'catalogue%' and indexdef like '%USING gin%'",
  )
  for (const { indexname } of rows) await pool.query(`drop index ${indexname}`)
  return rows.map(({ indexdef }) => indexdef)
}

async function addCard(tx, namespaceId, { n, name, title, tags, readme }) {
  const visibility = n % 20 === 0 ? 'private' : 'public'
  const publicId = randomBytes(12).toString('hex')
  const repo = await tx.repos.add({
    publicId,
    type: n % 5 === 0 ? 'model' : 'dataset',
    namespaceId,
    name,
    visibility,
  })
  const card = { pretty_name: title, ...tags }
  const at = new Date(Date.now() - (n % 900) * 86_400_000)
  await tx.repos.setHead(repo.id, '0'.repeat(40), card, cardTags(card), at)
  await tx.catalogue.put(entryOf(await tx.repos.byId(repo.id), readme, { formats: [], rows: null }))
}

/** What the database alone takes, without any index: the way without a catalogue. */
async function compare(pool) {
  const times = []
  for (let i = 0; i < 3; i++)
    times.push(
      await seconds(() => pool.query("select count(*) from catalogue where body ilike '%encyclopedia%'")),
    )
  return { rows: [`a scan with ilike over all cards: ${(Math.min(...times) * 1000).toFixed(0)} ms`] }
}

async function measure(hub, queries) {
  const times = []
  for (const { kind, search } of queries)
    times.push({ kind, ...(await timed(`${hub.url}/api/catalogue?${search}`)) })
  const finds = times.filter(({ answer }) => answer.total.value > 0).length
  if (finds < queries.length * LEAST_FOUND)
    throw new Error(`only ${finds} of ${queries.length} searches found anything`)
  return times
}

async function timed(url) {
  const start = performance.now()
  const answer = await fetch(url)
  const text = await answer.text()
  const ms = performance.now() - start
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return { ms, answer: JSON.parse(text) }
}
