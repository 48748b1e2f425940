import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { commitBody, file } from '../support/hub.js'
import { type ChildHub, type HubPlace, newPlace, startChildHub } from './support/child-hub.js'
import {
  commit,
  commitAll,
  createRepo,
  expectFiles,
  expectStatus,
  headOf,
  lfsFile,
  noise,
  planUpload,
  put,
  type Repo,
  sha256,
  uploadLfs,
} from './support/client.js'
import { expectWhole, leftovers, skipReason } from './support/proof.js'
import { until } from './support/raw-http.js'
import { mountSmallDisk, type SmallDisk, smallDiskMissing } from './support/small-disk.js'
import { sendShard, xetOf, xetTarget } from './support/xet-client.js'

const MIB = 1024 * 1024
/** Where in the file the disk gets full: at the first byte, inside of a block, at its end, in the last one. */
const FREE_BYTES = [0, 4096, 300_000, MIB, MIB + 4096, 2 * MIB, 2 * MIB + 400_000]
const SIZE = 2 * MIB + 500_000
const PART_BYTES = MIB

interface Try {
  /** Sends what does not fit. */
  send(): Promise<Response>
  /** What `main` holds when it went through. */
  adds: [string, Buffer]
  /** Commits what was sent, when sending is not yet a commit. */
  finish(): Promise<void>
}
type Kind = (hub: ChildHub, repo: Repo, name: string) => Promise<Try>

const lfs: Kind = async (hub, repo, name) => {
  const bytes = noise(name, SIZE)
  const { href = '' } = await planUpload(hub, repo, sha256(bytes), SIZE)
  const finish = async () => void (await commitAll(hub, repo, [lfsFile(name, bytes)]))
  return { send: () => put(href, bytes), adds: [name, bytes], finish }
}
/** Tries the last part when the others are there. */
const part: Kind = async (hub, repo, name) => {
  const bytes = noise(name, SIZE)
  const plan = await planUpload(hub, repo, sha256(bytes), SIZE, ['multipart', 'basic'])
  const send = async () => {
    let answer = new Response(null, { status: 200 })
    for (const [i, href] of plan.parts.entries()) {
      answer = await put(href, bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES))
      if (answer.status !== 200) return answer
    }
    return fetch(plan.href ?? '', { method: 'POST', body: '{}' })
  }
  const finish = async () => void (await commitAll(hub, repo, [lfsFile(name, bytes)]))
  return { send, adds: [name, bytes], finish }
}
const regular: Kind = async (hub, repo, name) => {
  const bytes = noise(name, SIZE)
  return {
    send: () => commit(hub, repo, commitBody(name, [file(name, bytes)])),
    adds: [name, bytes],
    finish: async () => {},
  }
}
/** A pack of chunks that the disk has no space for. */
const xorb: Kind = async (hub, repo, name) => {
  const target = xetTarget(name, 40, Math.floor(SIZE / 40))
  const send = async () => (await xetOf(hub, repo)).sendXorb(target.xorb)
  const finish = async () => {
    await sendShard(await xetOf(hub, repo), target)
    await commitAll(hub, repo, [lfsFile(name, target.file.bytes)])
  }
  return { send, adds: [name, target.file.bytes], finish }
}
const KINDS = { lfs, part, regular, xorb }

