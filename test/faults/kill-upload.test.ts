import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChildHub, type HubPlace, newPlace, startChildHub, startCommand } from './support/child-hub.js'
import {
  commitAll,
  createRepo,
  expectFiles,
  expectStatus,
  lfsFile,
  noise,
  planUpload,
  put,
  type Repo,
  sha256,
} from './support/client.js'
import { killAtEach, noCounts, type Operation, pointsOf, say, spread } from './support/kills.js'
import { expectWhole, leftovers, publishedBlobs, skipReason } from './support/proof.js'
import { straceMissing } from './support/strace.js'

const MOST_FILE_POINTS = 10
const MOST_MESSAGE_POINTS = 8
const PART_BYTES = 1024 * 1024

interface Target {
  repo: Repo
  bytes: Buffer
}

const newTarget =
  (kind: string, size: number) =>
  async (hub: ChildHub, attempt: number): Promise<Target> => ({
    repo: await createRepo(hub, `${kind}${attempt}`),
    bytes: noise(`${kind} ${attempt}`, size),
  })

/** An object counts as stored when the hub does not ask for it again; then its sender can commit it, and it must be readable, byte for byte. */
async function stateOf(hub: ChildHub, { repo, bytes }: Target): Promise<'old' | 'new'> {
  const { href } = await planUpload(hub, repo, sha256(bytes), bytes.length)
  if (href !== undefined) return 'old'
  await commitAll(hub, repo, [lfsFile('object.bin', bytes)])
  await expectFiles(hub, repo, new Map([['object.bin', bytes]]))
  return 'new'
}

const whole: Operation<Target> = {
  name: 'put',
  prepare: newTarget('put', 1024 * 1024 + 5),
  run: async (hub, { repo, bytes }) => {
    const { href } = await planUpload(hub, repo, sha256(bytes), bytes.length)
    if (href) await expectStatus(await put(href, bytes), 200)
  },
  stateOf,
}
const inParts: Operation<Target> = {
  name: 'parts',
  prepare: newTarget('parts', 2 * PART_BYTES + 7),
  run: async (hub, { repo, bytes }) => {
    const plan = await planUpload(hub, repo, sha256(bytes), bytes.length, ['basic', 'multipart'])
    for (const [i, href] of plan.parts.entries())
      await expectStatus(await put(href, bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES)), 200)
    if (plan.href) await expectStatus(await fetch(plan.href, { method: 'POST', body: '{}' }), 200)
  },
  stateOf,
}

const missing = skipReason(straceMissing())
describe.skipIf(missing)('kill -9 during an upload', () => {
  let place: HubPlace
  const counts = noCounts()
  beforeAll(async () => {
    place = await newPlace({ env: { DATABELT_LFS_PART_BYTES: '1MiB', DATABELT_MIN_FREE_BYTES: '0' } })
  })
  afterAll(async () => {
    say('kill-upload', counts)
    await place?.remove()
  })

  test.each([whole, inParts])('$name: nothing or all of the object', async (operation) => {
    const hub = await startChildHub(place)
    const points = await pointsOf(hub, operation)
    await hub.stop()
    const files = points.filter((point) => point.threads === 'all')
    const messages = points.filter((point) => point.threads === 'main')
    const chosen = [...spread(files, MOST_FILE_POINTS), ...spread(messages, MOST_MESSAGE_POINTS)]
    await killAtEach(place, operation, chosen, counts)
    expect(counts.broken).toEqual([])
    expect(counts.lost).toEqual([])
    expect(counts.fired).toBeGreaterThan(counts.planned / 2)
  })

  test('garbage collection takes every leftover, and fsck finds all whole', async () => {
    const gc = await startCommand(place, ['gc', '--json'], { DATABELT_GC_GRACE_HOURS: '0' }).done
    expect(gc.code, gc.stderr).toBe(0)
    expect(await leftovers(place)).toEqual([])
    // every target was committed in the end; those of the trial runs were not
    expect(await publishedBlobs(place)).toHaveLength(counts.planned)
    await expectWhole(place)
  })
})
