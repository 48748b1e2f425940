import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { lfsAddress, lfsBatch, lfsBytes, lfsFile, newRepo, put, sendLfs } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
let a: string
let w: string
const OBJECT = lfsBytes('bytes of a private repo')
const OTHER = lfsBytes('other bytes')

beforeAll(async () => {
  hub = await startHub()
  a = await hub.user('alice')
  w = await hub.user('walter')
  await hub.org('lab', { alice: 'admin', walter: 'write' })
  for (const name of ['one', 'two']) {
    await newRepo(hub, a, name, 'private', 'lab')
    for (const object of name === 'one' ? [OBJECT, OTHER] : [OTHER]) {
      await sendLfs(hub, `lab/${name}`, a, object)
      const body = commitBody('c', [lfsFile(`${object.size}.bin`, object)])
      const answer = await hub.call(`/api/datasets/lab/${name}/commit/main`, {
        method: 'POST',
        token: a,
        body,
      })
      expect(answer.status).toBe(200)
    }
  }
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const download = async (token = w) => (await lfsAddress(hub, 'lab/one', token, 'download', OBJECT)) ?? ''
const upload = async (token = w, content = 'new bytes') =>
  (await lfsAddress(hub, 'lab/one', token, 'upload', lfsBytes(content))) ?? ''
const get = async (address: string, method = 'GET') => {
  const answer = await fetch(address, { method })
  return [answer.status, answer.headers.get('x-error-code')]
}
const REFUSED = [403, 'BadSignature']
const changed = (address: string, change: (url: URL) => void) => {
  const url = new URL(address)
  change(url)
  return url.href
}
const repoId = async (name: string) =>
  String((await onDatabase(hub, 'select id from repos where name = $1', [name])).rows[0].id)

test('a signed address needs no token and gives the bytes', async () => {
  const answer = await fetch(await download())
  expect([answer.status, await answer.text()]).toEqual([200, OBJECT.bytes.toString()])
  expect(answer.headers.get('content-type')).toBe('application/octet-stream')
})

test('an address of one object does not open another', async () => {
  expect(await get((await download()).replace(OBJECT.oid, OTHER.oid))).toEqual(REFUSED)
})

const by = (address: string | undefined) => new URL(address ?? '').searchParams.get('by') ?? ''

test('GHSA-m836-gxwq-j2pm: an address of one repo does not open another', async () => {
  const two = by((await lfsAddress(hub, 'lab/two', w, 'download', OTHER)) ?? '')
  expect(await get(changed(await download(), (url) => url.searchParams.set('by', two)))).toEqual(REFUSED)
  expect(await get(`${await download()}&by=${two}`)).toEqual(REFUSED)
})

test('an address cannot be made another user’s', async () => {
  const alices = by(await download(a))
  expect(await get(changed(await download(w), (url) => url.searchParams.set('by', alices)))).toEqual(REFUSED)
})

test('addresses tell nothing of how many repos, tokens and tables there are', async () => {
  const ids = await onDatabase(
    hub,
    `select nextval(pg_get_serial_sequence('repos', 'id')), setval(pg_get_serial_sequence('repos', 'id'), 7000001),
            setval(pg_get_serial_sequence('access_tokens', 'id'), 8000001)`,
    [],
  )
  expect(ids.rows).toHaveLength(1)
  const late = await hub.user('late')
  await newRepo(hub, late, 'numbered')
  await sendLfs(hub, 'late/numbered', late, OTHER)
  const body = commitBody('c', [lfsFile('x.bin', OTHER), file('data.csv', 'id\n1\n')])
  await hub.call('/api/datasets/late/numbered/commit/main', { method: 'POST', token: late, body })
  expect(await repoId('numbered')).toMatch(/^70000\d\d$/)
  const href = (await lfsAddress(hub, 'late/numbered', late, 'download', OTHER)) ?? ''
  const xet = await hub.call('/api/datasets/late/numbered/xet-read-token/main', { token: late })
  const { accessToken } = (await xet.json()) as { accessToken: string }
  const token = Buffer.from(accessToken.slice('xet_'.length), 'base64url').toString()
  for (const text of [href, token]) {
    expect(text).not.toMatch(/[78]0000\d\d/)
    expect(
      Buffer.from(new URLSearchParams(text.split('?').at(-1)).get('by') ?? '', 'base64url'),
    ).toHaveLength(80)
  }
  expect((await get(href))[0]).toBe(200)
  // as long, so that the length tells nothing, and the same each time for caches
  expect(by(href)).toHaveLength(by(await download()).length)
  expect(by(await download())).toBe(by(await download()))
})

test('an address to read does not write, and one to write does not read', async () => {
  expect((await put(await download(), OBJECT.bytes)).status).toBe(403)
  expect(await get(await upload())).toEqual(REFUSED)
  expect(await get(await upload(), 'DELETE')).toEqual([404, 'RouteNotFound'])
})

test('CVE-2025-31489: no signature, an empty one and one of another length are all refused', async () => {
  const address = await download()
  for (const sig of [undefined, '', 'x', 'A'.repeat(43), 'A'.repeat(10_000)]) {
    const other = changed(address, (url) =>
      sig === undefined ? url.searchParams.delete('sig') : url.searchParams.set('sig', sig),
    )
    expect(await get(other)).toEqual(REFUSED)
  }
  expect(await get(`${hub.url}/api/lfs/objects/${OBJECT.oid}`)).toEqual(REFUSED)
})

test('an upload address takes the announced size only', async () => {
  const address = changed(await upload(w, 'abc'), (url) => url.searchParams.set('size', '5'))
  expect((await put(address, Buffer.from('abcde'))).status).toBe(403)
})

test('CVE-2025-68671: an address that has expired is refused', async () => {
  const address = await download()
  const put = await upload()
  const soon = Date.now()
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    vi.setSystemTime(soon + 3590 * 1000)
    expect((await get(address))[0]).toBe(200)
    vi.setSystemTime(soon + 3601 * 1000)
    expect(await get(address)).toEqual(REFUSED)
    vi.setSystemTime(soon + 12 * 3601 * 1000)
    expect((await fetch(put, { method: 'PUT', body: 'new bytes' })).status).toBe(403)
  } finally {
    vi.useRealTimers()
  }
})

test('a read token gets no address to write, and a token of another namespace none at all', async () => {
  const { accounts } = hub.app.services
  const read = await accounts.createToken('walter', { name: 'r', scope: { role: 'read' }, expiresAt: null })
  const batch = await lfsBatch(hub, 'lab/one', read, { operation: 'upload', objects: [lfsBytes('z')] })
  expect(batch.status).toBe(403)
  const scope = { role: 'fineGrained' as const, grants: [{ entity: 'walter', role: 'admin' as const }] }
  const elsewhere = await accounts.createToken('walter', { name: 'f', scope, expiresAt: null })
  const other = await lfsBatch(hub, 'lab/one', elsewhere, { operation: 'download', objects: [OBJECT] })
  expect([other.status, other.headers.get('x-error-code')]).toEqual([404, 'RepoNotFound'])
})

test('CVE-2026-20800: a user who lost the right cannot use the addresses got before', async () => {
  const [read, write] = [await download(), await upload()]
  const { accounts } = hub.app.services
  await accounts.setRole('lab', 'walter', 'read')
  expect((await get(read))[0]).toBe(200)
  expect((await put(write, Buffer.from('new bytes'))).status).toBe(403)
  await accounts.setRole('lab', 'walter', null)
  expect(await get(read)).toEqual([403, 'BadSignature'])
  expect((await put(write, Buffer.from('new bytes'))).status).toBe(403)
  await accounts.setRole('lab', 'walter', 'write')
  expect((await get(read))[0]).toBe(200)
})

test('an address of a repo that is disabled gives nothing', async () => {
  const read = await download()
  await onDatabase(hub, "update repos set disabled = true where name = 'one'", [])
  expect((await get(read))[0]).toBe(403)
  await onDatabase(hub, "update repos set disabled = false where name = 'one'", [])
})

test('an anonymous address of a public repo ends when the repo turns private', async () => {
  await newRepo(hub, a, 'open')
  await sendLfs(hub, 'alice/open', a, OTHER)
  const body = commitBody('c', [lfsFile('x.bin', OTHER)])
  await hub.call('/api/datasets/alice/open/commit/main', { method: 'POST', token: a, body })
  const address = (await lfsAddress(hub, 'alice/open', undefined, 'download', OTHER)) ?? ''
  expect((await get(address))[0]).toBe(200)
  const settings = JSON.stringify({ visibility: 'private' })
  await hub.call('/api/datasets/alice/open/settings', { method: 'PUT', token: a, body: settings })
  expect(await get(address)).toEqual([403, 'BadSignature'])
})

test('who lost a repo does not learn its new name from an old address', async () => {
  const read = await download()
  const { accounts } = hub.app.services
  await accounts.setRole('lab', 'walter', null)
  const body = JSON.stringify({ fromRepo: 'lab/one', toRepo: 'lab/renamed-secret', type: 'dataset' })
  await hub.call('/api/repos/move', { method: 'POST', token: a, body })
  expect(await (await fetch(read)).text()).not.toContain('renamed-secret')
})
