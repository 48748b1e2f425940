import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import {
  type LfsAnswer,
  lfsAddress,
  lfsBatch,
  lfsBytes,
  lfsFile,
  newRepo,
  pointerText,
  put,
  sendLfs,
} from '../support/lfs.js'

/** A knows a secret; B knows its hash and size, and has a repo of his own. */
let hub: TestHub
let a: string
let b: string
const SECRET = lfsBytes('the secret of A, '.repeat(1000))
const UNKNOWN = lfsBytes('nobody ever sent this')

beforeAll(async () => {
  hub = await startHub({ lfsPartBytes: '1MiB' })
  a = await hub.user('alice')
  b = await hub.user('bob')
  await newRepo(hub, a, 'vault', 'private')
  await newRepo(hub, b, 'mine')
  await sendLfs(hub, 'alice/vault', a, SECRET)
  const answer = await commit('alice/vault', a, [lfsFile('secret.bin', SECRET)])
  expect(answer.status).toBe(200)
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const commit = (repo: string, token: string, operations: { key: string; value: unknown }[]) =>
  hub.call(`/api/datasets/${repo}/commit/main`, { method: 'POST', token, body: commitBody('c', operations) })
const batchOf = async (
  operation: 'upload' | 'download',
  object: { oid: string; size: number },
  token = b,
) => {
  const answer = await lfsBatch(hub, 'bob/mine', token, { operation, objects: [object] })
  return JSON.stringify(((await answer.json()) as LfsAnswer).objects).replaceAll(object.oid, 'OID')
}
/** What differs between two answers only by what was asked or when. */
const masked = (text: string) =>
  text.replace(/(exp|sig|size)(=|":)[\w-]+/g, '$1=X').replaceAll(String(SECRET.size), 'SIZE')

test('CVE-2026-28740: the hash of an object of a private repo does not let another user commit it', async () => {
  for (const object of [SECRET, { oid: SECRET.oid }]) {
    const answer = await commit('bob/mine', b, [lfsFile('x.bin', object)])
    expect(answer.status).toBe(400)
    expect(answer.headers.get('x-error-code')).toBe('UnknownBlob')
  }
  expect((await hub.call('/datasets/bob/mine/resolve/main/x.bin', { token: b })).status).toBe(404)
})

test('GHSA-6p9m-q3jp-47h4: a pointer file sent as text is no way around the check', async () => {
  for (const path of ['p.bin', 'p.txt', 'README.md', '.gitattributes']) {
    const answer = await commit('bob/mine', b, [file(path, pointerText(SECRET))])
    expect([path, answer.status, answer.headers.get('x-error-code')]).toEqual([path, 400, 'UnknownBlob'])
  }
})

test('a text that is almost a pointer stays text, and is never turned into the object', async () => {
  const text = pointerText(SECRET).replace('size', 'Size')
  expect((await commit('bob/mine', b, [file('almost.bin', text)])).status).toBe(200)
  expect(await (await hub.call('/datasets/bob/mine/resolve/main/almost.bin', { token: b })).text()).toBe(text)
})

test('PR #38322: "already stored" is never said of an object that is not in this repo', async () => {
  const known = await batchOf('upload', SECRET)
  const unknown = await batchOf('upload', { ...UNKNOWN, size: SECRET.size })
  expect(known).toContain('"upload"')
  expect(masked(known)).toBe(masked(unknown))
})

test('an object of another repo cannot be downloaded through an own one', async () => {
  const known = await batchOf('download', SECRET)
  expect(known).toContain('"code":404')
  expect(known).not.toContain('actions')
  expect(masked(known)).toBe(masked(await batchOf('download', { ...UNKNOWN, size: SECRET.size })))
})

test('an object of another repo is verified for nobody', async () => {
  for (const { oid, size } of [SECRET, UNKNOWN]) {
    const batch = await lfsBatch(hub, 'bob/mine', b, { operation: 'upload', objects: [{ oid, size }] })
    const { href } = ((await batch.json()) as LfsAnswer).objects[0]?.actions?.verify ?? { href: '' }
    const answer = await fetch(href, { method: 'POST', body: JSON.stringify({ oid, size }) })
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([400, 'UnknownBlob'])
  }
})

test('preupload does not say that a file is there because another repo has it', async () => {
  const answer = await hub.call('/api/datasets/bob/mine/preupload/main', {
    method: 'POST',
    token: b,
    body: JSON.stringify({ files: [{ path: 'secret.bin', size: SECRET.size, sample: '' }] }),
  })
  const [row] = ((await answer.json()) as { files: { oid?: string }[] }).files
  expect(row?.oid).toBeUndefined()
})

test('an upload of a known hash must send all of its bytes', async () => {
  const address = (await lfsAddress(hub, 'bob/mine', b, 'upload', SECRET)) ?? ''
  expect((await put(address, Buffer.alloc(0))).status).toBe(400)
  expect((await put(address, SECRET.bytes.subarray(1))).status).toBe(400)
  expect((await put(address, Buffer.alloc(SECRET.size))).headers.get('x-error-code')).toBe('HashMismatch')
  expect((await commit('bob/mine', b, [lfsFile('x.bin', SECRET)])).status).toBe(400)
})

test('CVE-2026-25921: bytes that do not fit their hash never replace those that do', async () => {
  const address = (await lfsAddress(hub, 'bob/mine', b, 'upload', SECRET)) ?? ''
  await put(address, Buffer.alloc(SECRET.size, 1))
  const answer = await hub.call('/datasets/alice/vault/resolve/main/secret.bin', { token: a })
  expect(Buffer.from(await answer.arrayBuffer()).equals(SECRET.bytes)).toBe(true)
})

test('a large object of another repo is not adopted by an upload in parts', async () => {
  const large = lfsBytes(Buffer.alloc(2.5 * 1024 * 1024, 'large secret'))
  await sendLfs(hub, 'alice/vault', a, large)
  expect((await commit('alice/vault', a, [lfsFile('large.bin', large)])).status).toBe(200)
  const answer = await lfsBatch(hub, 'bob/mine', b, {
    operation: 'upload',
    objects: [large],
    transfers: ['multipart'],
  })
  const { transfer, objects } = (await answer.json()) as LfsAnswer
  const upload = objects[0]?.actions?.upload
  expect([transfer, upload?.header?.chunk_size]).toEqual(['multipart', String(1024 * 1024)])
  const finish = async () => (await fetch(upload?.href ?? '', { method: 'POST', body: '{}' })).status
  expect(await finish()).toBe(400)
  const parts = Object.entries(upload?.header ?? {}).filter(([key]) => key !== 'chunk_size')
  expect(parts.map(([key]) => key)).toEqual(['00001', '00002', '00003'])
  await put(parts[0]?.[1] ?? '', large.bytes.subarray(0, 1024 * 1024))
  expect(await finish()).toBe(400)
  expect((await commit('bob/mine', b, [lfsFile('x.bin', large)])).status).toBe(400)

  // and with all parts it is his, because he has them
  for (const [i, [, address]] of parts.entries()) {
    const part = await put(address, large.bytes.subarray(i * 1024 * 1024, (i + 1) * 1024 * 1024))
    expect([part.status, part.headers.get('etag')]).toEqual([200, expect.stringMatching(/^"[0-9a-f]{32}"$/)])
  }
  expect(await finish()).toBe(200)
  expect((await commit('bob/mine', b, [lfsFile('x.bin', large)])).status).toBe(200)
})

test('who sends the bytes may commit them, and is not told that they were there', async () => {
  const address = (await lfsAddress(hub, 'bob/mine', b, 'upload', SECRET)) ?? ''
  expect((await put(address, SECRET.bytes)).status).toBe(200)
  expect((await commit('bob/mine', b, [lfsFile('own.bin', SECRET)])).status).toBe(200)
})

test('what one user sent to a repo, another user of the repo cannot commit', async () => {
  await hub.org('lab', { alice: 'write', bob: 'write' })
  await newRepo(hub, a, 'shared', 'public', 'lab')
  const draft = lfsBytes('a draft of A that she has not committed')
  await sendLfs(hub, 'lab/shared', a, draft)
  expect((await commit('lab/shared', b, [lfsFile('x.bin', draft)])).headers.get('x-error-code')).toBe(
    'UnknownBlob',
  )
  expect((await commit('lab/shared', b, [file('x.bin', pointerText(draft))])).status).toBe(400)
  const download = await lfsBatch(hub, 'lab/shared', b, { operation: 'download', objects: [draft] })
  expect(((await download.json()) as LfsAnswer).objects[0]?.error?.code).toBe(404)
  expect(await lfsAddress(hub, 'lab/shared', b, 'upload', draft)).toContain('/api/lfs/objects/')
  // sent to one repo, it is not in the sender's other repos
  await newRepo(hub, a, 'other')
  expect((await commit('alice/other', a, [lfsFile('x.bin', draft)])).status).toBe(400)
  expect((await commit('lab/shared', a, [lfsFile('x.bin', draft)])).status).toBe(200)
  // and once it is committed, whoever may write there may use it again
  expect((await commit('lab/shared', b, [lfsFile('copy.bin', { oid: draft.oid })])).status).toBe(200)
})

test('an object of a gated repo is not given to those who may not download it', async () => {
  const answer = await hub.call('/api/datasets/alice/vault/settings', {
    method: 'PUT',
    token: a,
    body: JSON.stringify({ visibility: 'public', gated: 'auto' }),
  })
  expect(answer.status).toBe(200)
  const batch = await lfsBatch(hub, 'alice/vault', b, { operation: 'download', objects: [SECRET] })
  expect([batch.status, batch.headers.get('x-error-code')]).toEqual([403, 'GatedRepo'])
  for (const path of ['resolve/main/secret.bin', 'raw/main/secret.bin'])
    expect((await hub.call(`/datasets/alice/vault/${path}`, { token: b })).status).toBe(403)
  expect((await commit('bob/mine', b, [lfsFile('y.bin', lfsBytes('gated only'))])).status).toBe(400)
})
