import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { commitTo, type Send, sender } from '../support/attack.js'
import { file, startHub, type TestHub } from '../support/hub.js'
import { lfsAddress, lfsBytes, lfsFile, newRepo, put, sendLfs } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'

/** Published weaknesses of signed requests, keys and tokens, tried on signed addresses, xet tokens and hub tokens. */
let hub: TestHub
let send: Send
let owner: string
const OBJECT = lfsBytes('signed for')
const JSON_TYPE = { 'content-type': 'application/json' }
beforeAll(async () => {
  hub = await startHub()
  send = sender(hub)
  owner = await hub.user('owner')
  await newRepo(hub, owner, 'data', 'private')
  await sendLfs(hub, 'owner/data', owner, OBJECT)
  await commitTo(send, 'owner/data', owner, lfsFile('data.bin', OBJECT), file('note.txt', 'a note'))
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const download = async () => (await lfsAddress(hub, 'owner/data', owner, 'download', OBJECT)) ?? ''
const upload = async (content: string) =>
  (await lfsAddress(hub, 'owner/data', owner, 'upload', lfsBytes(content))) ?? ''
const xetToken = async (right: 'read' | 'write' = 'read') =>
  (await send('GET', `/api/datasets/owner/data/xet-${right}-token/main`, owner)).json
const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
/** A chunk that is not there: 404 tells a token that was taken, 401 one that was not. */
const askXet = async (token: string, casUrl: string) => {
  const url = `${casUrl}/v1/chunks/default/${'0'.repeat(64)}`
  return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status
}

test('lakeFS CVE-2025-68671: the time of a signature is checked, and cannot be written anew', async () => {
  const address = await download()
  const token = await xetToken()
  expect((await fetch(address)).status).toBe(200)
  expect(await askXet(token.accessToken, token.casUrl)).toBe(404)
  const later = new URL(address)
  later.searchParams.set('exp', '99999999999')
  expect((await fetch(later)).status).toBe(403)
  const values = new URLSearchParams(Buffer.from(token.accessToken.slice(4), 'base64url').toString())
  values.set('exp', '99999999999')
  expect(await askXet(`xet_${base64(String(values))}`, token.casUrl)).toBe(401)
  vi.useFakeTimers({ now: Date.now() + 13 * 3600_000, toFake: ['Date'] })
  try {
    expect((await fetch(address)).status).toBe(403)
    expect(await askXet(token.accessToken, token.casUrl)).toBe(401)
  } finally {
    vi.useRealTimers()
  }
})

test('MinIO CVE-2025-31489: a known key name with any signature writes nothing', async () => {
  const right = await upload('first bytes')
  for (const sig of ['', 'x', 'A'.repeat(43)]) {
    const wrong = new URL(right)
    wrong.searchParams.set('sig', sig)
    const headers = {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-trailer': 'x-amz-checksum-crc32c',
    }
    expect((await fetch(wrong, { method: 'PUT', body: 'first bytes', headers })).status).toBe(403)
  }
  expect((await put(right, Buffer.from('first bytes'))).status).toBe(200)
})

test('MinIO CVE-2026-40344: no special header leads to a door that forgets the signature', async () => {
  const right = await upload('second bytes')
  const bare = right.replace(/\?.*/, '')
  const credential =
    'AWS4-HMAC-SHA256 Credential=owner/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0'
  for (const headers of [
    { authorization: credential, 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
    { 'x-amz-meta-snowball-auto-extract': 'true' },
    { 'content-type': 'application/x-tar' },
  ] as Record<string, string>[])
    expect((await fetch(bare, { method: 'PUT', body: 'second bytes', headers })).status).toBe(403)
  expect((await put(right, Buffer.from('second bytes'))).status).toBe(200)
})

test('MinIO CVE-2026-41145: values in the query are no signature, whatever else is sent', async () => {
  const right = await upload('third bytes')
  const unsigned = new URL(right)
  unsigned.searchParams.delete('sig')
  expect((await put(unsigned.href, Buffer.from('third bytes'))).status).toBe(403)
  // nor does a good token stand in for it: rights are those of the address
  const asOwner = { method: 'PUT', body: 'third bytes', headers: { authorization: `Bearer ${owner}` } }
  expect((await fetch(unsigned, asOwner)).status).toBe(403)
  const twice = `${right}&sig=${new URL(right).searchParams.get('sig')}`
  expect((await put(twice.replace(/sig=[^&]+/, 'sig=x'), Buffer.from('third bytes'))).status).toBe(403)
  expect((await put(right, Buffer.from('third bytes'))).status).toBe(200)
})

test('MinIO GHSA-jjjj-jwhf-8rgr: a key that may little makes no key that may more', async () => {
  const scope = { role: 'read' as const }
  const reads = await hub.app.services.accounts.createToken('owner', {
    name: 'reads',
    scope,
    expiresAt: null,
  })
  expect((await send('GET', '/api/datasets/owner/data/xet-write-token/main', reads)).status).toBe(403)
  const batch = { operation: 'upload', objects: [{ oid: OBJECT.oid, size: OBJECT.size }] }
  expect((await send('POST', '/datasets/owner/data.git/info/lfs/objects/batch', reads, batch)).status).toBe(
    403,
  )
  const read = await send('GET', '/api/datasets/owner/data/xet-read-token/main', reads)
  expect(read.status).toBe(200)
  const { accessToken, casUrl } = read.json
  const posted = await fetch(`${casUrl}/v1/shards`, {
    method: 'POST',
    body: 'x',
    headers: { authorization: `Bearer ${accessToken}` },
  })
  expect(posted.status).toBe(403)
  expect((await send('GET', '/api/datasets/owner/data/xet-write-token/main', owner)).status).toBe(200)
})

test('lakeFS GHSA-hh33-46q4-hwm2: a new user of a deleted one’s name inherits no key, no role and no approval', async () => {
  const old = await hub.user('namesake')
  await hub.org('team', { owner: 'admin', namesake: 'write' })
  await newRepo(hub, owner, 'plans', 'private', 'team')
  const read = (token: string) => send('GET', '/api/datasets/team/plans', token)
  expect((await read(old)).status).toBe(200)
  await onDatabase(hub, "delete from namespaces where name = 'namesake'", [])
  const fresh = await hub.user('namesake')
  expect((await read(old)).status).toBe(401)
  expect((await read(fresh)).status).toBe(404)
  expect((await send('GET', '/api/whoami-v2', fresh)).json).toMatchObject({ name: 'namesake', orgs: [] })
})

test('lakeFS GHSA-4rgc-5g6r-2rjf: no secret is in an error, an event or a row', async () => {
  const token = `dbelt_${'canary'.repeat(6)}`
  const address = await download()
  const sig = new URL(address).searchParams.get('sig') ?? '-'
  const wrong = [
    await send('GET', '/api/datasets/owner/data', token),
    await send('POST', '/api/datasets/owner/data/discussions', owner, { title: 1, token }),
    await send('GET', `/nothing/of/the/kind?token=${token}`, owner),
    await send('GET', `${new URL(address).pathname}?sig=${sig}`),
  ]
  for (const { status, text, headers } of wrong) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(text + JSON.stringify([...headers])).not.toMatch(new RegExp(`${token}|${sig}`))
  }
  const { rows } = await onDatabase(hub, "select string_agg(e::text, '') as all from events e", [])
  expect(rows[0].all).not.toContain(owner)
  expect((await fetch(address)).status).toBe(200)
})

test('lakeFS GHSA-m836-gxwq-j2pm: one object’s address copies or reads no other path', async () => {
  const other = lfsBytes('of another repo')
  await newRepo(hub, owner, 'other', 'private')
  await sendLfs(hub, 'owner/other', owner, other)
  await commitTo(send, 'owner/other', owner, lfsFile('x.bin', other))
  const address = await download()
  for (const path of [other.oid, `${OBJECT.oid}/../${other.oid}`, `..%2f${other.oid}`, `${OBJECT.oid}%00`])
    expect([400, 403, 404]).toContain((await fetch(address.replace(OBJECT.oid, path))).status)
  expect((await fetch(address)).status).toBe(200)
})

test('lakeFS GHSA-fvv5-h29g-f6w5: a copy inside a commit takes from no other repo', async () => {
  const id = (await send('GET', '/api/datasets/owner/data', owner)).json.sha
  const stranger = await hub.user('stranger')
  await newRepo(hub, stranger, 'copies')
  for (const value of [
    { path: 'x', srcPath: '../../owner/data/note.txt', srcRevision: id },
    { path: 'x', srcPath: 'note.txt', srcRevision: id, srcRepo: 'owner/data' },
    { path: 'x', srcPath: 'note.txt', srcRevision: id },
  ]) {
    const body = [
      { key: 'header', value: { summary: 'c' } },
      { key: 'copyFile', value },
    ].map((line) => JSON.stringify(line))
    const answer = await send('POST', '/api/datasets/stranger/copies/commit/main', stranger, body.join('\n'))
    expect([400, 404], answer.text).toContain(answer.status)
  }
  expect((await send('GET', '/datasets/stranger/copies/resolve/main/x')).status).toBe(404)
  await commitTo(send, 'stranger/copies', stranger, file('x', 'own'))
  expect((await send('GET', '/datasets/stranger/copies/resolve/main/x')).text).toBe('own')
})

test('lakeFS CVE-2025-27100: a body over the limit is refused before it is kept', async () => {
  const most = 40 * 1024 * 1024
  const body = JSON.stringify({ title: 'A question', description: 'x'.repeat(most) })
  expect(await send('POST', '/api/datasets/owner/data/discussions', owner, body, JSON_TYPE)).toMatchObject({
    status: 413,
    code: 'PayloadTooLarge',
  })
  const asked = { title: 'A question', description: 'x'.repeat(60_000) }
  expect((await send('POST', '/api/datasets/owner/data/discussions', owner, asked)).status).toBe(200)
})

test('lakeFS GHSA-h238-5mwf-8xw8: how much there is is not for everybody', async () => {
  const stranger = await hub.user('looks')
  for (const token of [undefined, stranger]) {
    const status = token ? 404 : 401
    expect((await send('GET', '/api/datasets/owner/data/storage', token)).status).toBe(status)
    expect((await send('GET', '/api/datasets/owner/data?expand=usedStorage', token)).status).toBe(status)
    expect((await send('GET', '/metrics', token)).status).toBe(404)
    expect((await send('GET', '/api/users/owner/overview', token)).json).toMatchObject({ numDatasets: 0 })
  }
  expect((await send('GET', '/api/datasets/owner/data/storage', owner)).status).toBe(200)
  expect((await send('GET', '/api/users/owner/overview', owner)).json.numDatasets).toBeGreaterThan(0)
})

/** What a forger can make without the key. */
const jwt = (header: object, payload: object, key?: string) => {
  const signed = `${base64(header)}.${base64(payload)}`
  return `${signed}.${key === undefined ? '' : createHmac('sha256', key).update(signed).digest('base64url')}`
}
const CLAIMS = { sub: 'owner', name: 'owner', isAdmin: true, role: 'write', exp: 99999999999 }
const forgedXet = async (key: string | Buffer) => {
  const { accessToken, casUrl } = await xetToken('write')
  const values = new URLSearchParams(Buffer.from(accessToken.slice(4), 'base64url').toString())
  values.delete('sig')
  values.sort()
  values.append('sig', createHmac('sha256', key).update(`XET\n\n${values}`).digest('base64url'))
  return { forged: `xet_${base64(String(values))}`, accessToken, casUrl }
}

test('distribution CVE-2025-24976: a key that the forger brings along proves nothing', async () => {
  const { forged, accessToken, casUrl } = await forgedXet('the key of the forger')
  expect(await askXet(forged, casUrl)).toBe(401)
  const header = { alg: 'HS256', kid: '1', jwk: { kty: 'oct', k: base64('the key of the forger') } }
  expect((await send('GET', '/api/whoami-v2', jwt(header, CLAIMS, 'the key of the forger'))).status).toBe(401)
  expect(await askXet(accessToken, casUrl)).toBe(404)
})

test('jsonwebtoken CVE-2022-23540: a token without a signature is none', async () => {
  for (const alg of ['none', 'None', 'nOnE', '']) {
    for (const token of [jwt({ alg }, CLAIMS), `hf_${jwt({ alg }, CLAIMS)}`, `xet_${jwt({ alg }, CLAIMS)}`])
      expect((await send('GET', '/api/whoami-v2', token)).status, alg).toBe(401)
  }
  const { accessToken, casUrl } = await xetToken()
  const values = new URLSearchParams(Buffer.from(accessToken.slice(4), 'base64url').toString())
  for (const sig of [undefined, '', 'none']) {
    values.delete('sig')
    if (sig !== undefined) values.set('sig', sig)
    expect(await askXet(`xet_${base64(String(values))}`, casUrl)).toBe(401)
  }
  expect((await send('GET', '/api/whoami-v2', owner)).status).toBe(200)
})

test('Hono CVE-2026-22818: an algorithm that the token chooses is not followed', async () => {
  for (const header of [
    { alg: 'HS256' },
    { alg: 'RS256' },
    { alg: 'HS256', jku: 'http://127.0.0.1:1/keys' },
    { kid: '1' },
  ])
    expect((await send('GET', '/api/whoami-v2', jwt(header, CLAIMS, ''))).status).toBe(401)
  const { forged, accessToken, casUrl } = await forgedXet('')
  expect(await askXet(forged, casUrl)).toBe(401)
  expect(await askXet(accessToken, casUrl)).toBe(404)
})

test('fast-jwt CVE-2023-48223: nothing that is public serves as the key', async () => {
  const { casUrl } = await xetToken()
  const instance = casUrl.split('/').at(-1)
  for (const key of [instance, Buffer.from(instance, 'hex'), owner, 'databelt', hub.url]) {
    const { forged, accessToken } = await forgedXet(key)
    expect(await askXet(forged, casUrl)).toBe(401)
    expect(await askXet(accessToken, casUrl)).toBe(404)
  }
})

test('jws CVE-2025-65945: values inside a token choose no key and no other signature', async () => {
  const { accessToken, casUrl } = await xetToken()
  const values = new URLSearchParams(Buffer.from(accessToken.slice(4), 'base64url').toString())
  for (const [name, value] of [
    ['key', 'x'],
    ['by', ''],
    ['repo', '2'],
    ['right', 'write'],
    ['secret', ''],
  ] as const) {
    const changed = new URLSearchParams(values)
    changed.set(name, value)
    expect(await askXet(`xet_${base64(String(changed))}`, casUrl), name).toBe(401)
  }
  // a signature of one kind of thing is none of another
  const query = new URL(await download()).search.slice(1)
  expect(await askXet(`xet_${base64(query)}`, casUrl)).toBe(401)
  expect((await fetch(`${(await download()).replace(/\?.*/, '')}?${values}`)).status).toBe(403)
  expect(await askXet(accessToken, casUrl)).toBe(404)
})
