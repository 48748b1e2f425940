import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
let owner: string
let crawler: string
beforeEach(async () => {
  hub = await startHub()
  owner = await hub.user('owner')
  crawler = await hub.user('crawler')
  await newRepo(hub, owner, 'secret', 'private')
})
afterEach(async () => hub?.[Symbol.asyncDispose]())

const JOB = { kind: 'job', name: 'test' } as const
const ask = (name: string, token = crawler) =>
  hub.call(`/api/datasets/owner/${name}`, { token }).then((answer) => answer.arrayBuffer())
async function entries() {
  const found = []
  for await (const each of await hub.app.services.audit.all(JOB, {})) found.push(each)
  return found
}
async function* exported(): AsyncGenerator<string> {
  for (const { hash, text } of await entries()) yield `{"hash":"${hash}","entry":${text}}`
}
const collect = async (lines: AsyncIterable<string>) => {
  const all = []
  for await (const line of lines) all.push(line)
  return all
}
async function* of(lines: string[]) {
  yield* lines
}
/** In the future, so that everything but the end may go. */
const LATER = new Date(Date.now() + 86_400_000)

test('names that are not there fill the record only to a bound, are counted, and look like private ones', {
  timeout: 120_000,
}, async () => {
  for (let i = 0; i < 130; i++) await ask(i % 10 === 9 ? 'secret' : `absent-${i}`)
  const denied = (await entries()).filter(({ entry }) => entry.error === 'RepoNotFound')
  const [first, beyond] = [
    denied.filter(({ entry }) => !entry.beyond),
    denied.filter(({ entry }) => entry.beyond),
  ]
  expect(first).toHaveLength(100)
  // the owner of what is private still hears of everybody
  expect(beyond.map(({ entry }) => entry.asked)).toEqual(Array(3).fill('datasets/owner/secret'))
  const own = await hub.call('/api/settings/audit?limit=1000', { token: crawler })
  const { entries: mine } = (await own.json()) as { entries: { error?: string; asked: string }[] }
  const shown = mine.filter(({ error }) => error === 'RepoNotFound')
  expect(shown).toHaveLength(100)
  expect(JSON.stringify(mine)).not.toContain('beyond')
  const secrets = await hub.call('/api/datasets/owner/secret/audit?limit=1000', { token: owner })
  const { entries: ofRepo } = (await secrets.json()) as { entries: { outcome: string }[] }
  expect(ofRepo.filter(({ outcome }) => outcome === 'deny')).toHaveLength(13)

  // the next day says how many there were, once
  await onDatabase(hub, 'update audit_hidden set day = day - 1', [])
  await ask('tomorrow')
  await ask('tomorrow')
  const merged = (await entries()).filter(({ entry }) => entry.action === 'audit.merged')
  const { id } = await hub.app.services.accounts.find('user', 'crawler')
  expect(merged.map(({ entry }) => entry.detail)).toEqual([
    { caller: `user ${id}`, day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), count: 27 },
  ])
  expect((await hub.app.services.audit.verify()).faults).toEqual([])
})

test('what was exported can be removed, and the rest is still proven', async () => {
  for (let i = 0; i < 10; i++) await ask('secret')
  const { audit } = hub.app.services
  const lines = await collect(exported())
  const gone = await audit.prune(LATER, of(lines))
  expect(gone).toMatchObject({ entries: lines.length - 1, seq: lines.length - 1 })
  const left = await audit.verify()
  expect(left).toMatchObject({ faults: [], cuts: 1 })
  expect((await entries())[0]?.seq).toBe(lines.length)
  for (let i = 0; i < 5; i++) await ask('secret')
  // a second time, with a file that begins behind the first cut, and with one that holds everything
  const more = await collect(exported())
  expect(await audit.prune(LATER, of([...lines.slice(0, -1), ...more]))).toMatchObject({
    entries: more.length - 1,
  })
  expect(await audit.verify()).toMatchObject({ faults: [], cuts: 1 })
  const acts = (await entries()).map(({ entry }) => entry.action)
  expect(acts).toContain('audit.pruned')
})

