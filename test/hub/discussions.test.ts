import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { onDatabase } from '../support/world.js'

let hub: TestHub
let owner: string
let author: string
let other: string
let repo: string
let count = 0
beforeAll(async () => {
  hub = await startHub()
  owner = await hub.user('owner')
  author = await hub.user('author')
  other = await hub.user('other')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())
beforeEach(async () => {
  repo = `talked-of-${count++}`
  await send('POST', '/api/repos/create', owner, { type: 'dataset', name: repo })
})

const send = async (method: string, path: string, token?: string, body?: unknown) => {
  const options = {
    method,
    ...(token && { token }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
  const answer = await hub.call(path, options)
  const text = await answer.text()
  const json = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined
  return { status: answer.status, code: answer.headers.get('x-error-code'), text, json }
}
const api = (rest = '') => `/api/datasets/owner/${repo}/discussions${rest}`
const open = async (title = 'A label is wrong', more: object = {}, token = author): Promise<number> => {
  const answer = await send('POST', api(), token, { title, description: 'Row 3 of **train**', ...more })
  expect(answer).toMatchObject({ status: 200 })
  return answer.json.num
}
const comment = (num: number, words: string, token = other) =>
  send('POST', api(`/${num}/comment`), token, { comment: words })
const details = async (num: number) => (await send('GET', api(`/${num}?diff=1`))).json
const listed = async (query = '') =>
  (await send('GET', api(query))).json.discussions.map((each: { num: number }) => each.num)
const firstComment = async (num: number): Promise<string> => (await details(num)).events[0].id

test('opened, answered, renamed, closed with a word, opened again: all in one stream', async () => {
  const num = await open()
  const answered = await comment(num, 'Indeed')
  expect(answered.json.newMessage).toMatchObject({
    type: 'comment',
    author: { name: 'other' },
    data: { edited: false, hidden: false, latest: { raw: 'Indeed', html: '<p>Indeed</p>' }, history: [] },
  })
  const renamed = await send('POST', api(`/${num}/title`), author, { title: '  Two labels are wrong ' })
  expect(renamed.json.newTitle.data).toEqual({ from: 'A label is wrong', to: 'Two labels are wrong' })
  const closed = await send('POST', api(`/${num}/status`), owner, { status: 'closed', comment: 'Mended' })
  expect(closed.json.newStatus).toMatchObject({ type: 'status-change', data: { status: 'closed' } })
  expect(await send('POST', api(`/${num}/status`), owner, { status: 'closed' })).toMatchObject({
    status: 400,
  })
  expect((await send('POST', api(`/${num}/status`), author, { status: 'open' })).status).toBe(200)

  const found = await details(num)
  expect(found).toMatchObject({
    num: 1,
    title: 'Two labels are wrong',
    status: 'open',
    isPullRequest: false,
    author: { name: 'author' },
    repo: { name: `owner/${repo}`, type: 'dataset' },
  })
  expect(found).not.toHaveProperty('changes')
  const kinds = found.events.map((each: { type: string }) => each.type)
  expect(kinds).toEqual(['comment', 'comment', 'title-change', 'comment', 'status-change', 'status-change'])
  expect(found.events[0].data.latest.raw).toBe('Row 3 of **train**')
  expect(found.events[3].data.latest.raw).toBe('Mended')
  const page = await send('GET', `/datasets/owner/${repo}/discussions/${num}`)
  expect(page.json).toEqual(found)
})

test('an error in data is reported on a row, and found among the others', async () => {
  const report = { config: 'default', split: 'train', row: 3, column: 'label', revision: 'main' }
  const num = await open('Wrong label', { report })
  const plain = await open('A question')
  expect((await details(num)).report).toEqual(report)
  expect(await details(plain)).not.toHaveProperty('report')
  expect(await listed('?report=true')).toEqual([num])
  expect(await listed('?report=false')).toEqual([plain])
  for (const wrong of [
    {},
    { row: -1 },
    { row: 1.5 },
    { split: '' },
    { unknown: 'x' },
    { path: 'a\u0000b' },
  ]) {
    const answer = await send('POST', api(), author, { title: 'Wrong label', report: wrong })
    expect(answer, JSON.stringify(wrong)).toMatchObject({ status: 400, code: 'BadRequest' })
  }
})

test('the list filters, and goes on by p', async () => {
  const nums = []
  for (let i = 0; i < 52; i++) nums.push(await open(`Question ${i}`, {}, i % 2 ? author : other))
  await send('POST', api('/1/status'), owner, { status: 'closed' })
  const first = (await send('GET', api())).json
  expect(first).toMatchObject({ count: 52, start: 0 })
  const second = (await send('GET', api('?p=1'))).json
  expect(second).toMatchObject({ count: 52, start: 50 })
  const all = [...first.discussions, ...second.discussions].map((each: { num: number }) => each.num)
  expect(all).toEqual(nums.reverse())
  expect((await send('GET', api('?p=2'))).json).toMatchObject({ count: 52, discussions: [] })
  expect(await listed('?status=closed')).toEqual([1])
  expect((await send('GET', api('?status=open'))).json.count).toBe(51)
  expect((await send('GET', api('?author=AUTHOR'))).json.count).toBe(26)
  expect((await send('GET', api('?author=nobody'))).json.count).toBe(0)
  expect((await send('GET', api('?type=pull_request'))).json.count).toBe(0)
  for (const wrong of ['?type=issue', '?status=merged', '?p=x'])
    expect((await send('GET', api(wrong))).status, wrong).toBe(400)
})

test('an edit keeps the text before, and only the author edits', async () => {
  const num = await open()
  const id = await firstComment(num)
  const edit = (token: string | undefined, content: string) =>
    send('POST', api(`/${num}/comment/${id.toUpperCase()}/edit`), token, { content })
  expect(await edit(owner, 'mine')).toMatchObject({ status: 403, code: 'Forbidden' })
  expect(await edit(undefined, 'mine')).toMatchObject({ status: 401, code: 'NotSignedIn' })
  const edited = (await edit(author, 'Row 4')).json.updatedComment
  expect(edited).toMatchObject({
    id,
    data: { edited: true, latest: { raw: 'Row 4', author: { name: 'author' } } },
  })
  expect(edited.data.history).toMatchObject([{ raw: 'Row 3 of **train**', author: { name: 'author' } }])
  expect(edited.data.history[0].updatedAt).toBe((await details(num)).createdAt)
  // the same again is no edit
  expect((await edit(author, 'Row 4')).json.updatedComment.data.history).toHaveLength(1)
  expect((await details(num)).events[0]).toEqual(edited)
  const elsewhere = await open('Another')
  const wrong = await send('POST', api(`/${elsewhere}/comment/${id}/edit`), author, { content: 'x' })
  expect(wrong).toMatchObject({ status: 404, code: 'CommentNotFound' })
})

test('of a hidden comment no text is left: not in an answer, not in the database', async () => {
  const num = await open('Report', { description: 'secret-one', report: { path: 'secret-two' } })
  const id = await firstComment(num)
  await send('POST', api(`/${num}/comment/${id}/edit`), author, { content: 'secret-three' })
  const said = (await comment(num, 'secret-four', author)).json.newMessage.id
  const hide = (which: string, token: string) => send('POST', api(`/${num}/comment/${which}/hide`), token)
  expect((await details(num)).events[0].data.history[0].raw).toBe('secret-one')
  expect(await hide(id, other)).toMatchObject({ status: 403, code: 'Forbidden' })
  const hidden = (await hide(id, owner)).json.updatedComment
  expect(hidden.data).toMatchObject({
    hidden: true,
    edited: false,
    history: [],
    latest: { author: { name: 'owner' } },
  })
  expect((await hide(said, author)).status).toBe(200)
  expect((await hide(said, owner)).json.updatedComment.data.hidden).toBe(true)
  expect((await send('POST', api(`/${num}/comment/${said}/edit`), author, { content: 'again' })).status).toBe(
    400,
  )
  for (const token of [undefined, other, author, owner])
    for (const path of [
      api(),
      api(`/${num}`),
      api('?report=true'),
      `/datasets/owner/${repo}/discussions/${num}`,
    ])
      expect((await send('GET', path, token)).text).not.toMatch(/secret-/)
  for (const table of ['discussions', 'discussion_events', 'comment_versions', 'events']) {
    const { rows } = await onDatabase(hub, `select x::text from ${table} x`, [])
    expect(JSON.stringify(rows), table).not.toMatch(/secret-/)
  }
  const { rows } = await onDatabase(
    hub,
    'select d.text_bytes from discussions d join repos r on r.id = d.repo_id where r.name = $1',
    [repo],
  )
  expect(rows).toEqual([{ text_bytes: 0 }])
})

test('writers retitle and close what others opened, and nobody else does', async () => {
  const num = await open()
  for (const [path, body] of [
    ['title', { title: 'Other' }],
    ['status', { status: 'closed' }],
  ] as const) {
    expect(await send('POST', api(`/${num}/${path}`), other, body)).toMatchObject({ status: 403 })
    expect(await send('POST', api(`/${num}/${path}`), undefined, body)).toMatchObject({ status: 401 })
  }
  expect((await send('POST', api(`/${num}/title`), owner, { title: 'Other' })).status).toBe(200)
  expect((await send('POST', api(`/${num}/status`), owner, { status: 'closed' })).status).toBe(200)
  // whoever has lost the token has lost the word
  await hub.app.services.accounts.revokeToken('other', 'test')
  expect((await comment(num, 'Still here')).status).toBe(401)
  other = await hub.app.services.accounts.createToken('other', {
    name: 'test',
    scope: { role: 'write' },
    expiresAt: null,
  })
})

test('tokens: to speak needs one with the role write, or one that names the repo', async () => {
  const num = await open()
  const make = (name: string, scope: Parameters<typeof hub.user>[1] & object) =>
    hub.app.services.accounts.createToken('other', { name: `${name}-${repo}`, scope, expiresAt: null })
  const grants = (entity: string, role: 'read' | 'write') => ({
    role: 'fineGrained' as const,
    grants: [{ entity, role }],
  })
  expect((await comment(num, 'a', await make('reads', { role: 'read' }))).status).toBe(403)
  expect((await comment(num, 'b', await make('elsewhere', grants('other', 'write')))).status).toBe(403)
  expect((await comment(num, 'c', await make('reads-here', grants(`owner/${repo}`, 'read')))).status).toBe(
    403,
  )
  expect((await comment(num, 'd', await make('here', grants(`OWNER/${repo}`, 'write')))).status).toBe(200)
})

test('discussions of a private repo are for those who know it', async () => {
  const num = await open()
  await send('PUT', `/api/datasets/owner/${repo}/settings`, owner, { visibility: 'private' })
  for (const [method, path, body] of [
    ['GET', api()],
    ['GET', api(`/${num}`)],
    ['POST', api(), { title: 'Question' }],
    ['POST', api(`/${num}/comment`), { comment: 'x' }],
    ['POST', api(`/${num}/status`), { status: 'closed' }],
  ] as const) {
    expect(await send(method, path, author, body), path).toMatchObject({ status: 404, code: 'RepoNotFound' })
    expect(await send(method, path, undefined, body), path).toMatchObject({
      status: 401,
      code: 'RepoNotFound',
    })
  }
  expect((await send('GET', api(`/${num}`), owner)).status).toBe(200)
})

test('a repo can do without: 403 with a reason, pull requests too, and nothing is lost', async () => {
  const num = await open()
  const set = (discussionsDisabled: boolean) =>
    send('PUT', `/api/datasets/owner/${repo}/settings`, owner, { discussionsDisabled })
  expect((await set(true)).json).toEqual({ discussionsDisabled: true })
  const headers = { 'content-type': 'application/x-ndjson' }
  const commit = () =>
    hub.call(`/api/datasets/owner/${repo}/commit/main?create_pr=1`, {
      method: 'POST',
      token: owner,
      headers,
      body: commitBody('add', [file('a.txt', 'a')]),
    })
  for (const answer of [
    await send('GET', api(), owner),
    await send('GET', api(`/${num}`)),
    await send('POST', api(), author, { title: 'Question' }),
    await send('POST', api(), owner, { title: 'Question', pullRequest: true }),
    await comment(num, 'x'),
    await send('POST', api(`/${num}/title`), author, { title: 'Question' }),
  ])
    expect(answer).toMatchObject({
      status: 403,
      code: 'DiscussionsDisabled',
      json: { error: expect.stringContaining('turned off') },
    })
  expect((await commit()).status).toBe(403)
  await set(false)
  expect((await details(num)).events).toHaveLength(1)
  expect((await commit()).status).toBe(200)
})

test('pull requests share numbers, list and stream; their commits are in it', async () => {
  const num = await open()
  const made = await send('POST', api(), owner, {
    title: 'Mend it',
    description: 'Please',
    pullRequest: true,
  })
  expect(made.json).toMatchObject({ num: num + 1, pullRequest: true })
  const headers = { 'content-type': 'application/x-ndjson' }
  const commit = (to: string, name: string) =>
    hub.call(`/api/datasets/owner/${repo}/commit/${to}`, {
      method: 'POST',
      token: owner,
      headers,
      body: commitBody(`add ${name}`, [file(name, name)], { description: 'Why' }),
    })
  const { commitOid } = (await (await commit(`refs%2Fpr%2F${num + 1}`, 'a.txt')).json()) as Record<
    string,
    string
  >
  const { pullRequestUrl } = (await (await commit('main?create_pr=1', 'b.txt')).json()) as Record<
    string,
    string
  >
  expect(pullRequestUrl).toMatch(/\/discussions\/3$/)
  expect(await send('POST', api(), author, { title: 'Mend it', pullRequest: true })).toMatchObject({
    status: 403,
  })

  expect(await listed()).toEqual([3, 2, 1])
  expect(await listed('?type=pull_request&status=open')).toEqual([3, 2])
  expect(await listed('?type=discussion')).toEqual([1])
  const second = await details(2)
  expect(second).toMatchObject({
    isPullRequest: true,
    status: 'open',
    changes: { base: 'refs/heads/main' },
    filesWithConflicts: [],
  })
  expect(second.events).toMatchObject([
    { type: 'comment', data: { latest: { raw: 'Please' } } },
    { type: 'commit', data: { subject: 'add a.txt', oid: commitOid } },
  ])
  expect((await details(3)).events).toMatchObject([
    { type: 'comment', data: { latest: { raw: 'Why' } } },
    { type: 'commit', data: { subject: 'add b.txt' } },
  ])
  expect((await comment(3, 'Good')).status).toBe(200)
  expect((await send('POST', api('/3/status'), owner, { status: 'closed' })).status).toBe(200)
  expect(await send('POST', api('/3/merge'), owner)).toMatchObject({ status: 501 })
})

test('50 comments at once: each is there once, in the order of their times', async () => {
  const num = await open()
  const sent = await Promise.all(
    Array.from({ length: 50 }, (_, i) => comment(num, `word ${i}`, i % 2 ? other : author)),
  )
  expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200))
  const { events } = await details(num)
  const words = events.slice(1).map((each: { data: { latest: { raw: string } } }) => each.data.latest.raw)
  expect(words).toHaveLength(50)
  expect([...words].sort()).toEqual(Array.from({ length: 50 }, (_, i) => `word ${i}`).sort())
  const times = events.map((each: { createdAt: string }) => each.createdAt)
  expect(times).toEqual([...times].sort())
  const ids = new Set(events.map((each: { id: string }) => each.id))
  expect(ids.size).toBe(51)
})

test('many opened at once have numbers without gaps, and one that is sent twice is one', async () => {
  const made = await Promise.all(Array.from({ length: 20 }, (_, i) => open(`Question ${i}`)))
  expect(made.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  const twice = await Promise.all([open('Sent again'), open('Sent again'), open('Sent again')])
  expect(new Set(twice)).toEqual(new Set([21]))
  expect(await open('Sent again', {}, other)).toBe(22)
  expect(await open('Sent again', { description: 'other words' })).toBe(23)
})

test('texts have limits, and no text is markup', async () => {
  const num = await open()
  const html = '<img src=x onerror=alert(1)>&"\''
  const said = (await comment(num, html)).json.newMessage.data.latest
  expect(said.raw).toBe(html)
  expect(said.html).toBe('<p>&#60;img src=x onerror=alert(1)&#62;&#38;&#34;&#39;</p>')
  expect((await comment(num, 'a'.repeat(65_536))).status).toBe(200)
  for (const words of ['a'.repeat(65_537), '가'.repeat(21_846), '  ', '', 'a\0b'])
    expect(await comment(num, words), words.slice(0, 9)).toMatchObject({ status: 400, code: 'BadRequest' })
  for (const title of ['ab', 'a'.repeat(201), 'two\nlines', 'nul\0nul', '   '])
    expect(await send('POST', api(), author, { title }), title.slice(0, 9)).toMatchObject({ status: 400 })
  for (const wrong of ['0', '01', 'x', '1.5', '-1', '9999999999'])
    expect((await send('GET', api(`/${wrong}`))).status, wrong).toBe(400)
  expect(await send('GET', api('/99'))).toMatchObject({ status: 404, code: 'DiscussionNotFound' })
  expect(await comment(99, 'x')).toMatchObject({ status: 404, code: 'DiscussionNotFound' })
})

test('a discussion that is full takes no more, and can still be closed', async () => {
  const num = await open()
  const big = 'b'.repeat(65_536)
  await onDatabase(hub, 'update discussions set text_bytes = $1', [4 * 1024 * 1024 - 65_536])
  expect((await comment(num, big)).status).toBe(200)
  expect(await comment(num, 'c')).toMatchObject({ status: 409, code: 'DiscussionFull' })
  await onDatabase(hub, 'update discussions set text_bytes = 0, event_count = 1000', [])
  expect(await comment(num, 'c')).toMatchObject({ status: 409, code: 'DiscussionFull' })
  const edit = await send('POST', api(`/${num}/comment/${await firstComment(num)}/edit`), author, {
    content: 'c',
  })
  expect(edit).toMatchObject({ status: 409, code: 'DiscussionFull' })
  expect((await send('POST', api(`/${num}/status`), author, { status: 'closed' })).status).toBe(200)
  expect(await send('POST', api(`/${num}/status`), author, { status: 'open' })).toMatchObject({ status: 409 })
})

test('what happened is in the event log, without the words', async () => {
  const num = await open('Titles are told', { description: 'not-in-the-log' })
  const id = await firstComment(num)
  await comment(num, 'not-in-the-log')
  await send('POST', api(`/${num}/title`), author, { title: 'Another title' })
  await send('POST', api(`/${num}/status`), author, { status: 'closed', comment: 'not-in-the-log' })
  await send('POST', api(`/${num}/comment/${id}/edit`), author, { content: 'not-in-the-log, too' })
  await send('POST', api(`/${num}/comment/${id}/hide`), owner)
  const all = await hub.app.metadata.events.listAfter(0, 10_000)
  const mine = all.filter(({ type }) => type.startsWith('discussion.')).slice(-7)
  expect(mine.map(({ type }) => type.replace('discussion.', ''))).toEqual([
    'created',
    'commented',
    'retitled',
    'commented',
    'status',
    'edited',
    'hidden',
  ])
  expect(mine[0]?.payload).toMatchObject({ num, title: 'Titles are told', commentId: id })
  expect(mine[6]?.payload).toEqual({ num, commentId: id })
  expect(JSON.stringify(all)).not.toContain('not-in-the-log')
})
