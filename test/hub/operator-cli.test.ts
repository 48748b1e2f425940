import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createProgram } from '../../src/cli/program.js'
import { startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
  await newRepo(hub, await hub.user('minji'), 'speech')
  vi.stubEnv('DATABASE_URL', hub.app.config.databaseUrl ?? '')
  vi.stubEnv('DATABELT_DATA', hub.folder)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await hub?.[Symbol.asyncDispose]()
})

/** Commander ends the process at help and bad input; here it throws instead. */
function quiet(command: Command, said: string[]): Command {
  const write = (text: string) => void said.push(text)
  command.exitOverride().configureOutput({ writeOut: write, writeErr: write })
  for (const each of command.commands) quiet(each, said)
  return command
}
async function run(...words: string[]) {
  const said: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line))
  const error = await quiet(createProgram(), said)
    .parseAsync(['node', 'databelt', ...words])
    .then(
      () => undefined,
      (caught: Error & { exitCode?: number }) => caught,
    )
    .finally(() => log.mockRestore())
  return { error, text: said.join('\n') }
}
const json = async (...words: string[]) => {
  const { error, text } = await run(...words, '--json')
  expect(error, words.join(' ')).toBeUndefined()
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

test.each([
  ['quota', 'show'],
  ['quota', 'set'],
  ['quota', 'repair'],
  ['usage'],
  ['voucher', 'grant'],
  ['voucher', 'list'],
  ['voucher', 'revoke'],
  ['mail', 'test'],
  ['audit', 'prune'],
  ['user', 'passkeys'],
])('%s %s says how it is used, with an example', async (...words) => {
  const { error, text } = await run(...words.filter(Boolean), '--help')
  expect(error).toMatchObject({ exitCode: 0 })
  expect(text).toContain('Usage: ')
  expect(text).toMatch(/Examples?:/)
})

test('quotas, usage and vouchers, as JSON', async () => {
  await json('quota', 'set', 'minji', '--storage', '500GiB', '--files', '10', '--requests', '1234')
  const [shown] = await json('quota', 'show', 'minji')
  expect(JSON.stringify(shown)).toContain(String(500 * 1024 ** 3))
  expect(shown).toMatchObject({ limit: { files: 10, requests: 1234 } })
  expect(await json('quota', 'show', 'minji/speech')).toHaveLength(1)
  await json('quota', 'repair')
  await json('usage', 'minji')
  await json('usage', 'minji/speech', '--from', '2026-01-01', '--to', '2026-01-31')
  await json('usage')
  const [voucher] = await json('voucher', 'grant', 'minji', '10GiB', '--kind', 'egress', '--days', '30')
  expect(await json('voucher', 'list', 'minji')).toHaveLength(1)
  await json('voucher', 'revoke', String(voucher.id))
})

test.each([
  ['quota', 'set', 'minji', '--storage', 'much'],
  ['quota', 'set', 'minji', '--files', '-1'],
  ['quota', 'set', 'minji'],
  ['quota', 'show', 'nobody'],
  ['quota', 'show', 'minji/nothing'],
  ['usage', 'nobody'],
  ['usage', '--from', 'yesterday'],
  ['usage', 'minji', '--from', '2026-02-31'],
  ['voucher', 'grant', 'nobody', '1GiB', '--kind', 'egress'],
  ['voucher', 'grant', 'minji', 'much', '--kind', 'egress'],
  ['voucher', 'grant', 'minji', '1GiB', '--kind', 'air'],
  ['voucher', 'grant', 'minji', '1GiB', '--kind', 'egress', '--days', '0'],
  ['voucher', 'revoke', 'x'],
  ['voucher', 'revoke', '999'],
  ['mail', 'test', 'minji@example.org'],
  ['audit', 'prune'],
  ['audit', 'prune', '--before', '2026-01-01'],
  ['audit', 'prune', '--before', 'soon', '--exported', 'x'],
  ['audit', 'prune', '--before', '2026-01-01', '--exported', '/not/there.jsonl'],
  ['user', 'passkeys', 'nobody'],
  ['user', 'passkeys', 'minji', '--remove', 'x'],
  ['user', 'passkeys', 'minji', '--remove', '7'],
])('bad input is said in a line: %s %s %s %s %s', async (...words) => {
  const { error } = await run(...words.filter(Boolean))
  expect(error, words.join(' ')).toBeInstanceOf(Error)
  expect(error?.message).not.toMatch(/\bat \/|undefined|NaN|TypeError|violates|syntax/)
  expect(error?.message.length).toBeGreaterThan(10)
})

test('passkeys are listed and removed by their number', async () => {
  const { id } = await hub.app.services.accounts.find('user', 'minji')
  await onDatabase(
    hub,
    `insert into passkeys (user_id, credential_id, public_key, rp_id, counter, transports, name, backed_up, created_at)
      values ($1, 'a', 'b', 'localhost', 0, '{}', 'My phone', false, now())`,
    [id],
  )
  const [found] = await json('user', 'passkeys', 'minji')
  expect(found).toMatchObject({ name: 'My phone', lastUsedAt: null })
  expect(await json('user', 'passkeys', 'minji', '--remove', String(found.id))).toMatchObject([
    { removed: true, passkey: found.id },
  ])
  expect(await json('user', 'passkeys', 'minji')).toEqual([])
  const events = await hub.app.metadata.events.listAfter(0, 1000)
  expect(events.at(-1)).toMatchObject({ type: 'passkey.removed', actorId: null, payload: { userId: id } })
})

test('the record is pruned after an export to a file', async () => {
  const { audit } = hub.app.services
  await audit.seal({ wait: true })
  let lines = ''
  for await (const { hash, text } of await audit.all({ kind: 'job', name: 'test' }, {}))
    lines += `{"hash":"${hash}","entry":${text}}\n`
  const file = join(hub.folder, 'audit.jsonl')
  await writeFile(file, lines)
  const [gone] = await json('audit', 'prune', '--before', '2999-01-01', '--exported', file)
  expect(gone.entries).toBeGreaterThan(0)
  expect((await json('audit', 'verify'))[0]).toMatchObject({ whole: true, cuts: 1 })
})
