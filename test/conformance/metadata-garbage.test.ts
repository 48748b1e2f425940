import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Writers } from '../../src/stores/metadata/metadata-store.js'
import type { Repo } from '../../src/stores/metadata/repos.js'
import { addRepo, addUser, blobOf, type OpenMetadata, openMetadata, sha1 } from '../support/metadata.js'

let open: OpenMetadata
let user: number
let repo: Repo
let count = 0
let blob: ReturnType<typeof blobOf>
const LATER = new Date(Date.now() + 3_600_000)
const EARLIER = new Date(Date.now() - 3_600_000)

beforeAll(async () => {
  open = await openMetadata()
  user = await addUser(open.store, 'minji')
  repo = await addRepo(open.store, user, 'repo')
})
afterAll(() => open?.close())
beforeEach(async () => {
  blob = blobOf(`blob ${count++}`)
  await open.store.transact((tx) => tx.blobs.record(blob))
})

const transact = <T>(work: (tx: Writers) => Promise<T>) => open.store.transact(work)
const condemn = (before = LATER) => transact((tx) => tx.garbage.condemn(before, new Date()))
const stateOf = async () => (await open.store.blobs.find(blob.sha256))?.state
const sweep = () =>
  transact(async (tx) => {
    const isMine = await tx.garbage.lockCondemned(blob.sha256)
    if (isMine) await tx.garbage.forget(blob.sha256)
    return isMine
  })
/** A promise, and the way to fulfil it. */
function gate(): { open: () => void; passed: Promise<void> } {
  let letThrough = () => {}
  const passed = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  return { open: letThrough, passed }
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 150))

test('a blob that nobody needs is condemned, then swept', async () => {
  await condemn()
  expect(await stateOf()).toBe('condemned')
  expect(await open.store.garbage.condemned(LATER, '', 1000)).toContain(blob.sha256)
  expect(await open.store.garbage.condemned(EARLIER, '', 1000)).not.toContain(blob.sha256)
  expect(await sweep()).toBe(true)
  expect(await stateOf()).toBeUndefined()
  expect(await sweep()).toBe(false)
})

test('a blob that is young is spared', async () => {
  await condemn(EARLIER)
  expect(await stateOf()).toBe('stored')
})

test('a blob that anything needs is spared', async () => {
  const needs: ((tx: Writers) => Promise<unknown>)[] = [
    (tx) => tx.blobs.link(repo.id, [blob.sha256]),
    (tx) => tx.blobs.addPending(repo.id, user, blob.sha256),
    (tx) =>
      tx.objects.addBlobs(repo.id, [
        { oid: sha1(blob.sha256), size: 5, content: null, sha256: blob.sha256, lfs: null },
      ]),
  ]
  for (const need of needs) {
    blob = blobOf(`needed ${count++}`)
    await transact((tx) => tx.blobs.record(blob))
    await transact(need)
    await condemn()
    expect(await stateOf()).toBe('stored')
  }
})

test('a condemned blob that is sent again or linked is rescued', async () => {
  for (const rescue of [
    (tx: Writers) => tx.blobs.record(blob),
    (tx: Writers) => tx.blobs.link(repo.id, [blob.sha256]),
  ]) {
    blob = blobOf(`rescued ${count++}`)
    await transact((tx) => tx.blobs.record(blob))
    await condemn()
    expect(await stateOf()).toBe('condemned')
    await transact(rescue)
    expect([await stateOf(), await sweep()]).toEqual(['stored', false])
  }
})

test('a blob linked while it was being condemned is rescued by the sweep', async () => {
  const [linked, condemned] = [gate(), gate()]
  const linking = transact(async (tx) => {
    await tx.blobs.link(repo.id, [blob.sha256])
    linked.open()
    await condemned.passed
  })
  await linked.passed
  // the link is not committed: condemning cannot see it
  await condemn()
  condemned.open()
  await linking
  expect(await sweep()).toBe(false)
  expect(await stateOf()).toBe('stored')
  expect(await open.store.blobs.committed(repo.id, [blob.sha256])).toEqual(
    new Map([[blob.sha256, blob.size]]),
  )
})

