import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitBody, file } from '../support/hub.js'
import {
  bugsOf,
  type ChildHub,
  type HubPlace,
  memoryOf,
  newPlace,
  startChildHub,
} from './support/child-hub.js'
import { commit, commitAll, createRepo, expectStatus, headOf, type Repo } from './support/client.js'
import { Attack, encoded, get, withBody } from './support/hostile.js'
import { hostileNames } from './support/hostile-names.js'
import { expectWhole } from './support/proof.js'
import { sendRaw } from './support/raw-http.js'

const MOST_MEMORY_BYTES = 700 * 1024 * 1024

let place: HubPlace
let hub: ChildHub
let repo: Repo
let attack: Attack
beforeAll(async () => {
  place = await newPlace()
  hub = await startChildHub(place)
  attack = new Attack(hub)
  repo = await createRepo(hub, 'target')
  await commitAll(hub, repo, [file('good.txt', 'good')])
})
afterAll(async () => {
  attack?.say('hostile-paths')
  await place?.remove()
})
afterEach(() => expect(attack.faults()).toEqual([]))

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true })
  return found.filter((name) => !/^blobs\/..$/.test(name)).sort()
}

test('path traversal in addresses finds nothing', async () => {
  const before = await filesBelow(place.folder)
  const places = [
    (name: string) => `${repo.web}/resolve/main/${name}`,
    (name: string) => `${repo.web}/raw/main/${name}`,
    (name: string) => `${repo.web}/resolve/${name}/good.txt`,
    (name: string) => `${repo.api}/tree/main/${name}`,
    (name: string) => `${repo.api}/tree/${name}`,
    (name: string) => `${repo.api}/revision/${name}`,
    (name: string) => `/api/lfs/objects/${name}`,
    (name: string) => `/datasets/admin/${name}/resolve/main/good.txt`,
    (name: string) => `/datasets/${name}/target/resolve/main/good.txt`,
  ]
  for (const { raw, plain } of hostileNames()) {
    for (const address of places) {
      for (const name of [raw, encoded(plain)]) {
        const path = address(name)
        // some are mere names: of the root, or of a file that is there
        const { status } = await sendRaw(hub.port, get(path.slice(0, 30_000)))
        attack.note(status, status >= 400 ? 'refused' : 'harmless')
        if (status < 200 || status >= 500) attack.blame(`GET ${path.slice(0, 200)} answered ${status}`)
      }
    }
  }
  expect(await filesBelow(place.folder)).toEqual(before)
})

test('an address that climbs out never gives a file of this machine', async () => {
  for (const name of ['etc/passwd', 'proc/self/environ', 'hub.lock', 'postgres/data/PG_VERSION']) {
    for (const up of ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '%252e%252e%252f', '..;/']) {
      const path = `${repo.web}/resolve/main/${up.repeat(12)}${name}`
      await attack.send(get(path), path)
    }
  }
})

test('hostile paths in commits, and hostile names of refs, are refused before anything is stored', async () => {
  const before = await headOf(hub, repo)
  for (const { plain, isStorable } of hostileNames()) {
    const what = JSON.stringify(plain).slice(0, 100)
    if (!isStorable) {
      for (const operation of [
        file(plain, 'x'),
        { key: 'lfsFile', value: { path: plain, oid: 'a'.repeat(64), size: 1 } },
      ])
        await attack.send(withBody('POST', `${repo.api}/commit/main`, commitBody('x', [operation])), what)
    }
    const gone = { key: 'deletedFile', value: { path: plain } }
    await attack.send(withBody('POST', `${repo.api}/commit/main`, commitBody('x', [gone])), what)
    const info = JSON.stringify({ paths: [plain], expand: true })
    await attack.send(withBody('POST', `${repo.api}/paths-info/main`, info), what, [200])
    if (/^[\w.-]+$/.test(plain)) continue
    // an address that is too long is cut off before its end is sent
    await attack.send(
      withBody('POST', `${repo.api}/branch/${encoded(plain).slice(0, 30_000)}`, '{}'),
      what,
      [200],
    )
    await attack.send(withBody('POST', `${repo.api}/tag/main`, JSON.stringify({ tag: plain })), what, [200])
    await attack.send(
      withBody('POST', '/api/repos/create', JSON.stringify({ name: plain, type: 'dataset' })),
      what,
    )
  }
  expect(await headOf(hub, repo)).toBe(before)
})

test('the same process still serves, with bounded memory, and fsck finds all whole', async () => {
  expect(hub.isAlive()).toBe(true)
  expect(await memoryOf(hub.pid)).toBeLessThan(MOST_MEMORY_BYTES)
  expect(bugsOf(hub).map((bug) => bug.slice(0, 600))).toEqual([])
  await expectStatus(await commit(hub, repo, commitBody('still', [file('still.txt', 'x')])), 200)
  // nothing was written beside the folder
  await expect(stat(join(place.folder, '..', 'traversed.txt'))).rejects.toThrow('ENOENT')
  await expectWhole(place)
})
