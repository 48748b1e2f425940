import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChildHub, type HubPlace, newPlace, startChildHub, startCommand } from './support/child-hub.js'
import { commitAll, createRepo, lfsFile, type Repo, sha256, uploadLfs } from './support/client.js'
import { noCounts, say } from './support/kills.js'
import { expectWhole, leftovers } from './support/proof.js'

const BUILDING = { DATABELT_BUILD_TABLES: 'true' }
const ROUNDS = 6
const FILES = 4
const ROWS = 20_000
/** Kills come at any moment of the start and of the building, which takes a few seconds. */
const LATEST_MS = 4000

let place: HubPlace
const counts = noCounts()
beforeAll(async () => {
  place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0', UV_THREADPOOL_SIZE: '4' } })
})
afterAll(async () => {
  say('kill-tables', counts)
  await place?.remove()
})

const csvOf = (round: number, file: number): Buffer => {
  const line = (i: number) => `${i},${round}/${file},${sha256(Buffer.from(`${round} ${file} ${i}`))}`
  return Buffer.from(['id,name,text', ...Array.from({ length: ROWS }, (_, i) => line(i))].join('\n'))
}

async function uploadTable(hub: ChildHub, round: number): Promise<Repo> {
  const repo = await createRepo(hub, `table${round}`)
  const files: ReturnType<typeof lfsFile>[] = []
  for (let i = 0; i < FILES; i++) {
    const bytes = csvOf(round, i)
    await uploadLfs(hub, repo, bytes)
    files.push(lfsFile(`data/train-0000${i}-of-0000${FILES}.csv`, bytes))
  }
  await commitAll(hub, repo, files)
  return repo
}

interface Job {
  state: string
  tables: { numRows: number; state: string }[]
  problems: object[]
}
async function jobOf(hub: ChildHub, repo: Repo): Promise<Job | undefined> {
  const answer = await hub.call(`${repo.api}/jobs`)
  return answer.status === 200 ? ((await answer.json()) as Job) : undefined
}

/** Processes that work in the folder of the hub. */
async function sandboxes(): Promise<string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (command.includes(`${place.folder}/sandbox/`)) found.push(pid)
  }
  return found
}

test('tables are there in the end, whenever the hub was killed while it built them', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    counts.planned++
    const quiet = await startChildHub(place)
    const repo = await uploadTable(quiet, round)
    await quiet.stop()
    const building = await startChildHub(place, BUILDING)
    await sleep((LATEST_MS * round) / ROUNDS)
    if ((await jobOf(building, repo))?.state !== 'ready') counts.fired++
    await building.kill()
    await expect.poll(sandboxes, { timeout: 10_000 }).toEqual([])
    const next = await startChildHub(place, BUILDING)
    // a worker counts as dead when it was not heard of for half a minute
    await expect
      .poll(async () => (await jobOf(next, repo))?.state, { timeout: 180_000, interval: 250 })
      .toBe('ready')
    const job = (await jobOf(next, repo)) as Job
    expect(job).toMatchObject({ problems: [], tables: [{ state: 'ready', numRows: FILES * ROWS }] })
    counts.new++
    await next.stop()
  }
  expect(counts.fired).toBeGreaterThan(ROUNDS / 3)
})

test('nothing is left of what was killed, and all is whole', async () => {
  const all = { DATABELT_GC_GRACE_HOURS: '0', DATABELT_XORB_GRACE_DAYS: '0' }
  for (let i = 0; i < 2; i++) {
    const done = await startCommand(place, ['gc', '--json'], all).done
    expect(done.code, done.stderr).toBe(0)
  }
  expect(await leftovers(place)).toEqual([])
  await expectWhole(place)
})
