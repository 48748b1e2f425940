import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { file } from '../support/hub.js'
import { type ChildHub, type HubPlace, newPlace, startChildHub } from './support/child-hub.js'
import { commitAll, createRepo, expectFiles, historyOf, noise, type Repo } from './support/client.js'
import { git, gitDo, gitUrl, workingCopy } from './support/git.js'
import {
  answers,
  CutOff,
  killAtEach,
  noCounts,
  type Operation,
  pointsOf,
  say,
  spread,
} from './support/kills.js'
import { expectWhole, skipReason } from './support/proof.js'
import { straceMissing } from './support/strace.js'

const MOST_FILE_POINTS = 8
const MOST_MESSAGE_POINTS = 14

interface Target {
  repo: Repo
  copy: string
  before: Map<string, Buffer>
  after: Map<string, Buffer>
}

let work: string
const push: Operation<Target> = {
  name: 'push',
  prepare: async (hub, attempt) => {
    const repo = await createRepo(hub, `push${attempt}`)
    const old = noise(`old ${attempt}`, 3000)
    await commitAll(hub, repo, [file('old.txt', old)])
    const added = new Map([
      ['data/small.txt', noise(`small ${attempt}`, 700)],
      ['data/deep/big.bin', noise(`big ${attempt}`, 150_000)],
    ])
    const copy = join(work, repo.name)
    await workingCopy(hub, repo, copy, added)
    const before = new Map([['old.txt', old]])
    return { repo, copy, before, after: new Map([...before, ...added]) }
  },
  run: async (hub, { repo, copy }) => {
    const { ok, output } = await git(copy, 'push', '--quiet', gitUrl(hub, repo), 'HEAD:refs/heads/main')
    if (ok) return
    if (await answers(hub)) throw new Error(`git push: ${output}`)
    throw new CutOff(output)
  },
  stateOf: async (hub, { repo, before, after }) => {
    const made = (await historyOf(hub, repo)).filter((each) => each.title === 'the push').length
    await expectFiles(hub, repo, made === 1 ? after : before)
    return made === 1 ? 'new' : 'old'
  },
}

const missing = skipReason(straceMissing())
describe.skipIf(missing)('kill -9 during a git push', () => {
  let place: HubPlace
  const counts = noCounts()
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'databelt-push-'))
    place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
  })
  afterAll(async () => {
    say('kill-push', counts)
    await place?.remove()
    await rm(work, { recursive: true, force: true })
  })

  test('the branch is old or new, and the same push again completes it', async () => {
    const hub = await startChildHub(place)
    const points = await pointsOf(hub, push)
    await hub.stop()
    const files = points.filter((point) => point.threads === 'all')
    const messages = points.filter((point) => point.threads === 'main')
    await killAtEach(
      place,
      push,
      [...spread(files, MOST_FILE_POINTS), ...spread(messages, MOST_MESSAGE_POINTS)],
      counts,
    )
    expect(counts.broken).toEqual([])
    expect(counts.lost).toEqual([])
    expect(counts.fired).toBeGreaterThan(counts.planned / 2)
  })

  test('what was pushed can be cloned, and fsck finds all whole', async () => {
    const hub: ChildHub = await startChildHub(place)
    const clone = await gitDo(
      work,
      'clone',
      '--quiet',
      gitUrl(hub, { name: 'push0', api: '', web: '/datasets/admin/push0' }),
      'again',
    )
    expect(clone).toBe('')
    await gitDo(join(work, 'again'), 'fsck', '--strict')
    await hub.stop()
    await expectWhole(place)
  })
})
