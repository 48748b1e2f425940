import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startHub()
  token = await hub.user('alice')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const createRepo = async (name: string, isPrivate = false) => {
  const body = JSON.stringify({ type: 'dataset', name, private: isPrivate })
  expect((await hub.call('/api/repos/create', { method: 'POST', token, body })).status).toBe(200)
}
const commit = async (name: string, ...files: ReturnType<typeof file>[]) => {
  const body = commitBody('add', files)
  const headers = { 'content-type': 'application/x-ndjson' }
  const answer = await hub.call(`/api/datasets/alice/${name}/commit/main`, {
    method: 'POST',
    token,
    headers,
    body,
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { commitOid: string }).commitOid
}
const build = async () => {
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
}
const get = async (path: string, options: { token?: string } = { token }) => {
  const answer = await hub.call(path, options)
  return {
    status: answer.status,
    code: answer.headers.get('x-error-code'),
    revision: answer.headers.get('x-revision'),
    body: (await answer.json()) as Record<string, unknown>,
  }
}

test('a CSV becomes a table that can be paged', async () => {
  await createRepo('csv')
  const oid = await commit(
    'csv',
    file('train.csv', 'id,text\n1,가\n2,나\n3,다\n'),
    file('test.csv', 'id,text\n9,끝\n'),
  )
  await build()
  expect(await get('/splits?dataset=alice/csv')).toMatchObject({
    status: 200,
    revision: oid,
    body: {
      splits: [
        { dataset: 'alice/csv', config: 'default', split: 'train' },
        { dataset: 'alice/csv', config: 'default', split: 'test' },
      ],
      pending: [],
      failed: [],
    },
  })
  expect((await get('/rows?dataset=alice/csv&config=default&split=train&offset=1&length=5')).body).toEqual({
    features: [
      { feature_idx: 0, name: 'id', type: { _type: 'Value', dtype: 'int64' } },
      { feature_idx: 1, name: 'text', type: { _type: 'Value', dtype: 'string' } },
    ],
    num_rows_total: 3,
    num_rows_per_page: 100,
    partial: false,
    rows: [
      { row_idx: 1, row: { id: 2, text: '나' }, truncated_cells: [] },
      { row_idx: 2, row: { id: 3, text: '다' }, truncated_cells: [] },
    ],
  })
})

test('the twin can be downloaded, and says which config is what', async () => {
  const { body } = await get('/parquet?dataset=alice/csv')
  const [first] = body.parquet_files as { url: string; size: number }[]
  const bytes = Buffer.from(await (await fetch(String(first?.url))).arrayBuffer())
  expect(bytes.length).toBe(first?.size)
  expect(bytes.toString('latin1', 0, 4)).toBe('PAR1')
  const readme = await hub.call('/datasets/alice/csv/resolve/refs%2Fconvert%2Fparquet/README.md')
  expect(await readme.text()).toContain('path: "default/train/*.parquet"')
})

test('only what changed is converted again', async () => {
  const before = (await get('/parquet?dataset=alice/csv')).body.parquet_files as object[]
  await commit('csv', file('test.csv', 'id,text\n9,끝\n10,더\n'))
  await build()
  expect(await get('/size?dataset=alice/csv&config=default')).toMatchObject({
    body: { size: { config: { num_rows: 5, num_columns: 2 } } },
  })
  const after = (await get('/parquet?dataset=alice/csv')).body.parquet_files as object[]
  expect(after[0]).toEqual(before[0])
  expect(after[1]).not.toEqual(before[1])
})

test('a broken file is named, and the rest is shown', async () => {
  await createRepo('broken')
  await commit(
    'broken',
    file('data/train/a.jsonl', '{"x": 1}\n'),
    file('data/train/b.jsonl', '{"x": \n'),
    file('data/train/c.jsonl', '{"x": 3}\n'),
  )
  await build()
  const { body } = await get('/rows?dataset=alice/broken&config=default&split=train')
  expect(body).toMatchObject({ num_rows_total: 2, partial: true })
  expect((await get('/api/datasets/alice/broken/jobs')).body).toMatchObject({
    state: 'ready',
    problems: [{ path: 'data/train/b.jsonl', config: 'default', split: 'train' }],
  })
})

test('while the tables of a new commit are built, those of the last one are shown', async () => {
  await createRepo('moving')
  const rows = () => get('/rows?dataset=alice/moving&config=default&split=train')
  const before = await commit('moving', file('train.csv', 'id\n1\n'))
  expect(await rows()).toMatchObject({ status: 500, code: 'ResponseNotReady' })
  await build()
  const after = await commit('moving', file('train.csv', 'id\n1\n2\n'))
  expect(await rows()).toMatchObject({ status: 200, revision: before, body: { num_rows_total: 1 } })
  expect((await get('/api/datasets/alice/moving/jobs')).body).toMatchObject({
    commit: after,
    state: 'pending',
  })
  await build()
  expect(await rows()).toMatchObject({ status: 200, revision: after, body: { num_rows_total: 2 } })
})

test('nobody waits for rows because another dataset is being counted', async () => {
  await createRepo('counted')
  await createRepo('waiting')
  await commit('counted', file('train.csv', 'id\n1\n'))
  await commit('waiting', file('train.csv', 'id\n2\n'))
  const { buildNext } = hub.app.services.tableBuilder
  const { signal } = new AbortController()
  const answers = async (route: string) => {
    const asked = ['counted', 'waiting'].map((name) =>
      get(`/${route}?dataset=alice/${name}&config=default&split=train`),
    )
    return (await Promise.all(asked)).map(({ status }) => status)
  }
  while (await buildNext(signal, ['tables']));
  expect(await answers('rows')).toEqual([200, 200])
  expect(await answers('statistics')).toEqual([500, 500])
  // the first in the queue is counted first
  expect(await buildNext(signal, ['enrichment'])).toBe(true)
  expect(await answers('statistics')).toEqual([200, 500])
  await build()
  expect(await answers('statistics')).toEqual([200, 200])
})

test('who may not read the dataset learns nothing of its tables', async () => {
  await createRepo('hidden', true)
  await commit('hidden', file('train.csv', 'a\n1\n'))
  await build()
  const other = await hub.user('mallory')
  for (const path of [
    '/rows?dataset=alice/hidden&config=default&split=train',
    '/splits?dataset=alice/hidden',
  ]) {
    expect(await get(path)).toMatchObject({ status: 200 })
    expect(await get(path, { token: other })).toMatchObject({
      status: 404,
      code: 'ExternalAuthenticatedError',
    })
    expect(await get(path, {})).toMatchObject({ status: 401, code: 'ExternalUnauthenticatedError' })
    const absent = path.replace('hidden', 'absent')
    expect((await get(absent, { token: other })).body).toEqual((await get(path, { token: other })).body)
  }
})

test('what is wrong with a question is said', async () => {
  expect(await get('/rows')).toMatchObject({ status: 422, code: 'MissingRequiredParameter' })
  expect(await get('/rows?dataset=alice/csv&config=default')).toMatchObject({ status: 422 })
  expect(await get('/rows?dataset=alice/csv&config=default&split=train&length=101')).toMatchObject({
    status: 422,
    code: 'InvalidParameter',
  })
  expect(await get('/rows?dataset=alice/csv&config=other&split=train')).toMatchObject({
    status: 404,
    code: 'ResponseNotFound',
  })
})
