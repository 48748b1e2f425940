import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createProgram } from '../../src/cli/program.js'
import { startHub, type TestHub } from '../support/hub.js'
import { sender } from '../support/send.js'

let hub: TestHub
const token: Record<string, string> = {}
const send = sender(() => hub)
beforeAll(async () => {
  hub = await startHub()
  for (const name of ['boss', 'minji', 'guest']) token[name] = await hub.user(name)
  vi.stubEnv('DATABASE_URL', hub.app.config.databaseUrl ?? '')
  vi.stubEnv('DATABELT_DATA', hub.folder)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await hub?.[Symbol.asyncDispose]()
})

/** Runs a command beside the running hub. Returns the lines of JSON that it prints. */
async function run(...words: string[]) {
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  try {
    await createProgram().parseAsync(['node', 'databelt', ...words, '--json'])
  } finally {
    log.mockRestore()
  }
  return lines.map((line) => JSON.parse(line))
}

test('an organisation, its members, teams and invitations, from the command line', async () => {
  await run('org', 'create', 'nia')
  await run('org', 'add', 'nia', 'boss', '--role', 'admin')
  await run('org', 'add', 'nia', 'minji', '--role', 'contributor')
  expect(await run('org', 'members', 'nia')).toMatchObject([
    { name: 'boss', role: 'admin' },
    { name: 'minji', role: 'contributor' },
  ])
  await send('POST', '/api/repos/create', token.boss, { type: 'dataset', name: 'calls', organization: 'nia' })
  await run('org', 'team', 'create', 'nia', 'speech')
  await run('org', 'team', 'add', 'nia', 'speech', 'minji')
  await run('org', 'team', 'grant', 'nia', 'speech', 'datasets/nia/calls', '--role', 'write')
  expect(await run('org', 'team', 'list', 'nia')).toEqual([{ org: 'nia', team: 'speech' }])
  const tag = (name: string) => send('POST', '/api/datasets/nia/calls/tag/main', token.minji, { tag: name })
  expect((await tag('one')).status).toBe(200)
  await run('org', 'team', 'ungrant', 'nia', 'speech', 'datasets/nia/calls')
  expect((await tag('two')).status).toBe(403)
  await run('org', 'team', 'remove', 'nia', 'speech', 'minji')
  await run('org', 'team', 'delete', 'nia', 'speech')

  const [first] = await run('org', 'invite', 'nia', 'guest@example.org', '--role', 'read')
  const [second] = await run('org', 'invite', 'nia', 'guest')
  expect(await run('org', 'invitations', 'nia')).toHaveLength(2)
  await run('org', 'withdraw', 'nia', second.id)
  const { secret } = first
  const accepted = await send('POST', `/api/invitations/${first.id}/accept`, token.guest, { secret })
  expect(accepted).toMatchObject({ status: 200, json: { organization: 'nia' } })
  await expect(run('org', 'remove', 'nia', 'boss')).rejects.toMatchObject({ key: 'LastAdmin' })
  await expect(run('org', 'delete', 'nia')).rejects.toMatchObject({ key: 'OwnsRepos' })
})

test('users are suspended, let back in and removed', async () => {
  expect(await run('user', 'suspend', 'guest')).toMatchObject([{ user: 'guest', suspended: true }])
  expect((await send('GET', '/api/whoami-v2', token.guest)).code).toBe('AccountSuspended')
  await run('user', 'unsuspend', 'guest')
  expect((await send('GET', '/api/whoami-v2', token.guest)).status).toBe(200)
  await run('user', 'remove', 'guest')
  expect((await send('GET', '/api/whoami-v2', token.guest)).status).toBe(401)
  await expect(run('user', 'create', 'guest')).rejects.toMatchObject({ key: 'NameTaken' })
})
