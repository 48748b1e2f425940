import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { embeddedConnection } from '../../src/stores/postgres/embedded.js'
import { commitBody, file } from '../support/hub.js'
import { bugsOf, type ChildHub, type HubPlace, newPlace, startChildHub } from './support/child-hub.js'
import { commit, createRepo, expectFiles, historyOf, noise, type Repo } from './support/client.js'
import { databaseProcesses, signalAll } from './support/database.js'
import { countCalls } from './support/kills.js'
import { expectWhole, skipReason } from './support/proof.js'
import { until } from './support/raw-http.js'
import { attach, straceMissing } from './support/strace.js'

const ROUNDS = 15
const MOST_STEPS = 10
const MOST_SEARCHES = 5
const CLIENTS = 3
const QUIET_MS = 1000

let place: HubPlace
let hub: ChildHub
let repo: Repo
const counts = { kills: 0, acknowledged: 0, busy: 0, landed: 0, lost: 0, doubled: 0 }
beforeAll(async () => {
  place = await newPlace({ ownDatabase: true })
  hub = await startChildHub(place)
  repo = await createRepo(hub, 'ledger')
  // a COMMIT then takes a while, so that many kills meet one
  const client = new pg.Client(await embeddedConnection(place.folder))
  await client.connect()
  await client.query('alter system set commit_delay = 60000')
  await client.query('alter system set commit_siblings = 0')
  await client.query('select pg_reload_conf()')
  await client.end()
})
afterAll(async () => {
  if (hub && !hub.isAlive()) console.log(`the hub ended: ${hub.errors().slice(-2000)}`)
  console.log(
    `postgres-killed: ${counts.kills} kills, ${counts.acknowledged} commits acknowledged at once, ${counts.busy} answers 503, of which ${counts.landed} had landed, ${counts.lost} lost, ${counts.doubled} doubled`,
  )
  await hub?.stop()
  await place?.remove()
})

/** What is killed: the server and all it made, the server alone, or one process that serves the hub. */
async function killDatabase(round: number): Promise<void> {
  const { server, children, backends } = await databaseProcesses(place)
  signalAll([[server, ...children], [server], backends.slice(-1)][round % 3] ?? [], 'SIGKILL')
  counts.kills++
}

interface Entry {
  title: string
  body: string
  path: string
  bytes: Buffer
}
const entry = (round: number, client: number): Entry => {
  const title = `round ${round} client ${client}`
  const path = `${round}/${client}.txt`
  const bytes = noise(title, 2000)
  return { title, path, bytes, body: commitBody(title, [file(path, bytes)]) }
}

/** Waits until the database has recovered: it may answer for a moment before it notices that it must. */
async function settle(): Promise<void> {
  for (let calm = 0; calm < 3; calm = (await hub.call('/readyz')).status === 200 ? calm + 1 : 0)
    await sleep(100)
}

/** Sends until the hub says 200, as a client does that gets 503. */
async function retry(each: Entry): Promise<void> {
  await until(`${each.title} is committed`, async () => {
    const answer = await commit(hub, repo, each.body)
    if (answer.status !== 200) expect([503, 412, 409], await answer.text()).toContain(answer.status)
    return answer.status === 200
  })
}

test('no acknowledged commit is lost, and a retry makes one commit', async () => {
  const ledger = new Map<string, Buffer>()
  const warm = Date.now()
  await retry(entry(-1, 0))
  ledger.set('-1/0.txt', entry(-1, 0).bytes)
  const usualMs = Math.max(20, Date.now() - warm)
  for (let round = 0; round < ROUNDS; round++) {
    await settle()
    const entries = Array.from({ length: CLIENTS }, (_, client) => entry(round, client))
    const sent = entries.map((each) => commit(hub, repo, each.body))
    // over the time of a commit, from its first statement to its last
    await sleep((usualMs * 2 * (round % 10)) / 10)
    await killDatabase(round)
    const statuses = (await Promise.all(sent)).map((answer) => answer.status)
    for (const [i, each] of entries.entries()) {
      ledger.set(each.path, each.bytes)
      if (statuses[i] === 200) counts.acknowledged++
      else {
        // it lives, so it answers: busy, not broken
        expect([each.title, statuses[i], bugsOf(hub)]).toEqual([each.title, 503, []])
        counts.busy++
        await settle()
        if ((await historyOf(hub, repo)).some((made) => made.title === each.title)) counts.landed++
        await retry(each)
      }
    }
  }
  await settle()
  const titles = (await historyOf(hub, repo)).map((each) => each.title)
  for (let round = 0; round < ROUNDS; round++) {
    for (let client = 0; client < CLIENTS; client++) {
      const found = titles.filter((title) => title === entry(round, client).title).length
      if (found === 0) counts.lost++
      if (found > 1) counts.doubled++
    }
  }
  expect([counts.lost, counts.doubled]).toEqual([0, 0])
  await expectFiles(hub, repo, ledger)
})

