import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { sender } from '../support/send.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
const token: Record<string, string> = {}
const send = sender(() => hub)
const ORG = '/api/organizations/lab'
const NOT_FOUND = { status: 404, code: 'InvitationNotFound' }
beforeAll(async () => {
  hub = await startHub()
  for (const name of ['boss', 'second', 'anna', 'berta', 'clara', 'dora', 'reader'])
    token[name] = await hub.user(name)
  await hub.org('lab', { boss: 'admin', second: 'admin', reader: 'read' })
  await hub.org('rival', { boss: 'admin' })
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const invite = (body: object, who = 'boss') => send('POST', `${ORG}/invitations`, token[who], body)
const answer = (what: string, id: string, who: string, body: object = {}) =>
  send('POST', `/api/invitations/${id}/${what}`, token[who], body)

test('by name: only that user accepts, once, and has the role from then on', async () => {
  expect(await invite({ user: 'anna', role: 'write' }, 'reader')).toMatchObject({ status: 403 })
  const made = await invite({ user: 'anna', role: 'write' })
  expect(made).toMatchObject({
    status: 200,
    json: { organization: 'lab', user: 'anna', role: 'write', invitedBy: 'boss' },
  })
  expect(made.json).not.toHaveProperty('secret')
  const { id } = made.json
  expect(await invite({ user: 'anna', role: 'read' })).toMatchObject({ status: 409, code: 'AlreadyExists' })
  expect((await send('GET', '/api/settings/invitations', token.anna)).json).toMatchObject([
    { id, organization: 'lab' },
  ])
  expect((await send('GET', '/api/settings/invitations', token.berta)).json).toEqual([])
  for (const who of ['berta', 'boss']) expect(await answer('accept', id, who)).toMatchObject(NOT_FOUND)
  expect(await send('POST', `/api/invitations/${id}/accept`, undefined, {})).toMatchObject({ status: 401 })
  const both = await Promise.all([answer('accept', id, 'anna'), answer('accept', id, 'anna')])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404])
  const { json } = await send('GET', '/api/whoami-v2', token.anna)
  expect(json.orgs).toMatchObject([{ name: 'lab', roleInOrg: 'write' }])
  expect(await invite({ user: 'anna' })).toMatchObject({ status: 409, code: 'AlreadyExists' })
})

test('by address: whoever is signed in and holds the secret accepts; the hub keeps its hash only', async () => {
  const made = await invite({ email: 'Berta@example.org', role: 'contributor' })
  const { id, secret } = made.json
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(await invite({ email: 'berta@EXAMPLE.org' })).toMatchObject({ status: 409 })
  for (const body of [{}, { secret: 'x' }, { secret: `${secret}x` }])
    expect(await answer('accept', id, 'berta', body)).toMatchObject(NOT_FOUND)
  const kept = await onDatabase(hub, 'select row_to_json(i)::text as row from invitations i', [])
  expect(JSON.stringify(kept.rows)).not.toContain(secret)
  expect((await send('GET', `${ORG}/invitations`, token.boss)).text).not.toContain(secret)
  // a member gains nothing by another's invitation, and does not use it up
  expect(await answer('accept', id, 'reader', { secret })).toMatchObject({ status: 409 })
  expect(await answer('accept', id, 'berta', { secret })).toMatchObject({
    status: 200,
    json: { role: 'contributor' },
  })
  expect(await answer('accept', id, 'clara', { secret })).toMatchObject(NOT_FOUND)
  const events = JSON.stringify(await hub.app.metadata.events.listAfter(0, 10_000))
  expect(events).not.toMatch(/example\.org/i)
  expect(events).not.toContain(secret)
  expect(events).toContain('org.invitation-ended')
})

test('declined, withdrawn and expired invitations let nobody in', async () => {
  const first = (await invite({ user: 'clara' })).json.id
  expect(await answer('decline', first, 'berta')).toMatchObject(NOT_FOUND)
  expect(await answer('decline', first, 'clara')).toMatchObject({ status: 200 })
  expect(await answer('accept', first, 'clara')).toMatchObject(NOT_FOUND)

  const second = (await invite({ user: 'clara' })).json.id
  expect(await send('DELETE', `${ORG}/invitations/${second}`, token.reader)).toMatchObject({ status: 403 })
  expect(await send('DELETE', `/api/organizations/rival/invitations/${second}`, token.boss)).toMatchObject(
    NOT_FOUND,
  )
  expect(await send('DELETE', `${ORG}/invitations/${second}`, token.boss)).toMatchObject({ status: 200 })
  expect(await answer('accept', second, 'clara')).toMatchObject(NOT_FOUND)

  const third = (await invite({ user: 'clara' })).json.id
  await onDatabase(hub, "update invitations set expires_at = now() - interval '1 second' where id = $1", [
    third,
  ])
  expect(await answer('accept', third, 'clara')).toMatchObject(NOT_FOUND)
  expect((await send('GET', `${ORG}/invitations`, token.boss)).json).toEqual([])
  // one that has ended is not in the way of the next
  const days = (Date.parse((await invite({ user: 'clara' })).json.expiresAt) - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(13.9)
  expect(days).toBeLessThanOrEqual(14)
  expect(await answer('accept', 'not-an-id', 'clara')).toMatchObject(NOT_FOUND)
})

test('whoever is put out does not come back by an invitation they made', async () => {
  const { id, secret } = (await invite({ email: 'me-again@example.org', role: 'admin' }, 'second')).json
  await send('DELETE', `${ORG}/members/second`, token.boss)
  expect(await answer('accept', id, 'second', { secret })).toMatchObject(NOT_FOUND)
  expect(await answer('accept', id, 'dora', { secret })).toMatchObject(NOT_FOUND)
})

test('bad invitations are refused with the reason', async () => {
  expect(await invite({ user: 'dora', email: 'dora@example.org' })).toMatchObject({ status: 400 })
  expect(await invite({})).toMatchObject({ status: 400 })
  expect(await invite({ user: 'dora', role: 'owner' })).toMatchObject({ status: 400 })
  expect(await invite({ email: 'no address' })).toMatchObject({ status: 400 })
  expect(await invite({ user: 'not-there' })).toMatchObject({ status: 404, code: 'NamespaceNotFound' })
  const scope = { role: 'read' as const }
  token.narrow = await hub.app.services.accounts.createToken('dora', { name: 'r', scope, expiresAt: null })
  const { id } = (await invite({ user: 'dora' })).json
  expect(await answer('accept', id, 'narrow')).toMatchObject({ status: 403, code: 'Forbidden' })
  // a direct change of the role by an operator settles the invitation
  await hub.app.services.accounts.setRole('lab', 'dora', 'read')
  expect(await answer('accept', id, 'dora')).toMatchObject(NOT_FOUND)
})
