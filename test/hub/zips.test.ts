import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { zipOf, zipOfFiles } from '../support/zips.js'

let hub: TestHub
let token: string
beforeAll(async () => {
  hub = await startHub()
  token = await hub.user('alice')
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

const commit = async (name: string, files: Record<string, string | Buffer>) => {
  const body = commitBody(
    'add',
    Object.entries(files).map(([path, content]) => file(path, content)),
  )
  const headers = { 'content-type': 'application/x-ndjson' }
  const options = { method: 'POST', token, headers, body }
  expect((await hub.call(`/api/datasets/alice/${name}/commit/main`, options)).status).toBe(200)
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
}
const build = async (name: string, files: Record<string, string | Buffer>) => {
  const body = JSON.stringify({ type: 'dataset', name })
  expect((await hub.call('/api/repos/create', { method: 'POST', token, body })).status).toBe(200)
  await commit(name, files)
}
const get = async (path: string) => (await (await hub.call(path, { token })).json()) as never
interface Page {
  features: { name: string; type: object }[]
  rows: { row: Record<string, unknown> }[]
  num_rows_total: number
  partial: boolean
}
const page = async (name: string, split = 'train'): Promise<Page> =>
  get(`/rows?dataset=alice/${name}&config=default&split=${split}`)
const rows = async (name: string, split?: string) => (await page(name, split)).rows.map(({ row }) => row)
const job = (name: string): Promise<{ state: string; problems: object[] }> =>
  get(`/api/datasets/alice/${name}/jobs`)
/** The images of the page, by the bytes that the hub serves for them. */
const images = async (name: string): Promise<(string | null)[]> => {
  const found: (string | null)[] = []
  for (const { image } of (await rows(name)) as { image: { src: string } | null }[]) {
    const answer =
      image && (await fetch(new URL(image.src, hub.url), { headers: { authorization: `Bearer ${token}` } }))
    found.push(answer && Buffer.from(await answer.arrayBuffer()).toString('latin1'))
  }
  return found
}

test('files in archives are the rows of their split, in the order of the library', async () => {
  await build('csv', {
    'train/b.csv': 'a\n9\n',
    'train/a.zip': zipOfFiles({
      'x/1.csv': 'a\n3\n',
      'z.csv': 'a\n2\n',
      'README.md': '# not a table\n',
      '__MACOSX/._z.csv': 'junk',
      'Y.csv': 'a\n1\n',
    }),
    'test/a.zip': zipOfFiles({ 'a.csv': 'a\n7\n' }),
  })
  expect(await rows('csv')).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }, { a: 9 }])
  expect(await rows('csv', 'test')).toEqual([{ a: 7 }])
  expect(await job('csv')).toMatchObject({ state: 'ready', problems: [] })
})

test('JSON and text come out of archives, also of those with fields of 64 bits', async () => {
  const lines = [{ name: 'deep/a.jsonl', content: '{"x":"가"}\n{"x":"나"}\n' }]
  await build('json', { 'data.zip': zipOf(lines, { is64: true }) })
  expect(await rows('json')).toEqual([{ x: '가' }, { x: '나' }])
  await build('text', { 'data.zip': zipOfFiles({ 'b.txt': 'two\n', 'a.txt': 'one\n', LICENSE: 'free\n' }) })
  expect(await rows('text')).toEqual([{ text: 'free' }, { text: 'one' }, { text: 'two' }])
})

test('a new archive leaves what was read of the others', async () => {
  const old = { 'train-0.zip': zipOfFiles({ 'a.csv': 'a\n1\n' }) }
  await build('grows', { ...old, 'train-1.zip': zipOfFiles({ 'b.csv': 'a\n2\n' }) })
  await commit('grows', { 'train-1.zip': zipOfFiles({ 'b.csv': 'a\n2\n3\n' }) })
  expect(await rows('grows')).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
})

