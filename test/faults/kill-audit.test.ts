import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file } from '../support/hub.js'
import { type ChildHub, type HubPlace, newPlace, startChildHub, startCommand } from './support/child-hub.js'
import { commit, createRepo, expectStatus } from './support/client.js'
import { isBroken } from './support/kills.js'

const ROUNDS = 8
const CLIENTS = 8
/** Over a turn of the sealer, which comes every second. */
const LATEST_MS = 1500
const SEALING = { DATABELT_MAINTENANCE: 'true' }

let place: HubPlace
beforeAll(async () => {
  place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
})
afterAll(async () => place?.remove())

/** Reads until the hub is gone; notes what was answered. */
async function read(hub: ChildHub, name: string, answered: Set<string>): Promise<void> {
  for (let i = 0; ; i++) {
    const agent = `${name} ${i}`
    try {
      const answer = await hub.call('/datasets/admin/secret/resolve/main/data.csv', {
        headers: { 'user-agent': agent },
      })
      // the head is enough: data leaves with it
      if (answer.status === 200) answered.add(agent)
      await answer.arrayBuffer()
    } catch (error) {
      if (!isBroken(error)) throw error
      return
    }
  }
}

const audit = async (...args: string[]) => startCommand(place, ['audit', ...args]).done

test('whatever was given out before kill -9 is in the record, each once, and the record is whole', async () => {
  const first = await startChildHub(place, SEALING)
  const repo = await createRepo(first, 'secret', true)
  await expectStatus(await commit(first, repo, commitBody('c', [file('data.csv', 'id\n1\n')])), 200)
  await first.stop()
  const answered = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const hub = await startChildHub(place, SEALING)
    const clients = Array.from({ length: CLIENTS }, (_, client) => read(hub, `${round} ${client}`, answered))
    await sleep(200 + (LATEST_MS * round) / ROUNDS)
    await hub.kill()
    await Promise.all(clients)
  }
  expect(answered.size).toBeGreaterThan(ROUNDS * CLIENTS)
  const proof = await audit('verify', '--json')
  expect(proof).toMatchObject({ code: 0 })
  expect(JSON.parse(proof.stdout)).toMatchObject({ whole: true, unreadableLines: 0 })
  const { stdout } = await audit('export', '--repo', 'admin/secret')
  const agents = stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { entry: { agent: string } }).entry.agent)
  const seen = new Set(agents)
  expect([...answered].filter((agent) => !seen.has(agent))).toEqual([])
  const reads = agents.filter((agent) => /^\d+ \d+ \d+$/.test(agent))
  expect(reads).toHaveLength(new Set(reads).size)
  console.log(`kill-audit: ${ROUNDS} kills, ${answered.size} answered, ${reads.length} recorded`)
})

test('two hubs on one database write one chain', async () => {
  const hubs = [await startChildHub(place, SEALING)]
  const other = await newPlace({ env: { ...SEALING, DATABASE_URL: place.databaseUrl as string } })
  hubs.push(await startChildHub(other))
  const answered = new Set<string>()
  const clients = hubs.flatMap((hub, i) =>
    Array.from({ length: 4 }, (_, client) => read(hub, `9${i} ${client}`, answered)),
  )
  await sleep(2500)
  for (const hub of hubs) await hub.kill()
  await Promise.all(clients)
  const proof = JSON.parse((await audit('verify', '--json')).stdout)
  expect(proof).toMatchObject({ whole: true })
  const seen = (await audit('export')).stdout
  expect([...answered].filter((agent) => !seen.includes(`"agent":"${agent}"`))).toEqual([])
  await other.remove()
})

test('the commands say what is wrong, and who read the record', async () => {
  const head = await audit('head', '--json')
  expect(JSON.parse(head.stdout)).toMatchObject({ publicKey: expect.stringContaining('BEGIN PUBLIC KEY') })
  const csv = await audit('export', '--format', 'csv')
  expect(csv.stdout).toContain('audit:export')
  expect(csv.stdout).toContain('command line')
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: place.databaseUrl })
  await client.connect()
  await client.query('alter table audit_log disable trigger user; delete from audit_log where seq = 9')
  await client.end()
  const found = await audit('verify')
  expect(found.code).toBe(1)
  expect(found.stdout).toContain('9: entry 9 is missing')
})
