import { open } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { file } from '../support/hub.js'
import { type ChildHub, fsck, type HubPlace, newPlace, startChildHub } from './support/child-hub.js'
import {
  commitAll,
  createRepo,
  expectStatus,
  lfsFile,
  noise,
  planUpload,
  put,
  type Repo,
  readFile,
  sha256,
  uploadLfs,
} from './support/client.js'
import { expectWhole } from './support/proof.js'
import { until } from './support/raw-http.js'

const FLIPS = 100
const MOST_ROWS = 2
const MIB = 1024 * 1024
const LFS_SIZES = [70_000, MIB, 2 * MIB + 12_345, 3 * MIB]

interface Stored {
  path: string
  bytes: Buffer
  isLfs: boolean
}

let place: HubPlace
let hub: ChildHub
let repo: Repo
let blobs: Stored[]
const counts = { flips: 0, refused: 0, broken: 0, good: 0, scrubbed: 0, healed: 0, rows: 0 }
beforeAll(async () => {
  place = await newPlace({ env: { DATABELT_MIN_FREE_BYTES: '0' } })
  hub = await startChildHub(place)
  repo = await createRepo(hub, 'rot')
  const lfs = LFS_SIZES.map((size, i) => ({
    path: `lfs${i}.bin`,
    bytes: noise(`lfs ${i}`, size),
    isLfs: true,
  }))
  // a regular file over the size that rows hold
  const regular = { path: 'regular.bin', bytes: noise('regular', MIB + 99_999), isLfs: false }
  for (const { bytes } of lfs) await uploadLfs(hub, repo, bytes)
  await commitAll(hub, repo, [
    ...lfs.map((each) => lfsFile(each.path, each.bytes)),
    file('regular.bin', regular.bytes),
  ])
  blobs = [...lfs, regular]
})
afterAll(async () => {
  console.log(
    `bit-rot: ${counts.flips} flipped bytes, ${counts.refused} reads refused, ${counts.broken} broken off, ${counts.good} of other blocks, 0 bad bytes served, ${counts.scrubbed} found by scrub, ${counts.healed} healed; ${counts.rows} damaged rows found`,
  )
  await hub?.stop()
  await place?.remove()
})

const pathOf = (sha: string) => join(place.folder, 'blobs', sha.slice(0, 2), sha)

async function query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: place.databaseUrl })
  await client.connect()
  return (await client.query<Row>(sql, values).finally(() => client.end())).rows
}

/** Changes one byte of the stored file. */
async function flip(blob: Stored, at: number, mask: number): Promise<void> {
  const stored = await open(pathOf(sha256(blob.bytes)), 'r+')
  const byte = Buffer.alloc(1)
  await stored.read(byte, 0, 1, at)
  byte[0]! ^= mask
  await stored.write(byte, 0, 1, at)
  await stored.close()
}

/** Puts the right bytes back where a client does: an upload. Only LFS objects have a way of their own. */
async function heal(blob: Stored): Promise<void> {
  if (blob.isLfs) {
    const { href } = await planUpload(hub, repo, sha256(blob.bytes), blob.bytes.length)
    // a hub that says "I have it" would never be healed
    expect(href, `where to send ${blob.path} again`).toBeDefined()
    await expectStatus(await put(href ?? '', blob.bytes), 200)
  } else await commitAll(hub, repo, [file(blob.path, blob.bytes), file('again.txt', `${counts.flips}`)])
  counts.healed++
}

/** Reads [start, end). Returns what came, and whether it came whole. */
async function read(
  blob: Stored,
  start: number,
  end: number,
): Promise<{ status: number; body: Buffer | undefined }> {
  const isRange = start > 0 || end < blob.bytes.length
  const headers: Record<string, string> = isRange ? { range: `bytes=${start}-${end - 1}` } : {}
  const answer = await hub.call(`${repo.web}/resolve/main/${blob.path}`, { headers })
  const body = await answer.arrayBuffer().then(
    (bytes) => Buffer.from(bytes),
    () => undefined,
  )
  return { status: answer.status, body }
}

