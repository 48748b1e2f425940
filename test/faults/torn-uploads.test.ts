import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file } from '../support/hub.js'
import { type ChildHub, type HubPlace, newPlace, startChildHub, TOKEN } from './support/child-hub.js'
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
} from './support/client.js'
import { expectWhole, leftovers, publishedBlobs } from './support/proof.js'
import { chunk, head, type RawOptions, sendRaw, until } from './support/raw-http.js'

const SIZE = 1024 * 1024 + 300_000
const PART_BYTES = 1024 * 1024
const CUTS = [0, 1, 1000, 65_536, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, SIZE - 1]

let place: HubPlace
let hub: ChildHub
const counts = { torn: 0, refused: 0, unanswered: 0 }
beforeAll(async () => {
  place = await newPlace({ env: { DATABELT_LFS_PART_BYTES: '1MiB', DATABELT_MIN_FREE_BYTES: '0' } })
  hub = await startChildHub(place)
})
afterAll(async () => {
  console.log(
    `torn-uploads: ${counts.torn} torn, ${counts.refused} refused with an answer, ${counts.unanswered} of clients that were gone`,
  )
  await hub?.stop()
  await place?.remove()
})

const pathOf = (href: string) => href.slice(new URL(href).origin.length)

/** Sends it; a hub that answers must refuse. */
async function torn(bytes: (Buffer | string)[], options: RawOptions = {}): Promise<number> {
  const { status, text } = await sendRaw(hub.port, bytes, options)
  counts.torn++
  counts[status === 0 ? 'unanswered' : 'refused']++
  expect(status === 0 || (status >= 400 && status < 500), text.slice(0, 400)).toBe(true)
  if (options.after === undefined) expect(status).toBeGreaterThan(0)
  return status
}

/** The ways in which `bytes` can arrive torn, but for their content. */
function* tearings(path: string, bytes: Buffer): Generator<[(Buffer | string)[], RawOptions]> {
  const { length } = bytes
  for (const at of CUTS.filter((cut) => cut < length)) {
    const start = bytes.subarray(0, at)
    yield [[head('PUT', path, { 'content-length': length }), start], { after: 'vanish' }]
    yield [[head('PUT', path, { 'content-length': length }), start], { after: 'close' }]
    yield [[head('PUT', path, { 'transfer-encoding': 'chunked' }), chunk(start)], { after: 'vanish' }]
    // a request that is whole, of too few bytes
    yield [[head('PUT', path, { 'content-length': at }), start], {}]
  }
  const long = Buffer.concat([bytes, noise('more', 70_000)])
  yield [[head('PUT', path, { 'content-length': long.length }), long], {}]
  yield [[head('PUT', path, { 'transfer-encoding': 'chunked' }), chunk(long), '0\r\n\r\n'], {}]
  yield [[head('PUT', path, { 'content-length': length - 10, connection: 'close' }), bytes], {}]
}

async function expectNothingStored(repo: Repo, before: { head: string; blobs: string[] }, bytes: Buffer) {
  expect((await planUpload(hub, repo, sha256(bytes), bytes.length)).href, 'the hub asks for it').toBeDefined()
  expect(await headOf(hub, repo)).toBe(before.head)
  expect(await publishedBlobs(place)).toEqual(before.blobs)
}

test('an LFS object that arrives torn is not stored, and its temporary file goes', async () => {
  const repo = await createRepo(hub, 'whole')
  const bytes = noise('whole', SIZE)
  const before = { head: await headOf(hub, repo), blobs: await publishedBlobs(place) }
  const { href = '' } = await planUpload(hub, repo, sha256(bytes), SIZE)
  for (const [sent, options] of tearings(pathOf(href), bytes)) await torn(sent, options)
  const wrong = Buffer.from(bytes)
  wrong[SIZE - 1]! ^= 1
  expect(await torn([head('PUT', pathOf(href), { 'content-length': SIZE }), wrong])).toBe(400)
  await until('no temporary file is left', async () => (await leftovers(place)).length === 0)
  await expectNothingStored(repo, before, bytes)
  await expectStatus(await put(href, bytes), 200)
  await commitAll(hub, repo, [lfsFile('a.bin', bytes)])
  await expectFiles(hub, repo, new Map([['a.bin', bytes]]))
})