test('folders in an archive are labels', async () => {
  await build('labels', {
    'images.zip': zipOfFiles({
      'dog/2.png': 'dog',
      'cat/1.png': 'cat',
      '.DS_Store': 'x',
      'cat/Thumbs.db': 'x',
    }),
  })
  const { features, rows: found } = await page('labels')
  expect(features.map(({ type }) => type)).toEqual([
    { _type: 'Image' },
    { _type: 'ClassLabel', names: ['cat', 'dog'] },
  ])
  expect(found.map(({ row }) => row.label)).toEqual([0, 1])
  expect(await images('labels')).toEqual(['cat', 'dog'])
})

test('metadata in an archive gives the rows; a damaged image is named, and its row stays', async () => {
  const metadata = 'file_name,caption\nin/2.png,둘\n1.png,하나\nbad.png,셋\nnone.png,넷\n'
  await build('metadata', {
    'images.zip': zipOf([
      { name: 'f/1.png', content: 'one' },
      { name: 'f/in/2.png', content: 'two' },
      { name: 'f/bad.png', content: 'bad', isDamaged: true },
      { name: 'f/metadata.csv', content: metadata },
    ]),
  })
  expect((await rows('metadata')).map(({ caption }) => caption)).toEqual(['둘', '하나', '셋', '넷'])
  expect(await images('metadata')).toEqual(['two', 'one', null, null])
  expect((await job('metadata')).problems).toMatchObject([
    {
      path: 'images.zip/f/metadata.csv',
      message: expect.stringMatching(/images\.zip is no sound zip file: f\/bad\.png is damaged/),
    },
    { path: 'images.zip/f/metadata.csv', message: expect.stringContaining('none.png') },
  ])
})

test('many images are several parts, with metadata too, and no row is there twice', async () => {
  const many = Array.from(
    { length: 1500 },
    (_, i) => [`a/${String(i).padStart(4, '0')}.png`, `${i}`] as const,
  )
  await build('many', { 'images.zip': zipOfFiles(Object.fromEntries(many)) })
  expect((await page('many')).num_rows_total).toBe(1500)
  const { parquet_files: files } = (await get('/parquet?dataset=alice/many')) as { parquet_files: object[] }
  expect(files.length).toBeGreaterThan(1)
  const lines = ['file_name,n', ...many.map(([name, n]) => `${name},${n}`)].join('\n')
  await build('many-rows', {
    'images.zip': zipOfFiles({ 'metadata.csv': lines, ...Object.fromEntries(many) }),
  })
  expect((await page('many-rows')).num_rows_total).toBe(1500)
  await build('loose-rows', { 'metadata.csv': lines, ...Object.fromEntries(many.slice(0, 300)) })
  expect((await page('loose-rows')).num_rows_total).toBe(1500)
})

test('a broken member and a broken archive are named, and the rest is shown', async () => {
  const good = zipOfFiles({ 'a.csv': 'a\n1\n' })
  await build('broken', {
    'train-0.zip': good,
    'train-1.zip': good.subarray(0, good.length - 10),
    'train-2.zip': zipOf([
      { name: 'b.csv', content: 'a\n2\n' },
      { name: 'c.csv', content: 'a\n3\n', isDamaged: true },
      { name: 'd.csv', content: 'a\n4\n' },
    ]),
    'train-3.zip': zipOfFiles({}),
  })
  expect(await rows('broken')).toEqual([{ a: 1 }, { a: 2 }, { a: 4 }])
  expect((await page('broken')).partial).toBe(true)
  expect((await job('broken')).problems).toMatchObject([
    { path: 'train-1.zip', code: 'Damaged', message: expect.stringContaining('it may be cut off') },
    { path: 'train-2.zip/c.csv', code: 'Damaged', message: expect.stringContaining('c.csv is damaged') },
    {
      path: 'train-3.zip',
      code: 'EmptyFile',
      message: expect.stringContaining('holds no files of the kind csv'),
    },
  ])
})

