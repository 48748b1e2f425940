import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChildHub, type HubPlace, newPlace, startChildHub, startCommand } from './support/child-hub.js'
import { commitAll, createRepo, expectFiles, lfsFile, listFiles, type Repo } from './support/client.js'
import { killAtEach, noCounts, type Operation, pointsOf, say, spread } from './support/kills.js'
import { expectWhole, leftovers, publishedBlobs, skipReason } from './support/proof.js'
import { straceMissing } from './support/strace.js'
import { sendShard, sendXorb, type XetTarget, xetOf, xetTarget } from './support/xet-client.js'

const MOST_FILE_POINTS = 8
const MOST_MESSAGE_POINTS = 8
const CHUNKS = 20
const CHUNK_BYTES = 60_000

type Target = XetTarget & { repo: Repo }
const newTarget =
  (kind: string) =>
  async (hub: ChildHub, attempt: number): Promise<Target> => ({
    repo: await createRepo(hub, `${kind}${attempt}`),
    ...xetTarget(`${kind} ${attempt}`, CHUNKS, CHUNK_BYTES),
  })

async function commitFile(hub: ChildHub, { repo, file }: Target): Promise<'new'> {
  await commitAll(hub, repo, [lfsFile('a.bin', file.bytes)])
  await expectFiles(hub, repo, new Map([['a.bin', file.bytes]]))
  return 'new'
}

/** The hub has a xorb when the sender may refer to it; then a file can be made of it. */
const xorb: Operation<Target> = {
  name: 'xorb',
  prepare: newTarget('xorb'),
  run: async (hub, target) => sendXorb(await xetOf(hub, target.repo), target),
  stateOf: async (hub, target) => {
    const xet = await xetOf(hub, target.repo)
    const head = await xet.call(`/v1/xorbs/default/${target.xorb.hex}`, { method: 'HEAD' })
    if (head.status === 404) return 'old'
    await sendShard(xet, target)
    return commitFile(hub, target)
  },
}
/** A shard is registered when its file can be put together, and then it can be committed. */
const shard: Operation<Target> = {
  name: 'shard',
  prepare: async (hub, attempt) => {
    const target = await newTarget('shard')(hub, attempt)
    await sendXorb(await xetOf(hub, target.repo), target)
    return target
  },
  run: async (hub, target) => sendShard(await xetOf(hub, target.repo), target),
  stateOf: async (hub, target) => {
    const answer = await (await xetOf(hub, target.repo)).reconstruction(target.file.hex)
    return answer.status === 404 ? 'old' : commitFile(hub, target)
  },
}
const commit: Operation<Target> = {
  name: 'commit of a xet file',
  prepare: async (hub, attempt) => {
    const target = await newTarget('commit')(hub, attempt)
    const xet = await xetOf(hub, target.repo)
    await sendXorb(xet, target)
    await sendShard(xet, target)
    return target
  },
  run: async (hub, { repo, file }) => void (await commitAll(hub, repo, [lfsFile('a.bin', file.bytes)])),
  stateOf: async (hub, target) =>
    (await listFiles(hub, target.repo)).includes('a.bin') ? commitFile(hub, target) : 'old',
}

const missing = skipReason(straceMissing())
describe.skipIf(missing)('kill -9 during a transfer by xet', () => {
  let place: HubPlace
  const counts = noCounts()
  beforeAll(async () => {
    place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
  })
  afterAll(async () => {
    say('kill-xet', counts)
    await place?.remove()
  })

  test.each([xorb, shard, commit])('$name: nothing or all of it', async (operation) => {
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

  test('garbage collection takes every leftover and no more, and fsck finds all whole', async () => {
    const none = { DATABELT_GC_GRACE_HOURS: '0', DATABELT_XORB_GRACE_DAYS: '0' }
    for (let round = 0; round < 3; round++) {
      const gc = await startCommand(place, ['gc', '--json'], none).done
      expect(gc.code, gc.stderr).toBe(0)
    }
    expect(await leftovers(place)).toEqual([])
    // every target was committed in the end; of the trial runs only the two of the commit were
    expect(await publishedBlobs(place)).toHaveLength(counts.planned + 2)
    await expectWhole(place)
  })
})