test('a part that arrives torn can be sent again; the whole is checked at the end', async () => {
  const repo = await createRepo(hub, 'parts')
  const bytes = noise('parts', SIZE)
  const before = { head: await headOf(hub, repo), blobs: await publishedBlobs(place) }
  const plan = await planUpload(hub, repo, sha256(bytes), SIZE, ['multipart', 'basic'])
  const [first = '', second = ''] = plan.parts
  const end = () => fetch(plan.href ?? '', { method: 'POST', body: '{}' })
  // the end before any part was sent
  expect((await end()).status, 'an end without parts').toBe(400)
  for (const [sent, options] of tearings(pathOf(first), bytes.subarray(0, PART_BYTES)))
    await torn(sent, options)
  const wrong = noise('wrong', PART_BYTES)
  await expectStatus(await put(first, wrong), 200)
  expect((await end()).status, 'an end with a part missing').toBe(400)
  await expectStatus(await put(second, bytes.subarray(PART_BYTES)), 200)
  expect((await end()).status, 'an end with a wrong part').toBe(400)
  await expectNothingStored(repo, before, bytes)
  const again = await planUpload(hub, repo, sha256(bytes), SIZE, ['multipart', 'basic'])
  await expectStatus(await put(again.parts[0] ?? '', bytes.subarray(0, PART_BYTES)), 200)
  await expectStatus(await put(again.parts[1] ?? '', bytes.subarray(PART_BYTES)), 200)
  await expectStatus(await fetch(again.href ?? '', { method: 'POST', body: '{}' }), 200)
  await commitAll(hub, repo, [lfsFile('a.bin', bytes)])
  await expectFiles(hub, repo, new Map([['a.bin', bytes]]))
  expect(await leftovers(place)).toEqual([])
})

test('a commit that arrives torn changes nothing', async () => {
  const repo = await createRepo(hub, 'commits')
  const body = Buffer.from(
    commitBody('torn', [file('a.txt', noise('a', 500)), file('b.bin', noise('b', 200_000))]),
  )
  const headBefore = await headOf(hub, repo)
  const path = `${repo.api}/commit/main`
  const login = { authorization: `Bearer ${TOKEN}` }
  const lineEnds = [...body.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at)
  const cuts = [
    0,
    1,
    20,
    ...lineEnds.flatMap((at) => [at - 1, at, at + 1, at + 40]),
    100_000,
    body.length - 1,
  ]
  for (const at of cuts) {
    const start = body.subarray(0, at)
    const announced = { ...login, 'content-length': body.length }
    await torn([head('POST', path, announced), start], { after: 'vanish' })
    await torn([head('POST', path, announced), start], { after: 'close' })
    await torn([head('POST', path, { ...login, 'transfer-encoding': 'chunked' }), chunk(start)], {
      after: 'close',
    })
    // cut in a line, with a length that fits; cut between lines it would be a commit of fewer files
    if (!lineEnds.some((end) => at === end || at === end + 1))
      await torn([head('POST', path, { ...login, 'content-length': at }), start])
  }
  expect(await headOf(hub, repo)).toBe(headBefore)
  await expectStatus(await commit(hub, repo, body.toString()), 200)
  await expectFiles(
    hub,
    repo,
    new Map([
      ['a.txt', noise('a', 500)],
      ['b.bin', noise('b', 200_000)],
    ]),
  )
  await until('no temporary file is left', async () => (await leftovers(place)).length === 0)
})

test('fsck finds all whole', () => expectWhole(place))