test('what is encrypted, leads out or is packed oddly is named, and the rest is shown', async () => {
  await build('closed', {
    'train-0.zip': zipOf([
      { name: 'a.csv', content: 'a\n1\n' },
      { name: 'b.csv', content: 'a\n2\n', isEncrypted: true },
      { name: '../c.csv', content: 'a\n3\n' },
      { name: 'd.csv', content: 'a\n4\n', method: 12 },
    ]),
    'train-1.zip': zipOf([{ name: 'a.csv', content: 'a\n5\n', isEncrypted: true }]),
  })
  expect(await page('closed')).toMatchObject({ rows: [{ row: { a: 1 } }], partial: true })
  const words = [
    /train-0\.zip.*b\.csv is encrypted.*d\.csv is packed by a method.*\.\.\/c\.csv has a name that leads out/,
    /train-1\.zip.*a\.csv is encrypted\. Publish it without a password/,
  ]
  expect((await job('closed')).problems).toMatchObject(
    words.map((pattern, i) => ({
      path: `train-${i}.zip`,
      code: 'LeftOut',
      message: expect.stringMatching(pattern),
    })),
  )
})

test('of two files of one name the last one counts, as when they are unpacked', async () => {
  const content = [
    { name: 'a.csv', content: 'a\n1\n' },
    { name: 'a.csv', content: 'a\n2\n' },
  ]
  await build('twice', { 'data.zip': zipOf(content) })
  expect(await rows('twice')).toEqual([{ a: 2 }])
})

test('names of Windows in Korea are read', async () => {
  const name = (folder: string, rest: string) =>
    Buffer.concat([Buffer.from(folder, 'hex'), Buffer.from(rest)])
  await build('cp949', {
    'images.zip': zipOf([
      { name: name('b0edbee7c0cc', '/1.png'), content: 'cat' },
      { name: name('b0adbec6c1f6', '/2.png'), content: 'dog' },
    ]),
  })
  expect((await page('cp949')).features[1]?.type).toEqual({
    _type: 'ClassLabel',
    names: ['강아지', '고양이'],
  })
  expect(await images('cp949')).toEqual(['dog', 'cat'])
})

test('a bomb is refused, and what is beside it is shown', async () => {
  await build('bomb', {
    'data.zip': zipOf([
      { name: 'a.csv', content: 'a\n1\n' },
      { name: 'b.csv', content: Buffer.alloc(100_000_000, 'a\n') },
      { name: 'c.csv', content: 'a\n3\n', size: 1 },
    ]),
  })
  expect(await rows('bomb')).toEqual([{ a: 1 }])
  expect((await job('bomb')).problems).toMatchObject([
    { path: 'data.zip/b.csv', code: 'TooLarge' },
    { path: 'data.zip/c.csv', code: 'Damaged' },
  ])
})

test('Parquet in an archive is a part of its own', async () => {
  await build('plain', { 'train.csv': 'a\n1\n2\n' })
  const { parquet_files: files } = (await get('/parquet?dataset=alice/plain')) as {
    parquet_files: { url: string }[]
  }
  const bytes = Buffer.from(await (await fetch(String(files[0]?.url))).arrayBuffer())
  await build('parquet', { 'data.zip': zipOfFiles({ 'b.parquet': bytes, 'a.parquet': bytes }) })
  expect(await rows('parquet')).toEqual([{ a: 1 }, { a: 2 }, { a: 1 }, { a: 2 }])
})

test('text that is only called .zip is read as text', async () => {
  await build('named', { 'a.csv': 'a\n1\n', 'b.csv': 'a\n2\n', 'c.zip': 'a\n3\n' })
  expect(await rows('named')).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
})

test('of archives that give no table it is said why', async () => {
  const good = zipOfFiles({ 'a.csv': 'a\n1\n' })
  await build('only-broken', { 'data.zip': good.subarray(0, good.length - 30) })
  expect((await job('only-broken')).problems).toMatchObject([
    { path: 'data.zip', message: expect.stringContaining('data.zip is no sound zip file') },
    { code: 'NoDataFiles' },
  ])
  await build('only-outside', { 'data.zip': zipOfFiles({ '../a.csv': 'a\n1\n' }) })
  expect((await job('only-outside')).problems).toMatchObject([{ path: 'data.zip', code: 'LeftOut' }, {}])
})
