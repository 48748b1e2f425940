import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'
import {
  chunksOf,
  commitXet,
  connect,
  fileOf,
  makeXorb,
  publish,
  shardOf,
  type TestXorb,
  termOf,
  Xet,
  xetToken,
} from '../support/xet.js'

/** Tokens and addresses are worth what their holder may do now, in one repo. */
let hub: TestHub
let a: string
let b: string

beforeAll(async () => {
  hub = await startHub()
  a = await hub.user('alice')
  b = await hub.user('bob')
  await hub.org('lab', { alice: 'admin', bob: 'write' })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

/** A repo of lab with one file. */
async function repoWithFile(
  name: string,
  visibility: 'public' | 'private' = 'private',
  chunks = chunksOf(name, 4),
) {
  await newRepo(hub, a, name, visibility, 'lab')
  const repo = `lab/${name}`
  return { repo, ...(await publish(hub, repo, a, 'x.bin', chunks)) }
}
const settings = async (repo: string, body: object) => {
  const path = `/api/datasets/${repo}/settings`
  const answer = await hub.call(path, { method: 'PUT', token: a, body: JSON.stringify(body) })
  expect(answer.status).toBe(200)
}
async function fetchAddress(xet: Xet, hex: string): Promise<string> {
  const [entry] = Object.values((await xet.plan(hex)).fetch_info).flat()
  return entry?.url ?? ''
}
/** What every route answers to a token. */
async function statuses(xet: Xet, { hex, xorb }: { hex: string; xorb: TestXorb }): Promise<number[]> {
  const head = { method: 'HEAD' }
  const answers = [
    await xet.reconstruction(hex, 1),
    await xet.reconstruction(hex, 2),
    await xet.call(`/v1/reconstructions?file_id=${hex}`),
    await xet.call('/v1/reconstructions', { method: 'POST', body: JSON.stringify([hex]) }),
    await xet.call(`/v1/chunks/default/${hex}`),
    await xet.call(`/v1/files/${hex}`, head),
    await xet.call(`/v1/xorbs/default/${xorb.hex}`, head),
    await xet.call('/v1/telemetry', { method: 'POST', body: '{}' }),
    await xet.sendXorb(xorb),
    await xet.sendShard(shardOf({ files: [] })),
    await xet.sendShard(shardOf({ files: [] }), '/v2/shards'),
  ]
  return answers.map((answer) => answer.status)
}
const expectAll = async (xet: Xet, what: { hex: string; xorb: TestXorb }, allowed: number[]) => {
  for (const status of await statuses(xet, what)) expect(allowed).toContain(status)
}

test('a hub token opens no xet route, and a xet token no route of the hub', async () => {
  const { repo, file, xorb } = await repoWithFile('separate')
  const xet = await connect(hub, repo, a)
  const what = { hex: file.hex, xorb }
  await expectAll(xet, what, [200, 404])
  for (const token of [a, `xet_${a}`, undefined]) await expectAll(new Xet(xet.url, token), what, [401])
  const paths = [
    '/api/whoami-v2',
    `/api/datasets/${repo}`,
    `/api/datasets/${repo}/tree/main`,
    `/api/datasets/${repo}/xet-write-token/main`,
    `/datasets/${repo}/resolve/main/x.bin`,
  ]
  for (const path of paths)
    for (const token of [xet.token ?? '', `hf_${xet.token}`])
      expect([path, (await hub.call(path, { token })).status]).toEqual([path, 401])
  expect((await commitXet(hub, repo, xet.token ?? '', { y: file })).status).toBe(401)
})

test('a token of one repo does nothing for another of the same user', async () => {
  const { repo: vault, file } = await repoWithFile('vault')
  const { repo: open } = await repoWithFile('open', 'public', chunksOf('vault', 4))
  const inOpen = await connect(hub, open, a)
  const extra = makeXorb(chunksOf('only in the vault', 3))
  const secret = fileOf([termOf(extra)])
  const inVault = await connect(hub, vault, a)
  await inVault.send([secret], [extra])
  await commitXet(hub, vault, a, { 'y.bin': secret })
  for (const version of [1, 2] as const)
    expect((await inOpen.reconstruction(secret.hex, version)).status).toBe(404)
  expect((await inVault.read(secret.hex)).equals(secret.bytes)).toBe(true)
  // the same content is in both: it is the repo that counts, not the bytes
  expect((await inOpen.read(file.hex)).equals(file.bytes)).toBe(true)

  // and what is sent to one cannot be committed to the other
  const own = makeXorb(chunksOf('sent to open', 3))
  const sent = fileOf([termOf(own)])
  await inOpen.send([sent], [own])
  expect((await inVault.reconstruction(sent.hex)).status).toBe(404)
  expect((await commitXet(hub, vault, a, { z: sent })).headers.get('x-error-code')).toBe('UnknownBlob')
  expect((await commitXet(hub, open, a, { z: sent })).status).toBe(200)
})

test('a token to read writes nothing, and a reader gets no token to write', async () => {
  const { repo, file, xorb } = await repoWithFile('reading')
  const read = await connect(hub, repo, a, 'read')
  expect((await read.read(file.hex)).equals(file.bytes)).toBe(true)
  expect((await read.sendXorb(xorb)).status).toBe(403)
  for (const route of ['/v1/shards', '/shards', '/v2/shards'])
    expect((await read.sendShard(shardOf({ files: [file] }), route)).status).toBe(403)
  const { accounts } = hub.app.services
  const weak = await accounts.createToken('bob', { name: 'weak', scope: { role: 'read' }, expiresAt: null })
  expect((await xetToken(hub, repo, weak, 'write')).status).toBe(403)
  expect((await xetToken(hub, repo, weak, 'read')).status).toBe(200)
  expect((await xetToken(hub, repo, await hub.user('carol'), 'read')).status).toBe(404)
  expect((await xetToken(hub, repo, undefined, 'read')).status).toBe(401)
})

test('a token that is limited to one repo cannot use chunks of the others of its user', async () => {
  const { xorb, file } = await repoWithFile('wide')
  await newRepo(hub, a, 'narrow', 'private', 'lab')
  const scope = { role: 'fineGrained' as const, grants: [{ entity: 'lab/narrow', role: 'write' as const }] }
  const { accounts } = hub.app.services
  const limited = await accounts.createToken('alice', { name: 'limited', scope, expiresAt: null })
  const narrow = await connect(hub, 'lab/narrow', limited)
  expect((await narrow.sendShard(shardOf({ files: [file] }))).status).toBe(400)
  expect((await narrow.call(`/v1/xorbs/default/${xorb.hex}`, { method: 'HEAD' })).status).toBe(404)
  const full = await connect(hub, 'lab/narrow', a)
  expect((await full.sendShard(shardOf({ files: [file] }))).status).toBe(200)
})

test('when the token behind it is revoked or ends, a xet token and its addresses end too', async () => {
  const { repo, file, xorb } = await repoWithFile('revoked')
  const { accounts } = hub.app.services
  const fields = { name: 'short', scope: { role: 'write' as const }, expiresAt: null }
  const xet = await connect(hub, repo, await accounts.createToken('bob', fields))
  const address = await fetchAddress(xet, file.hex)
  expect((await fetch(address)).status).toBe(206)
  await accounts.revokeToken('bob', 'short')
  await expectAll(xet, { hex: file.hex, xorb }, [401, 403])
  expect((await fetch(address)).status).toBe(403)

  const soon = { ...fields, name: 'soon', expiresAt: new Date(Date.now() + 3_600_000) }
  const later = await connect(hub, repo, await accounts.createToken('bob', soon))
  const other = await fetchAddress(later, file.hex)
  expect((await fetch(other)).status).toBe(206)
  await onDatabase(
    hub,
    "update access_tokens set expires_at = now() - interval '1 second' where name = 'soon'",
    [],
  )
  await expectAll(later, { hex: file.hex, xorb }, [401, 403])
  expect((await fetch(other)).status).toBe(403)
})

test('who loses the role loses what was given before', async () => {
  const { repo, file, xorb } = await repoWithFile('role')
  const { accounts } = hub.app.services
  const xet = await connect(hub, repo, b)
  const address = await fetchAddress(xet, file.hex)
  await accounts.setRole('lab', 'bob', 'read')
  expect((await xet.sendXorb(xorb)).status).toBe(403)
  expect((await xet.sendShard(shardOf({ files: [file] }))).status).toBe(403)
  expect((await xet.reconstruction(file.hex)).status).toBe(200)
  await accounts.setRole('lab', 'bob', null)
  await expectAll(xet, { hex: file.hex, xorb }, [401, 403, 404])
  expect((await xet.reconstruction(file.hex)).status).not.toBe(200)
  expect((await fetch(address)).status).toBe(403)
  await accounts.setRole('lab', 'bob', 'write')
  expect((await fetch(address)).status).toBe(206)
})

test('who lost the role cannot use the chunks in a repo of their own', async () => {
  const { file, xorb } = await repoWithFile('lost')
  const { accounts } = hub.app.services
  await newRepo(hub, b, 'mine')
  const mine = await connect(hub, 'bob/mine', b)
  const shard = shardOf({ files: [file] })
  expect((await mine.sendShard(shard)).status).toBe(200)
  await accounts.setRole('lab', 'bob', null)
  // none of the repos where the xorb is can be read by bob now, except what he registered himself
  expect((await mine.sendShard(shardOf({ files: [fileOf([termOf(xorb, 1)])] }))).status).toBe(400)
  expect((await mine.call(`/v1/xorbs/default/${xorb.hex}`, { method: 'HEAD' })).status).toBe(404)
  await accounts.setRole('lab', 'bob', 'write')
})

test('when a repo turns private, anonymous tokens and addresses end', async () => {
  const { repo, file, xorb } = await repoWithFile('closing', 'public')
  const anyone = await connect(hub, repo, undefined, 'read')
  const address = await fetchAddress(anyone, file.hex)
  expect((await fetch(address)).status).toBe(206)
  await settings(repo, { visibility: 'private' })
  await expectAll(anyone, { hex: file.hex, xorb }, [401, 403, 404])
  expect((await anyone.reconstruction(file.hex)).status).not.toBe(200)
  // 403 and nothing else makes clients ask for a new address
  expect((await fetch(address)).status).toBe(403)
})

test('a gated repo gives chunks to nobody who may not download it', async () => {
  const chunks = chunksOf('gated', 4)
  await newRepo(hub, a, 'gated', 'public', 'lab')
  const { file, xorb } = await publish(hub, 'lab/gated', a, 'x.bin', chunks)
  const c = await hub.user('dora')
  await newRepo(hub, c, 'own')
  const before = await connect(hub, 'lab/gated', c, 'read')
  const anyone = await connect(hub, 'lab/gated', undefined, 'read')
  const addresses = [await fetchAddress(before, file.hex), await fetchAddress(anyone, file.hex)]
  const own = await connect(hub, 'dora/own', c)
  const first = Buffer.from(xorb.index.hash(0)).swap64().toString('hex')
  expect((await own.call(`/v1/chunks/default/${first}`)).status).toBe(200)

  await settings('lab/gated', { gated: 'auto' })
  expect((await xetToken(hub, 'lab/gated', c, 'read')).status).toBe(403)
  expect((await xetToken(hub, 'lab/gated', undefined, 'read')).status).toBe(401)
  expect((await before.reconstruction(file.hex)).status).toBe(403)
  expect((await anyone.reconstruction(file.hex)).status).toBe(401)
  for (const address of addresses) expect((await fetch(address)).status).toBe(403)
  expect((await own.call(`/v1/chunks/default/${first}`)).status).toBe(404)
  expect((await own.sendShard(shardOf({ files: [file] }))).status).toBe(400)
  const member = await connect(hub, 'lab/gated', a, 'read')
  expect((await member.read(file.hex)).equals(file.bytes)).toBe(true)
})

test('a repo that is disabled or deleted gives nothing at old addresses', async () => {
  const { repo, file } = await repoWithFile('gone')
  const xet = await connect(hub, repo, b)
  const address = await fetchAddress(xet, file.hex)
  await onDatabase(hub, "update repos set disabled = true where name = 'gone'", [])
  expect((await fetch(address)).status).toBe(403)
  expect((await xet.reconstruction(file.hex)).status).toBe(403)
  await onDatabase(hub, "update repos set disabled = false where name = 'gone'", [])
  expect((await fetch(address)).status).toBe(206)
  const body = JSON.stringify({ name: 'gone', organization: 'lab', type: 'dataset' })
  expect((await hub.call('/api/repos/delete', { method: 'DELETE', token: a, body })).status).toBe(200)
  expect((await fetch(address)).status).toBe(403)
  expect((await xet.reconstruction(file.hex)).status).not.toBe(200)
})

test('an address that has expired stays expired, however often it is sent', async () => {
  const { repo, file } = await repoWithFile('replay')
  const address = await fetchAddress(await connect(hub, repo, b), file.hex)
  const start = Date.now()
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    vi.setSystemTime(start + 24 * 3_600_000)
    const answers = await Promise.all(Array.from({ length: 5 }, () => fetch(address)))
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403, 403, 403])
  } finally {
    vi.useRealTimers()
  }
})
