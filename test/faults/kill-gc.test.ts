import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { file } from '../support/hub.js'
import { type ChildHub, type HubPlace, newPlace, startChildHub, startCommand } from './support/child-hub.js'
import {
  commitAll,
  createRepo,
  expectFiles,
  expectStatus,
  lfsFile,
  noise,
  type Repo,
  sha256,
  uploadLfs,
} from './support/client.js'
import { countCalls, noCounts, type Point, say, spread } from './support/kills.js'
import { expectWhole, faultsOf, leftovers, publishedBlobs, skipReason } from './support/proof.js'
import { straceMissing } from './support/strace.js'
import { tracedCommand } from './support/traced-command.js'

const EVERYTHING_IS_OLD = { DATABELT_GC_GRACE_HOURS: '0' }
/** Calls that gc makes and that loading its code does not: what it says to PostgreSQL, and what it does to files. */
const CALLS = ['writev', 'unlink', 'fsync']
const MOST_POINTS = 24
const FULL_RUN_EVERY = 6

const missing = skipReason(straceMissing())
describe.skipIf(missing)('kill -9 during garbage collection', () => {
  let place: HubPlace
  let hub: ChildHub
  let repo: Repo
  const counts = noCounts()
  const live = new Map([
    ['inline.txt', noise('inline', 900)],
    ['stored.bin', noise('stored', 120_000)],
    ['object.bin', noise('object', 90_000)],
  ])
  beforeAll(async () => {
    place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
    hub = await startChildHub(place)
    repo = await createRepo(hub, 'live')
    await uploadLfs(hub, repo, live.get('object.bin')!)
    await commitAll(hub, repo, [
      file('inline.txt', live.get('inline.txt')!),
      file('stored.bin', live.get('stored.bin')!),
      lfsFile('object.bin', live.get('object.bin')!),
    ])
  })
  afterAll(async () => {
    say('kill-gc', counts)
    await hub?.stop()
    await place?.remove()
  })

  /** An uncommitted upload, a deleted branch with a stored file, and a deleted repo with an object. */
  async function makeGarbage(round: number): Promise<void> {
    await uploadLfs(hub, repo, noise(`uncommitted ${round}`, 30_000))
    const branch = `${repo.api}/branch/side${round}`
    await expectStatus(await hub.call(branch, { method: 'POST', body: '{}' }), 200)
    const body = [
      { key: 'header', value: { summary: 'side' } },
      file(`side${round}.bin`, noise(`side ${round}`, 80_000)),
    ]
    const commit = `${repo.api}/commit/side${round}`
    const text = body.map((line) => JSON.stringify(line)).join('\n')
    await expectStatus(await hub.call(commit, { method: 'POST', body: text }), 200)
    await expectStatus(await hub.call(branch, { method: 'DELETE' }), 200)
    const other = await createRepo(hub, `doomed${round}`)
    const bytes = noise(`doomed ${round}`, 20_000)
    await uploadLfs(hub, other, bytes)
    await commitAll(hub, other, [lfsFile('doomed.bin', bytes)])
    const doomed = { method: 'DELETE', body: JSON.stringify({ name: `doomed${round}`, type: 'dataset' }) }
    await expectStatus(await hub.call('/api/repos/delete', doomed), 200)
  }

  const tracedGc = (point: Point, does: string) =>
    tracedCommand(place, ['gc', '--json'], EVERYTHING_IS_OLD, point, does)

  async function gc(): Promise<void> {
    const done = await startCommand(place, ['gc', '--json'], EVERYTHING_IS_OLD).done
    if (done.code !== 0) throw new Error(`gc ended with ${done.code}: ${done.stderr}`)
  }

  async function inspect(at: string): Promise<void> {
    counts.broken.push(...(await faultsOf(place)).map((fault) => `${at}: ${fault}`))
    await expectFiles(hub, repo, live).catch((error: Error) => {
      counts.lost.push(`${at}: ${error.message}`)
    })
  }

  async function pointsOfGc(): Promise<Point[]> {
    const found: Point[] = []
    for (const [i, syscall] of CALLS.entries()) {
      await makeGarbage(-1 - i)
      const run = await tracedGc({ syscall, nth: 65_000, threads: 'all' }, 'delay_enter=1')
      expect(run.code, run.stderr.slice(-500)).toBe(0)
      const count = countCalls(run.stderr, syscall)
      for (let nth = 1; nth <= count; nth++) found.push({ syscall, nth, threads: 'all' })
    }
    return found
  }

  test('live data survives each kill, and gc can be run again', async () => {
    const points = spread(await pointsOfGc(), MOST_POINTS)
    for (const [i, point] of points.entries()) {
      counts.planned++
      await makeGarbage(i)
      const { signal, code } = await tracedGc(point, 'signal=KILL')
      if (signal === 'SIGKILL') counts.fired++
      else expect(code).toBe(0)
      const left = (await publishedBlobs(place)).includes(sha256(noise(`doomed ${i}`, 20_000)))
      counts[left ? 'old' : 'new']++
      await inspect(`gc at ${point.syscall} ${point.nth}`)
      if (i % FULL_RUN_EVERY === 0) await gc()
    }
    await gc()
    await inspect('gc at the end')
    expect(counts.broken).toEqual([])
    expect(counts.lost).toEqual([])
    expect(counts.fired).toBeGreaterThan(counts.planned / 2)
  })

  test('at the end only live data is left', async () => {
    const kept = [sha256(live.get('stored.bin')!), sha256(live.get('object.bin')!)].sort()
    expect(await publishedBlobs(place)).toEqual(kept)
    expect(await leftovers(place)).toEqual([])
    await expectWhole(place)
  })
})