test('a flipped byte is never served as good, and an upload heals it', async () => {
  for (let i = 0; i < FLIPS; i++) {
    const blob = blobs[i % blobs.length]!
    const random = noise(`flip ${i}`, 16)
    const size = blob.bytes.length
    const at = random.readUIntBE(0, 6) % size
    await flip(blob, at, (random[6]! % 255) + 1)
    counts.flips++
    // the whole file, a range around the byte, a range that begins at it, the first bytes, maybe of another block
    const [start, end] = [
      [0, size],
      [Math.max(0, at - 1000), Math.min(size, at + 1000)],
      [at, Math.min(size, at + 10)],
      [0, 10],
    ][Math.floor(i / blobs.length) % 4] as [number, number]
    const { status, body } = await read(blob, start, end)
    if (status >= 400) counts.refused++
    else if (body === undefined) counts.broken++
    else {
      // only bytes that are right may come with a good status
      expect(body.equals(blob.bytes.subarray(start, end)), `${blob.path} at ${at}`).toBe(true)
      counts.good++
    }
    // damage was noticed, so every read is refused from now on, and the file is out of the store
    await until('the blob is set aside', async () => (await read(blob, 0, size)).status === 500)
    await heal(blob)
    expect((await readFile(hub, repo, blob.path)).equals(blob.bytes)).toBe(true)
  }
  await expectWhole(place)
})

test('scrub finds what nobody has read, sets it aside, and uploads heal it', async () => {
  for (const [i, blob] of blobs.entries()) await flip(blob, (blob.bytes.length - 1) * (i % 2), 0x40)
  const found = await fsck(place, '--scrub')
  expect(found.code).toBe(3)
  expect(found.faults.length).toBeGreaterThanOrEqual(blobs.length)
  const sql = "select encode(sha256, 'hex') as sha from blobs where state = 'quarantined'"
  const aside = (await query<{ sha: string }>(sql)).map((row) => row.sha)
  counts.scrubbed = aside.length
  expect(aside.sort()).toEqual(blobs.map((blob) => sha256(blob.bytes)).sort())
  for (const blob of blobs) expect((await hub.call(`${repo.web}/resolve/main/${blob.path}`)).status).toBe(500)
  // while any of them is set aside, a file of the repo cannot be read: that is not whole
  for (const blob of blobs.slice(1)) await heal(blob)
  const again = await fsck(place)
  expect(again.code, 'fsck while an LFS object is set aside').toBe(3)
  await heal(blobs[0]!)
  for (const blob of blobs) expect((await readFile(hub, repo, blob.path)).equals(blob.bytes)).toBe(true)
  await expectWhole(place)
})

const ROWS = {
  git_blobs: 'content is not null and lfs_sha256 is null',
  git_tree_pages: 'true',
  git_commits: 'true',
}
test.each(Object.entries(ROWS))(
  'a changed byte in %s is found by fsck and not served',
  async (table, where) => {
    const own = await createRepo(hub, table)
    const text = noise(table, 2000)
    await commitAll(hub, own, [file('small.txt', text)])
    const rows = await query<{ ctid: string; content: Buffer }>(
      `select ctid, content from ${table} where ${where} and repo_id = (select id from repos where name = $1)`,
      [table],
    )
    expect(rows.length).toBeGreaterThan(0)
    const change = async (row: { ctid: string }, content: Buffer) => {
      const sql = `update ${table} set content = $1 where ctid = $2 returning ctid`
      row.ctid = (await query<{ ctid: string }>(sql, [content, row.ctid]))[0]!.ctid
    }
    for (const row of rows.slice(0, MOST_ROWS)) {
      for (const at of [0, row.content.length - 1]) {
        const bad = Buffer.from(row.content)
        bad[at]! ^= 0x20
        await change(row, bad)
        const report = await fsck(place)
        expect([report.code, report.faults.length > 0], `${table} byte ${at}`).toEqual([3, true])
        counts.rows++
        // a new process has nothing of it in memory
        const fresh = await startChildHub(place)
        const answer = await fresh.call(`${own.web}/resolve/main/small.txt`)
        const body = await answer.arrayBuffer().catch(() => undefined)
        if (answer.status === 200 && body) expect(Buffer.from(body).equals(text)).toBe(true)
        await fresh.stop()
        await change(row, row.content)
      }
    }
    await expectWhole(place)
  },
)