const missing = skipReason(smallDiskMissing())
describe.skipIf(missing)('a full disk', () => {
  const counts = { sites: 0, refused: 0 }
  const open: { disk: SmallDisk; place: HubPlace; hub: ChildHub }[] = []
  afterAll(async () => {
    console.log(`disk-full: ${counts.sites} write sites, ${counts.refused} answers 507, 0 half states`)
    for (const { hub, place, disk } of open) {
      await hub.stop()
      await place.remove()
      await disk.remove()
    }
  })
  async function hubOn(mebibytes: number, ownDatabase: boolean, minFree: string) {
    const disk = await mountSmallDisk(mebibytes)
    const env = { DATABELT_MIN_FREE_BYTES: minFree, DATABELT_LFS_PART_BYTES: '1MiB' }
    const place = await newPlace({ ownDatabase, env, folder: disk.folder })
    const hub = await startChildHub(place)
    const all = { disk, place, hub }
    open.push(all)
    return all
  }
  async function expectFull(answer: Response): Promise<void> {
    const text = await answer.text()
    expect([answer.status, answer.headers.get('x-error-code')], text).toEqual([507, 'InsufficientStorage'])
    counts.refused++
  }

  test.each(Object.entries(KINDS))(
    '%s: 507 wherever the space ends, and nothing is half there',
    async (name, kind) => {
      const { disk, place, hub } = await hubOn(24, false, '0')
      const repo = await createRepo(hub, name)
      const files = new Map([['before.txt', noise('before', 100_000)]])
      await commitAll(hub, repo, [file('before.txt', files.get('before.txt')!)])
      for (const free of FREE_BYTES) {
        counts.sites++
        const attempt = await kind(hub, repo, `${name}-${free}.bin`)
        const headBefore = await headOf(hub, repo)
        await disk.leaveFree(free)
        await expectFull(await attempt.send())
        expect(await headOf(hub, repo)).toBe(headBefore)
        await expectFiles(hub, repo, files)
        await disk.free()
        if (kind !== part)
          await until('no temporary file is left', async () => (await leftovers(place)).length === 0)
        // the same request again, without a restart
        if (free === FREE_BYTES.at(-1)) {
          await expectStatus(await attempt.send(), 200)
          await attempt.finish()
          files.set(...attempt.adds)
          await expectFiles(hub, repo, files)
        }
      }
      await expectWhole(place)
    },
  )

  test('with the reserve uploads get 507, and commits of small files, reads and deletes go on', async () => {
    const { disk, place, hub } = await hubOn(40, false, '16MiB')
    const repo = await createRepo(hub, 'reserve')
    await disk.leaveFree(17 * MIB)
    for (const kind of Object.values(KINDS)) {
      counts.sites++
      await expectFull(await (await kind(hub, repo, `${counts.sites}.bin`)).send())
    }
    const small = noise('small', 900)
    await commitAll(hub, repo, [file('small.txt', small)])
    await expectFiles(hub, repo, new Map([['small.txt', small]]))
    await commitAll(hub, repo, [{ key: 'deletedFile', value: { path: 'small.txt' } }])
    await disk.free()
    await uploadLfs(hub, repo, noise('fits', SIZE))
    await expectWhole(place)
  })

  test('when the database has no space left either, it says so, keeps all, and goes on by itself', async () => {
    const { disk, place, hub } = await hubOn(220, true, '0')
    const repo = await createRepo(hub, 'all')
    const files = new Map<string, Buffer>()
    for (const free of [3 * MIB, 400_000, 0]) {
      await disk.leaveFree(free)
      // rows until the database finds no space; then what was acknowledged must be there, and nothing else
      let refused = false
      let isAway = false
      for (let i = 0; i < 400 && !refused && !isAway; i++) {
        const [path, bytes] = [`${free}-${i}.txt`, noise(`${free} ${i}`, 50_000)] as const
        const answer = await commit(hub, repo, commitBody(path, [file(path, bytes)]))
        if (answer.status === 200) files.set(path, bytes)
        // the server may have to restart, which is 503, and without space for its log it cannot
        else if (answer.status === 503) isAway = !(await isBack(hub))
        else {
          await expectFull(answer)
          refused = true
        }
      }
      expect(refused || isAway, 'the disk got full').toBe(true)
      counts.sites++
      if (isAway) expect((await hub.call('/readyz')).status).toBe(503)
      else await expectFiles(hub, repo, files)
      await disk.free()
      const after = noise(`after ${free}`, 60_000)
      await until('a commit works again', async () => {
        const answer = await commit(hub, repo, commitBody('after', [file(`after-${free}.txt`, after)]))
        return answer.status === 200
      })
      files.set(`after-${free}.txt`, after)
      await expectFiles(hub, repo, files)
    }
    await expectWhole(place)
  })
})

/** Whether the database answers again within some seconds. */
async function isBack(hub: ChildHub): Promise<boolean> {
  for (let tries = 0; tries < 80; tries++) {
    if ((await hub.call('/readyz')).status === 200) return true
    await setTimeout(100)
  }
  return false
}
