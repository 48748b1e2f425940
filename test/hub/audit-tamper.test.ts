import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

/** Somebody with the database in their hands: the triggers are off. */
const OFF = 'alter table audit_log disable trigger user; alter table audit_heads disable trigger user;'

let hub: TestHub
beforeEach(async () => {
  hub = await startHub()
  for (let i = 0; i < 20; i++) await hub.app.services.accounts.create('user', `user-${i}`, {})
  await hub.app.services.audit.seal({ wait: true })
  await hub.app.services.audit.head()
})
afterEach(async () => hub?.[Symbol.asyncDispose]())

const tamper = (sql: string) => onDatabase(hub, OFF + sql, [])
const faults = async () => (await hub.app.services.audit.verify()).faults
const firstFault = async () => (await faults())[0]

test('what nobody touched is whole, and heads say so', async () => {
  const proof = await hub.app.services.audit.verify()
  expect(proof).toMatchObject({ faults: [], unreadableLines: 0, last: { seq: proof.entries } })
  expect(proof.entries).toBeGreaterThanOrEqual(20)
  expect(proof.heads).toBeGreaterThanOrEqual(1)
  expect(proof.headsInFile).toBe(proof.heads)
})

test('the database itself refuses changes', async () => {
  for (const sql of [
    "update audit_log set entry = '{}' where seq = 1",
    'delete from audit_log where seq = 1',
    'truncate audit_log',
    'delete from audit_heads',
    'update audit_heads set seq = 1',
    'truncate audit_heads',
  ])
    await expect(onDatabase(hub, sql, [])).rejects.toThrow('append-only')
  expect(await faults()).toEqual([])
})

test('changed: an entry', async () => {
  await tamper(
    "update audit_log set entry = replace(entry, 'user-4', 'user-9') where entry like '%user-4\"%'",
  )
  expect(await firstFault()).toMatchObject({ seq: 5, what: expect.stringContaining('changed') })
})

test('changed: what an entry is found by', async () => {
  await tamper('update audit_log set user_id = 7 where seq = 3')
  expect(await firstFault()).toMatchObject({ seq: 3, what: expect.stringContaining('other keys') })
})

test('changed: a hash', async () => {
  await tamper('update audit_log set hash = sha256(hash) where seq = 3')
  expect(await firstFault()).toMatchObject({ seq: 3 })
})

test('deleted: from the middle, from the beginning', async () => {
  await tamper('delete from audit_log where seq = 7')
  expect(await firstFault()).toMatchObject({ seq: 7, what: expect.stringContaining('missing') })
  await tamper('delete from audit_log where seq < 7')
  expect(await firstFault()).toMatchObject({ seq: 1, what: expect.stringContaining('missing') })
})

test('deleted and closed up', async () => {
  await tamper(
    'delete from audit_log where seq = 7; update audit_log set seq = -seq where seq > 7; update audit_log set seq = -seq - 1 where seq < 0',
  )
  expect(await firstFault()).toMatchObject({ seq: 7 })
})

test('inserted: in the middle, and before the first', async () => {
  await tamper(
    `update audit_log set seq = -seq where seq > 7; update audit_log set seq = 1 - seq where seq < 0;
     insert into audit_log select 8, entry, hash, at, user_id, repo_ids, names from audit_log where seq = 7`,
  )
  expect(await firstFault()).toMatchObject({ seq: 8 })
  await tamper(
    'insert into audit_log select 0, entry, hash, at, user_id, repo_ids, names from audit_log where seq = 7',
  )
  expect(await firstFault()).toMatchObject({ seq: 0 })
})

test('reordered', async () => {
  await tamper(
    'update audit_log set seq = -1 where seq = 4; update audit_log set seq = 4 where seq = 5; update audit_log set seq = 5 where seq = -1',
  )
  expect(await firstFault()).toMatchObject({ seq: 4 })
})

test('the tail was cut off', async () => {
  const { entries } = await hub.app.services.audit.verify()
  await tamper('delete from audit_log where seq > 10')
  const found = await faults()
  expect(found).toContainEqual({ seq: entries, what: expect.stringContaining('tail was cut off') })
  expect(found.some(({ what }) => what.startsWith('a head in audit-heads.jsonl'))).toBe(true)
})

test('the tail was cut off, with the heads in the database, and others wrote on', async () => {
  await tamper('delete from audit_log where seq > 10; delete from audit_heads')
  for (let i = 0; i < 20; i++) await hub.app.services.accounts.create('user', `later-${i}`, {})
  expect(await firstFault()).toMatchObject({ what: expect.stringContaining('audit-heads.jsonl') })
})

test('the whole chain was computed anew', async () => {
  await rewrite()
  const found = new Set((await faults()).map(({ what }) => what))
  expect([...found]).toEqual([
    expect.stringContaining('a head in the database has another hash'),
    expect.stringContaining('a head in audit-heads.jsonl has another hash'),
  ])
})

test('the whole chain was computed anew, and the heads with it', async () => {
  await rewrite()
  await tamper('update audit_heads h set hash = l.hash from audit_log l where l.seq = h.seq')
  const file = join(hub.folder, 'audit-heads.jsonl')
  const lines = (await readFile(file, 'utf8')).split('\n')
  const { rows } = await onDatabase(hub, 'select seq, encode(hash, $1) as hash from audit_heads', ['hex'])
  const changed = lines.map((line) => {
    if (line === '') return line
    const head = JSON.parse(line)
    return JSON.stringify({ ...head, hash: rows.find((row) => Number(row.seq) === head.seq)?.hash })
  })
  await writeFile(file, changed.join('\n'))
  const found = new Set((await faults()).map(({ what }) => what))
  expect([...found]).toEqual([
    'a head in the database has a wrong signature',
    'a head in audit-heads.jsonl has a wrong signature',
  ])
})

test('everything was deleted', async () => {
  await tamper('truncate audit_log; truncate audit_heads')
  expect(await firstFault()).toMatchObject({ what: expect.stringContaining('tail was cut off') })
})

test('a line that a power cut tore is no fault, and heads after it are read', async () => {
  const file = join(hub.folder, 'audit-heads.jsonl')
  await writeFile(file, '{"seq": 3, "ha', { flag: 'a' })
  await hub.app.services.audit.head()
  expect(await hub.app.services.audit.verify()).toMatchObject({ faults: [], unreadableLines: 1 })
})

/** As somebody does who knows how hashes are made: another text, and good hashes after it. */
async function rewrite(): Promise<void> {
  const { rows } = await onDatabase(hub, 'select seq, entry from audit_log order by seq', [])
  let hash = Buffer.alloc(32)
  for (const { seq, entry } of rows as { seq: string; entry: string }[]) {
    const text = seq === '5' ? entry.replace('user-4', 'user-5') : entry
    hash = createHash('sha256').update(hash).update(text).digest()
    await tamper(
      `update audit_log set entry = '${text.replaceAll("'", "''")}', hash = '\\x${hash.toString('hex')}' where seq = ${seq}`,
    )
  }
}