test('nothing is removed that the file does not hold word for word', async () => {
  for (let i = 0; i < 6; i++) await ask('secret')
  const { audit } = hub.app.services
  const lines = await collect(exported())
  const before = (await entries()).length
  for (const wrong of [
    [],
    lines.slice(0, 3),
    lines.slice(1),
    lines.toSpliced(2, 1),
    lines.map((line) => line.replace('crawler', 'nobody')),
    ['seq,at,kind', ...lines],
  ])
    await expect(audit.prune(LATER, of(wrong))).rejects.toMatchObject({ key: 'BadRequest' })
  expect((await entries()).length).toBeGreaterThanOrEqual(before)
  expect(await audit.prune(new Date('2000-01-01'), of(lines))).toBeUndefined()
  expect(await audit.verify()).toMatchObject({ faults: [], cuts: 0 })
})

test('a beginning that was cut off by somebody else is a fault', async () => {
  for (let i = 0; i < 6; i++) await ask('secret')
  const { audit } = hub.app.services
  await audit.prune(LATER, exported())
  for (let i = 0; i < 6; i++) await ask('secret')
  const { seq } = (await entries())[3] as { seq: number }
  const off = 'alter table audit_log disable trigger user; alter table audit_cuts disable trigger user;'
  await expect(onDatabase(hub, 'delete from audit_cuts', [])).rejects.toThrow('append-only')
  await expect(onDatabase(hub, 'delete from audit_log', [])).rejects.toThrow('append-only')
  await onDatabase(hub, `${off} delete from audit_log where seq < ${seq}`, [])
  expect((await audit.verify()).faults[0]).toMatchObject({ what: expect.stringContaining('missing') })
  // and states a cut of their own, for which they have no signature
  await onDatabase(hub, `update audit_cuts set seq = ${seq - 1}`, [])
  expect((await audit.verify()).faults.length).toBeGreaterThan(0)
})

test('a cut that the file beside the database does not know is a fault', async () => {
  for (let i = 0; i < 6; i++) await ask('secret')
  const { audit } = hub.app.services
  await audit.prune(LATER, exported())
  await writeFile(join(hub.folder, 'audit-heads.jsonl'), '')
  const { faults } = await audit.verify()
  expect(faults.map(({ what }) => what)).toEqual([expect.stringContaining('does not know of it')])
})

test('no head serves as a cut: who has only the database cannot remove the beginning', async () => {
  const { audit } = hub.app.services
  for (let i = 0; i < 6; i++) await ask('secret')
  await audit.head()
  for (let i = 0; i < 6; i++) await ask('secret')
  expect((await audit.verify()).faults).toEqual([])
  await onDatabase(
    hub,
    `begin;
     insert into audit_cuts (seq, hash, at, signature)
       select seq, hash, at, signature from audit_heads order by seq desc limit 1;
     select set_config('databelt.audit_prune', 'on', false);
     delete from audit_log where seq <= (select max(seq) from audit_cuts)
       and seq < (select max(seq) from audit_log);
     commit`,
    [],
  )
  const whats = (await audit.verify()).faults.map(({ what }) => what)
  expect(whats).toContain('the cut in the database has a wrong signature')
  expect(whats).toContainEqual(expect.stringContaining('does not know of it'))
})

test('what is removed in steps is all of it', async () => {
  for (let i = 0; i < 10; i++) await ask('secret')
  const all = await entries()
  const { seq = 0, hash = '' } = all.at(-2) ?? {}
  const cut = { seq, hash: Buffer.from(hash, 'hex'), at: new Date(), signature: Buffer.alloc(64) }
  expect(await hub.app.metadata.transact((tx) => tx.auditBounds.cut(cut, 3))).toBe(all.length - 1)
  expect((await entries())[0]?.seq).toBe(all.at(-1)?.seq)
})