test('a sweep waits for an upload of the same bytes, and then spares them', async () => {
  await condemn()
  const [recorded, go] = [gate(), gate()]
  const uploading = transact(async (tx) => {
    await tx.blobs.record(blob)
    recorded.open()
    await go.passed
    await tx.blobs.addPending(repo.id, user, blob.sha256)
  })
  await recorded.passed
  let isSwept = false
  const sweeping = sweep().finally(() => {
    isSwept = true
  })
  await soon()
  expect(isSwept).toBe(false)
  go.open()
  await uploading
  expect(await sweeping).toBe(false)
  expect(await stateOf()).toBe('stored')
})

test('an upload of the same bytes waits for a sweep, and then makes them anew', async () => {
  await condemn()
  const [locked, go] = [gate(), gate()]
  const sweeping = transact(async (tx) => {
    expect(await tx.garbage.lockCondemned(blob.sha256)).toBe(true)
    locked.open()
    await go.passed
    await tx.garbage.forget(blob.sha256)
  })
  await locked.passed
  let isRecorded = false
  const uploading = transact((tx) => tx.blobs.record(blob)).finally(() => {
    isRecorded = true
  })
  await soon()
  expect(isRecorded).toBe(false)
  go.open()
  await Promise.all([sweeping, uploading])
  expect(await stateOf()).toBe('stored')
})

test('a link to bytes that a sweep takes fails, rather than point at nothing', async () => {
  await condemn()
  await sweep()
  await expect(transact((tx) => tx.blobs.link(repo.id, [blob.sha256]))).rejects.toThrow(/foreign key/)
})

test('many commits that share blobs do not wait for each other in a circle', async () => {
  const blobs = Array.from({ length: 20 }, (_, i) => blobOf(`shared ${i}`))
  for (const each of blobs) await transact((tx) => tx.blobs.record(each))
  await condemn()
  const hashes = blobs.map((each) => each.sha256)
  await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      transact((tx) => tx.blobs.link(repo.id, i % 2 === 0 ? hashes : [...hashes].reverse())),
    ),
  )
  expect((await open.store.blobs.committed(repo.id, hashes)).size).toBe(20)
})

test('a blob in quarantine can neither be linked nor read, until it is sent again', async () => {
  await transact((tx) => tx.blobs.addPending(repo.id, user, blob.sha256))
  await transact((tx) => tx.blobs.link(repo.id, [blob.sha256]))
  await transact((tx) => tx.blobs.quarantine({ ...blob, whole: true }))
  expect((await open.store.blobs.linkable(repo.id, user, [blob.sha256])).size).toBe(0)
  expect((await open.store.blobs.committed(repo.id, [blob.sha256])).size).toBe(0)
  await transact((tx) => tx.blobs.link(repo.id, [blob.sha256]))
  expect(await stateOf()).toBe('quarantined')
  await transact((tx) => tx.blobs.record(blob))
  expect((await open.store.blobs.linkable(repo.id, user, [blob.sha256])).size).toBe(1)
})

test('bytes that were sent are linkable by their sender, in that repo, only', async () => {
  const other = await addUser(open.store, `other${count}`)
  const elsewhere = await addRepo(open.store, user, `elsewhere${count}`)
  const sizes = async (repoId: number, userId: number) =>
    (await open.store.blobs.linkable(repoId, userId, [blob.sha256])).size
  expect(await sizes(repo.id, user)).toBe(0)
  await transact((tx) => tx.blobs.addPending(repo.id, user, blob.sha256))
  expect([await sizes(repo.id, user), await sizes(repo.id, other), await sizes(elsewhere.id, user)]).toEqual([
    1, 0, 0,
  ])
  await transact((tx) => tx.blobs.link(repo.id, [blob.sha256]))
  expect([await sizes(repo.id, other), await sizes(elsewhere.id, user)]).toEqual([1, 0])
})

test('uploads that were never committed are forgotten when they are old, and not before', async () => {
  await transact((tx) => tx.blobs.addPending(repo.id, user, blob.sha256))
  await transact((tx) => tx.garbage.dropLinks(EARLIER))
  expect((await open.store.blobs.linkable(repo.id, user, [blob.sha256])).size).toBe(1)
  await transact((tx) => tx.garbage.dropLinks(LATER))
  expect((await open.store.blobs.linkable(repo.id, user, [blob.sha256])).size).toBe(0)
})
