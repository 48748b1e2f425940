import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChildHub, type HubPlace, newPlace, startChildHub, startCommand } from './support/child-hub.js'
import { commitAll, createRepo, expectFiles, lfsFile, noise, type Repo, uploadLfs } from './support/client.js'
import { countCalls, noCounts, type Point, say, spread } from './support/kills.js'
import { expectWhole, faultsOf, leftovers, publishedBlobs, skipReason } from './support/proof.js'
import { straceMissing } from './support/strace.js'
import { tracedCommand } from './support/traced-command.js'

/** What packing says to PostgreSQL, and what it does to files. */
const CALLS = ['writev', 'rename', 'fsync']
const MOST_POINTS = 28
const SIZE = 1_200_000
const ALL_IS_OLD = { DATABELT_GC_GRACE_HOURS: '0', DATABELT_XORB_GRACE_DAYS: '0' }

const missing = skipReason(straceMissing())
describe.skipIf(missing)('kill -9 while whole files are packed into chunks', () => {
  let place: HubPlace
  let hub: ChildHub
  const counts = noCounts()
  beforeAll(async () => {
    place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
    hub = await startChildHub(place)
  })
  afterAll(async () => {
    say('kill-pack', counts)
    await hub?.stop()
    await place?.remove()
  })

  /** A repo with a file that compresses, and is whole. */
  async function newTarget(round: number): Promise<{ repo: Repo; files: Map<string, Buffer> }> {
    const repo = await createRepo(hub, `pack${round}`)
    const bytes = Buffer.from(noise(`pack ${round}`, SIZE / 2).toString('hex'))
    await uploadLfs(hub, repo, bytes)
    await commitAll(hub, repo, [lfsFile('a.txt', bytes)])
    return { repo, files: new Map([['a.txt', bytes]]) }
  }
  const tracedPack = (point: Point, does: string) => tracedCommand(place, ['pack', '--json'], {}, point, does)

  async function run(command: string): Promise<void> {
    const done = await startCommand(place, [command, '--json'], ALL_IS_OLD).done
    if (done.code !== 0) throw new Error(`${command} ended with ${done.code}: ${done.stderr}`)
  }

  async function pointsOfPack(): Promise<Point[]> {
    const found: Point[] = []
    for (const [i, syscall] of CALLS.entries()) {
      await newTarget(-1 - i)
      const done = await tracedPack({ syscall, nth: 65_000, threads: 'all' }, 'delay_enter=1')
      expect(done.code, done.stderr.slice(-500)).toBe(0)
      const count = countCalls(done.stderr, syscall)
      for (let nth = 1; nth <= count; nth++) found.push({ syscall, nth, threads: 'all' })
    }
    return found
  }

  test('the file reads the same after each kill, and after it is packed', async () => {
    const points = spread(await pointsOfPack(), MOST_POINTS)
    for (const [i, point] of points.entries()) {
      const at = `pack at ${point.syscall} ${point.nth}`
      counts.planned++
      const { repo, files } = await newTarget(i)
      const { signal, code } = await tracedPack(point, 'signal=KILL')
      if (signal === 'SIGKILL') counts.fired++
      else expect(code).toBe(0)
      counts.broken.push(...(await faultsOf(place)).map((fault) => `${at}: ${fault}`))
      for (const step of ['pack', 'gc']) {
        await expectFiles(hub, repo, files).catch((error: Error) =>
          counts.lost.push(`${at}: ${error.message}`),
        )
        await run(step)
      }
      await expectFiles(hub, repo, files)
      counts.new++
    }
    expect(counts.broken).toEqual([])
    expect(counts.lost).toEqual([])
    expect(counts.fired).toBeGreaterThan(counts.planned / 2)
  })

  test('at the end there are packs only, one a file, and all is whole', async () => {
    for (let round = 0; round < 2; round++) await run('gc')
    expect(await publishedBlobs(place)).toHaveLength(counts.planned + CALLS.length)
    expect(await leftovers(place)).toEqual([])
    await expectWhole(place)
  })
})
