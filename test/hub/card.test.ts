import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'

const CARD = '---\nlicense: other\n---\n# 꽃\n'

let hub: TestHub
let owner: string
let stranger: string
let repo: string
let count = 0
beforeAll(async () => {
  hub = await startHub()
  owner = await hub.user('owner')
  stranger = await hub.user('stranger')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const api = (rest = '') => `/api/datasets/owner/${repo}${rest}`
async function change(method: string, path: string, body: object) {
  const answer = await hub.call(path, { method, token: owner, body: JSON.stringify(body) })
  expect(answer.status, await answer.text()).toBe(200)
}
async function commit(...changes: { key: string; value: object }[]) {
  const body = commitBody('add', changes)
  expect((await hub.call(api('/commit/main'), { method: 'POST', token: owner, body })).status).toBe(200)
}
const ask = (path: string, token?: string) => hub.call(path, token === undefined ? {} : { token })
const refusal = async (path: string, token?: string) => {
  const { status, headers } = await ask(path, token)
  return { status, code: headers.get('x-error-code') }
}
/** The card is there for those who see the list of files, and for nobody else. */
async function expectAsListed(status: number) {
  for (const token of [undefined, stranger]) {
    const listed = await refusal(api('/tree/main'), token)
    expect(await refusal(api('/card'), token)).toEqual(listed)
    expect(listed.status).toBe(status === 404 && token === undefined ? 401 : status)
  }
}

beforeEach(async () => {
  repo = `card-${count++}`
  await change('POST', '/api/repos/create', { type: 'dataset', name: repo })
  await commit(file('README.md', CARD), file('data.csv', 'id\n1\n'))
})

test('the card of what is open, as a text that stays one', async () => {
  const answer = await ask(api('/card'))
  expect([answer.status, await answer.text()]).toEqual([200, CARD])
  const headers = Object.fromEntries(answer.headers)
  expect(headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
  })
  const again = await hub.call(api('/card'), { headers: { 'if-none-match': headers.etag ?? '' } })
  expect(again.status).toBe(304)
  await change('POST', '/api/repos/create', { type: 'model', name: repo })
  const model = `/api/models/owner/${repo}`
  expect(await refusal(`${model}/card`)).toEqual({ status: 404, code: 'EntryNotFound' })
  const body = commitBody('add', [file('README.md', CARD)])
  expect((await hub.call(`${model}/commit/main`, { method: 'POST', token: owner, body })).status).toBe(200)
  expect(await (await ask(`${model}/card`)).text()).toBe(CARD)
})

test('of a gated repo the card is open, and no other file', async () => {
  await change('PUT', api('/settings'), { gated: 'manual' })
  for (const token of [undefined, stranger]) {
    const answer = await ask(api('/card'), token)
    expect([answer.status, await answer.text()]).toEqual([200, CARD])
    for (const path of [
      `/datasets/owner/${repo}/resolve/main/data.csv`,
      `/datasets/owner/${repo}/raw/main/README.md`,
      api('/resolve/main/README.md'),
    ])
      expect(await refusal(path, token)).toMatchObject({ code: 'GatedRepo' })
    for (const path of ['/card/main/data.csv', '/card/../resolve/main/data.csv', '/card?path=data.csv'])
      expect(await (await ask(api(path), token)).text()).not.toContain('id\n1')
  }
})

test('what LFS keeps under the name of the card is contents', async () => {
  const content = Buffer.from('large')
  const oid = createHash('sha256').update(content).digest('hex')
  const answer = await hub.call(`/datasets/owner/${repo}.git/info/lfs/objects/batch`, {
    method: 'POST',
    token: owner,
    body: JSON.stringify({ operation: 'upload', objects: [{ oid, size: content.length }] }),
  })
  const { objects } = (await answer.json()) as { objects: [{ actions: { upload: { href: string } } }] }
  await hub.call(objects[0].actions.upload.href.replace(hub.url, ''), { method: 'PUT', body: content })
  const value = { path: 'README.md', algo: 'sha256', oid, size: content.length }
  await commit({ key: 'lfsFile', value })
  expect(await refusal(api('/card'))).toEqual({ status: 404, code: 'EntryNotFound' })
})

test('who may not see the list of files does not see the card', async () => {
  await expectAsListed(200)
  await change('PUT', api('/settings'), { private: true })
  await expectAsListed(404)
  expect((await ask(api('/card'), owner)).status).toBe(200)
  await change('PUT', api('/settings'), { private: false })

  const embargoUntil = new Date(Date.now() + 3_600_000).toISOString()
  await change('PUT', api('/opening'), { state: 'draft' })
  await expectAsListed(404)
  await change('PUT', api('/opening'), { state: 'final', embargoUntil })
  await expectAsListed(200)

  await change('PUT', api('/terms'), { version: 1, who: 'members', metadata: 'hidden' })
  await expectAsListed(404)
  await change('PUT', api('/terms'), { version: 1, who: 'members', metadata: 'visible' })
  await expectAsListed(200)

  await change('PUT', api('/opening'), { state: 'withdrawn', reason: 'faces of people' })
  await expectAsListed(200)
})
