import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'

let hub: TestHub
let minji: string
let other: string
const CARD = '---\nlicense: cc-by-4.0\ntags: [poems]\n---\n# Poems\nVerses of many hands.\n'
const ROWS = 'id,line,year\n1,first light,1920\n2,한 줄의 시,1921\n3,9007199254740993,1999\n'

beforeAll(async () => {
  hub = await startHub({ signUp: true })
  minji = await hub.user('minji')
  other = await hub.user('other')
  for (const name of ['poems', 'secret', 'closed']) {
    const made = { type: 'dataset', name, private: name === 'secret' }
    await hub.call('/api/repos/create', { method: 'POST', token: minji, body: JSON.stringify(made) })
    const body = commitBody('add', [file('README.md', CARD), file('train.csv', ROWS)])
    const sent = await hub.call(`/api/datasets/minji/${name}/commit/main`, {
      method: 'POST',
      token: minji,
      body,
    })
    expect(sent.status).toBe(200)
  }
  const gated = { method: 'PUT', token: minji, body: JSON.stringify({ gated: 'manual' }) }
  expect((await hub.call('/api/datasets/minji/closed/settings', gated)).status).toBe(200)
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

async function client(token?: string, headers: Record<string, string> = {}): Promise<Client> {
  const made = new Client({ name: 'test', version: '1' })
  const sent = { ...headers, ...(token && { authorization: `Bearer ${token}` }) }
  const transport = new StreamableHTTPClientTransport(new URL(`${hub.url}/mcp`), {
    requestInit: { headers: sent },
  })
  await made.connect(transport as Parameters<typeof made.connect>[0])
  return made
}
async function use(name: string, given: object, token?: string) {
  const made = await client(token)
  const answer = await made.callTool({ name, arguments: { ...given } })
  await made.close()
  const [{ text = '' } = {}] = answer.content as { text?: string }[]
  return { isError: answer.isError === true, text, value: answer.isError ? undefined : JSON.parse(text) }
}

test('the tools are told, and all of them only read', async () => {
  const made = await client()
  const { tools } = await made.listTools()
  expect(tools.map(({ name }) => name)).toEqual([
    'search',
    'describe',
    'list_files',
    'query_rows',
    'explain_terms',
  ])
  for (const { annotations, description } of tools) {
    expect(annotations?.readOnlyHint).toBe(true)
    expect(description?.length).toBeGreaterThan(40)
  }
  expect(made.getInstructions()).toContain('search')
  await made.close()
})

test('a data set is found, described and asked', async () => {
  const { value: found } = await use('search', { query: 'poems' })
  expect(found.results.map(({ dataset }: { dataset: string }) => dataset)).toContain('minji/poems')
  const { value: told } = await use('describe', { dataset: 'minji/poems' })
  expect(told).toMatchObject({ licence: 'cc-by-4.0', tables: [{ split: 'train', rows: 3 }] })
  expect(told.card).toContain('Verses of many hands')
  expect(told.tables[0].columns.map(({ name }: { name: string }) => name)).toEqual(['id', 'line', 'year'])
  expect(told.figures).toHaveLength(3)
  const { value: files } = await use('list_files', { dataset: 'minji/poems' })
  const csv = files.entries.find(({ file: path }: { file?: string }) => path === 'train.csv')
  expect(csv.bytes).toBe(Buffer.byteLength(ROWS))
  expect(await (await fetch(csv.url)).text()).toBe(ROWS)
  const rows = await use('query_rows', {
    dataset: 'minji/poems',
    columns: ['line'],
    where: 'year > 1920 -- late',
    limit: 1,
  })
  expect(rows.value.rows).toEqual([['한 줄의 시']])
  const counted = await use('query_rows', { sql: 'select count(*) from "minji/poems".train' })
  expect(counted.value.rows).toEqual([[3]])
})

test('long numbers stay exact', async () => {
  const { text } = await use('query_rows', { sql: 'select 9007199254740993 as n' })
  expect(text).toContain('[9007199254740993]')
})

test('a private data set and an absent one answer alike, and its owner has it', async () => {
  for (const token of [undefined, other]) {
    for (const name of ['describe', 'list_files', 'query_rows', 'explain_terms']) {
      const [secret, absent] = [
        await use(name, { dataset: 'minji/secret' }, token),
        await use(name, { dataset: 'minji/absent' }, token),
      ]
      expect(secret.isError, name).toBe(true)
      expect(secret.text.replaceAll('secret', 'absent'), name).toBe(absent.text)
    }
    expect((await use('search', { query: 'poems' }, token)).text).not.toContain('secret')
  }
  expect((await use('describe', { dataset: 'minji/secret' }, minji)).value.visibility).toBe('private')
  expect((await use('query_rows', { dataset: 'minji/secret' }, minji)).value.num_rows).toBe(3)
})

test('what is closed is not told, and the caller hears what to do', async () => {
  const told = (await use('describe', { dataset: 'minji/closed' }, other)).value
  expect(told.tables).toBeNull()
  const rows = await use('query_rows', { dataset: 'minji/closed' }, other)
  expect(rows.isError).toBe(true)
  expect(rows.text).toContain('GatedRepo')
  const { value } = await use('explain_terms', { dataset: 'minji/closed' }, other)
  expect(value).toMatchObject({ you: 'other', needsApproval: 'manual', yourRequest: 'none' })
  expect(value.youMay).toMatchObject({ seePage: true, download: false, askForAccess: true, write: false })
  expect(value.whatToDo).toContain('ask for access')
})

test('answers are bounded, and a wrong question says what is wrong', async () => {
  const long = await use('query_rows', { sql: "select repeat('x', 1000) from range(1000)", limit: 200 })
  expect(long.text).toContain('Ask for fewer rows')
  expect((await use('query_rows', { dataset: 'minji/poems', where: 'nothing = 1' })).text).toMatch(/^BadSql/)
  expect((await use('query_rows', { sql: "select * from read_csv('/etc/passwd')" })).text).toMatch(
    /^SqlRefused/,
  )
  expect((await use('query_rows', {})).text).toContain('Give "dataset"')
})

test('a cookie says nothing here, a wrong token is refused, and batches are', async () => {
  const password = 'a long password of hana'
  const made = await hub.call('/api/sign-up', {
    method: 'POST',
    headers: { origin: hub.url },
    body: JSON.stringify({ user: 'hana', email: 'hana@example.org', password }),
  })
  expect(made.status).toBe(200)
  const cookie = made.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  expect(cookie).toContain('=')
  expect(await (await hub.call('/api/whoami-v2', { headers: { cookie } })).json()).toMatchObject({
    name: 'hana',
  })
  const asked = await client(undefined, { cookie, origin: hub.url })
  const answer = await asked.callTool({ name: 'explain_terms', arguments: { dataset: 'minji/poems' } })
  expect(JSON.stringify(answer.content)).toContain('nobody: no token was sent')
  await asked.close()
  await expect(client('dbelt_wrong')).rejects.toThrow(/401|Invalid credentials/)
  expect((await hub.call('/mcp', { method: 'POST', body: '[{}]' })).status).toBe(400)
  expect((await hub.call('/mcp')).status).toBe(405)
})

test('a fault of the hub is told without its inside, and logged', async () => {
  const { catalogue } = hub.app.services
  const { search } = catalogue
  catalogue.search = async () => {
    throw new Error('relation "secret_table" at 10.0.0.7')
  }
  try {
    const { isError, text } = await use('search', { query: 'poems' })
    expect(isError).toBe(true)
    expect(text).toMatch(/^Internal: Something went wrong on the hub.*under request \S+/)
    expect(text).not.toContain('secret_table')
  } finally {
    catalogue.search = search
  }
})
