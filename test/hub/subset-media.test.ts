import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'

const PICTURE = `'\\x89PNG\\x0D\\x0A\\x1A\\x0A'::blob || encode('picture ' || i)`
/** Names that publishers may write, the same one twice, and none. */
const NAMES = [
  'a.png',
  'a.png',
  '../../x',
  'CON',
  '/etc/passwd',
  'C:\\\\up\\\\b.png',
  'A.PNG',
  null,
  'metadata.jsonl',
]
const CARD = `---
configs:
- config_name: default
  data_files: data/*.parquet
---
`
/** As the `datasets` library writes them beside the columns. */
const FEATURES = {
  id: { dtype: 'int64', _type: 'Value' },
  picture: { _type: 'Image' },
  label: { dtype: 'string', _type: 'Value' },
  back: { _type: 'Image' },
}
let hub: TestHub
let folder: string
let owner: string
beforeAll(async () => {
  hub = await startHub({ spareSandboxes: 1 })
  folder = await mkdtemp(join(tmpdir(), 'databelt-subset-media-'))
  owner = await hub.user('alice')
  await publish('pets', false)
  await publish('secret', true)
})
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function createRepo(name: string, isPrivate: boolean): Promise<void> {
  const body = JSON.stringify({ type: 'dataset', name, private: isPrivate })
  await hub.call('/api/repos/create', { method: 'POST', token: owner, body })
}
async function publish(name: string, isPrivate: boolean): Promise<void> {
  await createRepo(name, isPrivate)
  const files = [file('README.md', CARD)]
  for (const [i, range] of ['0, 120', '120, 200'].entries())
    files.push(file(`data/train-${i}.parquet`, await parquet(range)))
  await commit(name, files)
}
async function commit(name: string, files: ReturnType<typeof file>[]): Promise<void> {
  const answer = await hub.call(`/api/datasets/alice/${name}/commit/main`, {
    ...{ method: 'POST', token: owner, body: commitBody('add', files) },
    headers: { 'content-type': 'application/x-ndjson' },
  })
  expect(answer.status).toBe(200)
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
}

/** Rows of a range: large numbers, a picture each, a back for every second. */
async function parquet(range: string): Promise<Buffer> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const path = join(folder, 'made.parquet')
  const names = NAMES.map((name) => (name === null ? 'null' : `'${name.replaceAll('\\\\', '\\')}'`)).join(
    ', ',
  )
  const name = `case when i < ${NAMES.length} then ([${names}])[i + 1] else 'dog' || i || '.png' end`
  await connection.run(`copy (
    select 9007199254740993 + i as id, struct_pack(bytes := ${PICTURE}, path := ${name}) as picture,
      case when i < ${NAMES.length} or i > 150 then 'cat' else 'dog' end as label,
      case when i % 2 = 0 then struct_pack(bytes := encode('back ' || i), path := null::varchar) end as back
    from range(${range}) t(i)) to '${path}' (format parquet, row_group_size 50,
    kv_metadata {huggingface: '${JSON.stringify({ info: { features: FEATURES } })}'})`)
  return readFile(path)
}
const pictureOf = (row: number) =>
  Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(`picture ${row}`)])
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

const get = (query: Record<string, string>, token?: string, repo = 'pets') =>
  hub.call(`/api/datasets/alice/${repo}/subset?${new URLSearchParams({ split: 'train', ...query })}`, {
    ...(token && { token }),
  })
