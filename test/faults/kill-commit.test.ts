import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commitBody, file } from '../support/hub.js'
import { type ChildHub, type HubPlace, newPlace, startChildHub } from './support/child-hub.js'
import {
  commit,
  commitAll,
  createRepo,
  expectFiles,
  expectStatus,
  headOf,
  historyOf,
  lfsFile,
  noise,
  type Repo,
  uploadLfs,
} from './support/client.js'
import {
  type KillCounts,
  killAtEach,
  noCounts,
  type Operation,
  pointsOf,
  say,
  spread,
} from './support/kills.js'
import { expectWhole, skipReason } from './support/proof.js'
import { straceMissing } from './support/strace.js'

const MOST_FILE_POINTS = 10
const MOST_MESSAGE_POINTS = 26
const EMBEDDED_POINTS = 4

interface Target {
  repo: Repo
  body: string
  before: Map<string, Buffer>
  after: Map<string, Buffer>
}

/** Adds a small, a big and an LFS file, replaces one and deletes one. */
const manyKinds: Operation<Target> = {
  name: 'commit',
  prepare: async (hub, attempt) => {
    const repo = await createRepo(hub, `commit${attempt}`)
    const [old, kept, lfs] = [
      noise(`old ${attempt}`, 300),
      noise('kept', 20),
      noise(`lfs ${attempt}`, 70_000),
    ]
    await commitAll(hub, repo, [file('data/old.txt', old), file('gone.txt', old), file('kept.txt', kept)])
    await uploadLfs(hub, repo, lfs)
    const [small, big] = [noise(`small ${attempt}`, 500), noise(`big ${attempt}`, 200_000)]
    const operations = [
      file('data/small.txt', small),
      file('data/deep/big.txt', big),
      file('data/old.txt', small),
      lfsFile('data/object.bin', lfs),
      { key: 'deletedFile', value: { path: 'gone.txt' } },
    ]
    const after = new Map([
      ['data/small.txt', small],
      ['data/deep/big.txt', big],
      ['data/old.txt', small],
      ['data/object.bin', lfs],
      ['kept.txt', kept],
    ])
    const before = new Map([
      ['data/old.txt', old],
      ['gone.txt', old],
      ['kept.txt', kept],
    ])
    // half of the clients name a parent
    const header = attempt % 2 === 0 ? { parentCommit: await headOf(hub, repo) } : {}
    return { repo, body: commitBody('the change', operations, header), before, after }
  },
  run: async (hub, { repo, body }) => {
    await expectStatus(await commit(hub, repo, body), 200)
  },
  stateOf: async (hub, { repo, before, after }) => {
    const titles = (await historyOf(hub, repo)).map((each) => each.title)
    const made = titles.filter((title) => title === 'the change').length
    if (made > 1) throw new Error(`${repo.name}: one request made ${made} commits`)
    await expectFiles(hub, repo, made === 1 ? after : before)
    return made === 1 ? 'new' : 'old'
  },
}

const missing = skipReason(straceMissing())
describe.skipIf(missing)('kill -9 during a commit', () => {
  const places: HubPlace[] = []
  const counts = noCounts()
  const place = async (ownDatabase: boolean) => {
    const made = await newPlace({ ownDatabase, env: { DATABELT_MIN_FREE_BYTES: '0' } })
    places.push(made)
    return made
  }
  beforeAll(async () => {
    await place(false)
    await place(true)
  })
  afterAll(async () => {
    say('kill-commit', counts)
    for (const each of places) await each.remove()
  })

  async function killAt(at: HubPlace, files: number, messages: number): Promise<KillCounts> {
    const hub: ChildHub = await startChildHub(at)
    const points = await pointsOf(hub, manyKinds)
    await hub.stop()
    const chosen = [
      ...spread(
        points.filter((point) => point.threads === 'all'),
        files,
      ),
      ...spread(
        points.filter((point) => point.threads === 'main'),
        messages,
      ),
    ]
    await killAtEach(at, manyKinds, chosen, counts)
    await expectWhole(at)
    return counts
  }

  test('the branch is old or new, and a retry makes one commit', async () => {
    await killAt(places[0]!, MOST_FILE_POINTS, MOST_MESSAGE_POINTS)
    expect(counts.broken).toEqual([])
    expect(counts.lost).toEqual([])
    expect(counts.fired).toBeGreaterThan(counts.planned / 2)
  })

  test('the same with the database of the hub, which a killed hub leaves running', async () => {
    await killAt(places[1]!, 1, EMBEDDED_POINTS)
    expect(counts.broken).toEqual([])
    expect(counts.lost).toEqual([])
  })
})