const missing = skipReason(straceMissing())
test.skipIf(missing)(
  'killed before each of its answers, PostgreSQL leaves one commit after a retry',
  async () => {
    await hub.stop()
    // one connection, so that the steps of a commit are the answers of one process
    hub = await startChildHub(place, { DATABELT_DATABASE_CONNECTIONS: '1' })
    const commitTraced = async (each: Entry, does: string, nth: number) => {
      await settle()
      // those who follow events use the same connection after each commit
      await sleep(QUIET_MS)
      const [backend = 0] = (await databaseProcesses(place)).backends
      const tracer = await attach(backend, { syscalls: 'sendto', does, nth, threads: 'main' })
      const { status } = await commit(hub, repo, each.body)
      await tracer.detach()
      return { status, answers: countCalls(tracer.lines(), 'sendto') }
    }
    /** Kills the process before its answer `nth`, and says whether the commit was durable all the same. */
    const killAt = async (each: Entry, nth: number): Promise<boolean> => {
      const { status, answers } = await commitTraced(each, 'signal=KILL', nth)
      // what the hub does beside a commit moves the steps by one or two, so that there may be fewer
      const fired = answers >= nth
      expect([nth, status, bugsOf(hub)]).toEqual([nth, fired ? 503 : 200, []])
      if (fired) counts.kills++
      if (fired) counts.busy++
      await settle()
      const landed = (await historyOf(hub, repo)).some((made) => made.title === each.title)
      if (fired && landed) counts.landed++
      await retry(each)
      const found = (await historyOf(hub, repo)).filter((made) => made.title === each.title)
      expect(found, each.title).toHaveLength(1)
      return fired && landed
    }
    // the first makes the folder, the next find it in the hub's memory; from then on all take about the same steps
    for (const client of [-1, -2, -3]) await retry(entry(2000, client))
    await historyOf(hub, repo)
    const { answers } = await commitTraced(entry(2000, 0), 'delay_enter=1', 65_000)
    for (let i = 1; i <= MOST_STEPS; i++)
      await killAt(entry(2000, i), Math.ceil((i * answers) / (MOST_STEPS + 1)))
    // before the answer of the COMMIT it was durable, and nobody was told: looked for from the last answer backwards,
    // and again where the steps moved in between, as they do on a busy machine
    let durable = false
    for (let search = 1; search <= MOST_SEARCHES && !durable; search++)
      for (let nth = answers + 3; nth > answers / 2 && !durable; nth--)
        durable = await killAt(entry(2000 + search, nth), nth)
    expect(durable).toBe(true)
  },
)

test('while the database is away the hub answers 503 and says that it is not ready', async () => {
  await until('the hub is ready', async () => (await hub.call('/readyz')).status === 200)
  const { server, children } = await databaseProcesses(place)
  const processes = [server, ...children]
  signalAll(processes, 'SIGSTOP')
  // a probe sends no token
  const probes = ['/readyz', '/healthz'].map((path) => fetch(hub.url + path))
  const answers = await Promise.all(probes).finally(() => signalAll(processes, 'SIGKILL'))
  expect(answers.map((answer) => answer.status)).toEqual([503, 200])
  await until('the hub is ready again', async () => (await hub.call('/readyz')).status === 200)
  await retry(entry(1000, 0))
})

test('fsck finds all whole', async () => {
  expect(hub.isAlive()).toBe(true)
  await expectWhole(place)
})