const listOf = async (answer: Response) =>
  (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const databelt = (args: string[], url = hub.url) => {
  const env = { PATH: process.env.PATH, DATABELT_HUB: url, DATABELT_TOKEN: owner }
  return promisify(execFile)(process.execPath, ['bin/databelt.js', 'pull', ...args], { env })
}
const CATS = ['alice/pets', '--split', 'train', '--columns', 'id,picture,label', '--where', "label = 'cat'"]

test('a list of the files of the rows, each with its SHA-256 and where it is', async () => {
  const list = await listOf(
    await get({ media: 'files', where: `id >= 9007199254740993 + 150 and label = 'cat'` }),
  )
  expect(list.map(({ row }) => row)).toEqual(Array.from({ length: 49 }, (_, i) => 151 + i))
  expect(list[1]).toMatchObject({
    row: 152,
    media: {
      picture: { name: 'dog152.png', extension: 'png', size: 19, sha256: sha256(pictureOf(152)) },
      back: { name: null, extension: null, sha256: sha256('back 152') },
    },
    values: { label: 'cat' },
  })
  expect(list[0].media.back).toBe(null)
  const bytes = await hub.call(list[1].media.picture.url)
  expect(Buffer.from(await bytes.arrayBuffer())).toEqual(pictureOf(152))
  expect(bytes.headers.get('etag')).toBe(`"${sha256(pictureOf(152))}"`)
  expect(await (await hub.call(list[1].media.back.url)).text()).toBe('back 152')
})

test('rows without files have their names', async () => {
  const answer = await get({
    media: 'none',
    format: 'csv',
    columns: 'id,picture,back',
    where: 'id % 100 = 0',
  })
  expect(await answer.text()).toBe(
    'id,picture,back\r\n9007199254741000,,\r\n9007199254741100,dog107.png,\r\n',
  )
  expect(await (await get({ media: 'none', limit: '1', format: 'jsonl' })).text()).toBe(
    '{"id":9007199254740993,"picture":"a.png","label":"cat","back":null}\n',
  )
})

test('who may not read the repo gets neither the list nor a file of it', async () => {
  const [first] = await listOf(await get({ media: 'files', limit: '1' }, owner, 'secret'))
  const { url } = first.media.picture
  expect((await hub.call(url, { token: owner })).status).toBe(200)
  const other = await hub.user('mallory')
  for (const token of [undefined, other]) {
    expect((await get({ media: 'files', limit: '1' }, token, 'secret')).headers.get('x-error-code')).toBe(
      'RepoNotFound',
    )
    const answer = await hub.call(url, { ...(token && { token }) })
    expect(answer.headers.get('x-error-code')).toBe('RepoNotFound')
  }
})

test('what is wrong with a question is said', async () => {
  const why = async (query: Record<string, string>) => {
    const answer = await get(query)
    expect(answer.status).toBe(400)
    return ((await answer.json()) as { error: string }).error
  }
  expect(await why({ media: 'files', columns: 'label' })).toMatch(/None of the columns label holds files/)
  expect(await why({ media: 'files', columns: 'nope' })).toMatch(
    /no column "nope". The columns are: id, picture/,
  )
  expect(await why({ media: 'files', where: 'label =' })).toMatch(/syntax error/)
  expect(await why({ media: 'files', format: 'csv' })).toMatch(/Leave format out/)
  expect(await why({ media: 'all' })).toMatch(/media must be one of cells, none, files/)
  const [first] = await listOf(await get({ media: 'files', limit: '1' }))
  const { url } = first.media.picture
  const status = async (address: string) => (await hub.call(address)).status
  expect(await status(url.replace('row=0', 'row=1000'))).toBe(404)
  expect(await status(url.replace('column=picture', 'column=nope'))).toBe(400)
  expect(await status(url.replace('column=picture', 'column=back').replace('row=0', 'row=1'))).toBe(404)
  expect(await status(url.replace(/commit=\w+/, `commit=${'0'.repeat(40)}`))).toBe(409)
  expect(await status('/api/datasets/alice/pets/subset/media?row=0')).toBe(400)
})

test('databelt pull --media: each file once, under a name that is safe, and a table that names it', async () => {
  const output = join(folder, 'cats')
  const { stdout } = await databelt([...CATS, '--media', '--output', output])
  expect(stdout).toMatch(/cats: 58 files, .* \(58 fetched\), and metadata.jsonl/)
  const lines = (await readFile(join(output, 'metadata.jsonl'), 'utf8')).trim().split('\n')
  expect(lines[0]).toBe('{"file_name":"a.png","id":9007199254740993,"label":"cat"}')
  const rows = lines.map((line) => JSON.parse(line) as { file_name: string })
  expect(rows.slice(0, NAMES.length).map((row) => row.file_name)).toEqual([
    ...[
      'a.png',
      'a-1.png',
      'x.png',
      '_CON.png',
      'passwd.png',
      'b.png',
      'A-6.PNG',
      '7.png',
      'metadata-8.jsonl',
    ],
  ])
  expect(rows.length).toBe(58)
  for (const [i, row] of rows.entries()) {
    const number = i < NAMES.length ? i : 151 - NAMES.length + i
    expect(await readFile(join(output, row.file_name))).toEqual(pictureOf(number))
  }
  expect((await readdir(output)).length).toBe(58 + 2)
})

test('a file that is not right any more is fetched again, and only that one', async () => {
  const output = join(folder, 'cats')
  const [spoilt, mended] = [join(output, 'dog160.png'), join(output, 'dog161.png')]
  const bytes = await readFile(spoilt)
  bytes[10] = (bytes[10] ?? 0) ^ 1
  await writeFile(spoilt, bytes)
  await rm(mended)
  const { stdout } = await databelt([...CATS, '--media', '--output', output])
  expect(stdout).toMatch(/58 files, .* \(2 fetched\)/)
  expect(await readFile(spoilt)).toEqual(pictureOf(160))
  expect(await readFile(mended)).toEqual(pictureOf(161))
})

test('a folder of something else is left alone', async () => {
  const output = join(folder, 'mine')
  await mkdir(output)
  await writeFile(join(output, 'a.png'), 'mine')
  await expect(databelt([...CATS, '--media', '--output', output])).rejects.toThrow(/mine holds other files/)
  const other = ['alice/pets', '--split', 'train', '--media', '--output', join(folder, 'cats')]
  await expect(databelt(other)).rejects.toThrow(/cats holds another subset/)
})

/** The hub behind a door that lets so many files through, or spoils them. */
async function door(
  pass: (files: number) => 'through' | 'hang' | 'spoil',
): Promise<{ url: string; server: Server; files: () => number }> {
  let files = 0
  const server = createServer(async (request, response) => {
    const how = request.url?.includes('/subset/media') ? pass(++files) : 'through'
    if (how === 'hang') return
    const authorization = request.headers.authorization ?? ''
    const answer = await fetch(hub.url + request.url, { headers: { authorization } })
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (how === 'spoil') bytes[0] = 0
    const headers = { etag: answer.headers.get('etag') ?? '', 'content-length': bytes.length }
    response.writeHead(answer.status, headers).end(bytes)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, files: () => files }
}

test('killed in the middle, it goes on where it was', async () => {
  const output = join(folder, 'killed')
  const gate = await door((files) => (files > 20 ? 'hang' : 'through'))
  const args = [...CATS, '--media', '--output', output]
  const env = { PATH: process.env.PATH, DATABELT_HUB: gate.url, DATABELT_TOKEN: owner }
  const child = spawn(process.execPath, ['bin/databelt.js', 'pull', ...args], { env })
  // four hang at the door, so the twenty before them are written
  while (gate.files() < 24) await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGKILL')
  await once(child, 'exit')
  gate.server.closeAllConnections()
  gate.server.close()
  const before = await readdir(output)
  expect(before).not.toContain('metadata.jsonl')
  expect(before.length).toBe(20 + 1)
  const { stdout } = await databelt(args)
  expect(stdout).toMatch(/58 files, .* \(38 fetched\)/)
  expect(await readFile(join(output, 'metadata.jsonl'))).toEqual(
    await readFile(join(folder, 'cats', 'metadata.jsonl')),
  )
})

test('bytes that were spoilt on the way get no name', async () => {
  const output = join(folder, 'spoilt')
  const gate = await door((files) => (files === 30 ? 'spoil' : 'through'))
  const args = [...CATS, '--media', '--output', output]
  await expect(databelt(args, gate.url)).rejects.toThrow(/has the hash [0-9a-f]{64}, not/)
  expect(await readdir(output)).not.toContain('metadata.jsonl')
  expect((await databelt(args, gate.url)).stdout).toMatch(/58 files/)
  gate.server.close()
})

test('databelt pull --no-media', async () => {
  const output = join(folder, 'labels.csv')
  await databelt([
    'alice/pets',
    '--split',
    'train',
    '--no-media',
    '--format',
    'csv',
    '--limit',
    '2',
    '--output',
    output,
  ])
  expect(await readFile(output, 'utf8')).toBe(
    'id,picture,label,back\r\n9007199254740993,a.png,cat,\r\n9007199254740994,a.png,cat,\r\n',
  )
  expect((await stat(output)).size).toBeGreaterThan(0)
})

test('films come from the repo, which has their bytes', async () => {
  await createRepo('films', false)
  const large = Buffer.alloc(100_000, 'film')
  await commit('films', [file('clips/one film.mp4', 'first'), file('clips/two.mp4', large)])
  const output = join(folder, 'films')
  const args = ['alice/films', '--split', 'train', '--media', '--output', output]
  expect((await databelt(args)).stdout).toMatch(/2 files, .* \(2 fetched\)/)
  expect(await readFile(join(output, 'one film.mp4'), 'utf8')).toBe('first')
  expect(await readFile(join(output, 'two.mp4'))).toEqual(large)
  await writeFile(join(output, 'one film.mp4'), 'f1rst')
  expect((await databelt(args)).stdout).toMatch(/\(1 fetched\)/)
})

test('a commit in the middle ends a pull with what to do', async () => {
  const [first] = await listOf(await get({ media: 'files', limit: '1' }))
  await commit('pets', [file('README.md', `${CARD}\nMore.`)])
  expect((await hub.call(first.media.picture.url)).status).toBe(409)
})
