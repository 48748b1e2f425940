import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitTo, type Send, sender } from '../support/attack.js'
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
import { onDatabase } from '../support/world.js'

/** Published weaknesses of servers that keep large files by their hash, tried here. */
let hub: TestHub
let send: Send
let victim: string
let attacker: string
const SECRET = lfsBytes('the private bytes of the victim')
const LFS = '/datasets/victim/secret.git/info/lfs'
beforeAll(async () => {
  hub = await startHub()
  send = sender(hub)
  victim = await hub.user('victim')
  attacker = await hub.user('attacker')
  await newRepo(hub, victim, 'secret', 'private')
  await newRepo(hub, attacker, 'own')
  await sendLfs(hub, 'victim/secret', victim, SECRET)
  await commitTo(send, 'victim/secret', victim, lfsFile('data.bin', SECRET))
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const commit = (token: string, repo: string, ...operations: Parameters<typeof commitBody>[1]) =>
  send('POST', `/api/datasets/${repo}/commit/main`, token, commitBody('c', operations))
const batchOf = (answer: Response) => answer.json() as Promise<LfsAnswer>
const secretIsWhole = async () => {
  const answer = await send('GET', '/datasets/victim/secret/resolve/main/data.bin', victim)
  expect([answer.status, answer.text]).toEqual([200, SECRET.bytes.toString()])
}

test('Gitea CVE-2026-28740: the id of a private object does not link it to a repo of one’s own', async () => {
  for (const operation of [
    lfsFile('stolen.bin', SECRET),
    lfsFile('stolen.bin', { oid: SECRET.oid }),
    file('stolen.bin', pointerText(SECRET)),
  ])
    expect(await commit(attacker, 'attacker/own', operation)).toMatchObject({
      status: 400,
      code: 'UnknownBlob',
    })
  expect((await send('GET', '/datasets/attacker/own/resolve/main/stolen.bin', attacker)).status).toBe(404)
  // whoever has the bytes may: they send them first
  const own = lfsBytes('bytes of the attacker')
  await sendLfs(hub, 'attacker/own', attacker, own)
  expect((await commit(attacker, 'attacker/own', lfsFile('own.bin', own))).status).toBe(200)
})

test('Gitea PR #38322: an object that is not in this repo is to be uploaded, wherever else it is', async () => {
  const unknown = lfsBytes('bytes that nobody has sent')
  const body = { operation: 'upload' as const, objects: [SECRET, unknown] }
  const { objects } = await batchOf(await lfsBatch(hub, 'attacker/own', attacker, body))
  // the held one is answered as the unknown one is
  expect(objects.map((each) => Object.keys(each.actions ?? {}))).toEqual([
    ['upload', 'verify'],
    ['upload', 'verify'],
  ])
  const own = await batchOf(
    await lfsBatch(hub, 'victim/secret', victim, { operation: 'upload', objects: [SECRET] }),
  )
  expect(own.objects[0]).not.toHaveProperty('actions')
})

test('Gogs GHSA-6p9m-q3jp-47h4: an id is bound to a repo by bytes that hash to it, and by no others', async () => {
  const size = SECRET.size
  const address = (await lfsAddress(hub, 'attacker/own', attacker, 'upload', SECRET)) ?? ''
  expect((await put(address, Buffer.alloc(size, 'x'))).status).toBe(400)
  expect((await put(address, Buffer.alloc(0))).status).toBe(400)
  expect((await commit(attacker, 'attacker/own', lfsFile('bound.bin', SECRET))).code).toBe('UnknownBlob')
  // the right bytes are taken
  const honest = lfsBytes('honest bytes')
  const right = (await lfsAddress(hub, 'attacker/own', attacker, 'upload', honest)) ?? ''
  expect((await put(right, honest.bytes)).status).toBe(200)
  expect((await commit(attacker, 'attacker/own', lfsFile('bound.bin', honest))).status).toBe(200)
})

test('Gogs CVE-2026-25921: an upload to a known id overwrites the bytes of no other repo', async () => {
  const address = (await lfsAddress(hub, 'attacker/own', attacker, 'upload', SECRET)) ?? ''
  const evil = Buffer.from(SECRET.bytes)
  evil[0] = 0
  const answer = await put(address, evil)
  expect(answer.status).toBe(400)
  expect(answer.headers.get('x-error-code')).toBe('HashMismatch')
  await secretIsWhole()
})

test('gitlab-workhorse#197: id and size are not enough to download', async () => {
  const body = { operation: 'download' as const, objects: [SECRET] }
  for (const token of [attacker, undefined]) {
    const direct = await lfsBatch(hub, 'victim/secret', token, body)
    expect([401, 404]).toContain(direct.status)
  }
  const { objects } = await batchOf(await lfsBatch(hub, 'attacker/own', attacker, body))
  expect(objects[0]).toMatchObject({ error: { code: 404 } })
  expect(JSON.stringify(objects)).not.toContain('href')
  const own = (await lfsAddress(hub, 'victim/secret', victim, 'download', SECRET)) ?? ''
  expect(await (await fetch(own)).text()).toBe(SECRET.bytes.toString())
})

test('gitlab#497324: a pointer in a branch or a pull request links no object by its hash', async () => {
  await send('POST', '/api/datasets/attacker/own/branch/side', attacker, {})
  for (const to of ['side', 'main?create_pr=1']) {
    const body = commitBody('c', [lfsFile('linked.bin', SECRET)])
    const answer = await send('POST', `/api/datasets/attacker/own/commit/${to}`, attacker, body)
    expect(answer, to).toMatchObject({ status: 400, code: 'UnknownBlob' })
  }
  // an object that the repo holds is linked again without being sent
  const held = lfsBytes('held by main')
  await sendLfs(hub, 'attacker/own', attacker, held)
  await commitTo(send, 'attacker/own', attacker, lfsFile('held.bin', held))
  const again = commitBody('c', [lfsFile('copy.bin', held)])
  expect((await send('POST', '/api/datasets/attacker/own/commit/side', attacker, again)).status).toBe(200)
})

test('gitlab#19965: what was turned off gives no large file, also at an address from before', async () => {
  const address = (await lfsAddress(hub, 'victim/secret', victim, 'download', SECRET)) ?? ''
  expect((await fetch(address)).status).toBe(200)
  const member = await hub.user('member')
  await hub.org('lab', { victim: 'admin', member: 'write' })
  await newRepo(hub, victim, 'kept', 'private', 'lab')
  await sendLfs(hub, 'lab/kept', victim, SECRET)
  await commitTo(send, 'lab/kept', victim, lfsFile('data.bin', SECRET))
  const theirs = (await lfsAddress(hub, 'lab/kept', member, 'download', SECRET)) ?? ''
  expect((await fetch(theirs)).status).toBe(200)
  await onDatabase(hub, "update repos set disabled = true where name = 'kept'", [])
  const body = { operation: 'download' as const, objects: [SECRET] }
  expect((await lfsBatch(hub, 'lab/kept', member, body)).status).toBe(403)
  expect((await fetch(theirs)).status).toBe(403)
  await onDatabase(hub, "update repos set disabled = false where name = 'kept'", [])
  expect((await fetch(theirs)).status).toBe(200)
})

test('Gitea CVE-2026-58423: a verb that LFS does not have is refused, not let through', async () => {
  const objects = [{ oid: SECRET.oid, size: SECRET.size }]
  for (const operation of ['delete', 'Download', 'DOWNLOAD ', '', null, ['download'], 'download\0'])
    expect((await send('POST', `${LFS}/objects/batch`, victim, { operation, objects })).status).toBe(400)
  for (const rest of [
    '/objects/download',
    `/objects/${SECRET.oid}`,
    `/objects/${SECRET.oid}/x`,
    '/objects',
    '/x',
  ])
    for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
      expect((await send(method, LFS + rest, attacker, method === 'GET' ? undefined : {})).status, rest).toBe(
        404,
      )
  expect(
    (await send('POST', `${LFS}/objects/batch`, victim, { operation: 'download', objects })).status,
  ).toBe(200)
})

test.each(['Gitea CVE-2026-20897', 'Soft Serve CVE-2026-22253'])(
  '%s: nobody takes away a lock of another, by force or through a repo of their own',
  async () => {
    for (const repo of ['victim/secret', 'attacker/own'])
      for (const id of ['1', '2', '9999']) {
        const path = `/datasets/${repo}.git/info/lfs/locks/${id}/unlock`
        const answer = await send('POST', path, attacker, { force: true })
        // there are no locks here at all, and a private repo is not even known
        expect(answer.status).toBe(repo === 'victim/secret' ? 404 : 501)
      }
    expect((await send('POST', `${LFS}/locks/verify`, attacker, {})).status).toBe(404)
    const own = await send('POST', '/datasets/attacker/own.git/info/lfs/locks/verify', attacker, {})
    expect(JSON.parse(own.text)).toEqual({ ours: [], theirs: [] })
  },
)
