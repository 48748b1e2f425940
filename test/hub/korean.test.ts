import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBody, file, startHub, type TestHub } from '../support/hub.js'
import { newRepo } from '../support/lfs.js'

// What the hub says to people who read Korean; programs that do not ask for it get the same English as ever.
const KOREAN = { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8' }
const hangul = /[가-힣]/
let hub: TestHub
let owner: string
let other: string

beforeAll(async () => {
  hub = await startHub()
  owner = await hub.user('owner')
  other = await hub.user('other')
  await newRepo(hub, owner, 'secret', 'private')
  await newRepo(hub, owner, 'open')
  const body = commitBody('add', [file('broken.csv', 'a,b\n1,2\n"3,4\n')])
  expect(
    (await hub.call('/api/datasets/owner/open/commit/main', { method: 'POST', token: owner, body })).ok,
  ).toBe(true)
})
afterAll(async () => hub?.[Symbol.asyncDispose]())

async function ask(
  path: string,
  headers: Record<string, string> = {},
  options: RequestInit & { token?: string } = {},
) {
  const answer = await hub.call(path, { headers, ...options })
  const text = await answer.text()
  return { answer, text, error: (/^\{/.test(text) ? JSON.parse(text).error : undefined) as string }
}

test.each([
  ['/api/datasets/owner/absent', 'owner/absent 저장소를 찾을 수 없습니다.'],
  ['/datasets/owner/open/resolve/main/none.csv', 'none.csv 파일이나 폴더가 없습니다.'],
  ['/api/datasets/owner/open/tree/v9', 'owner/open 저장소에 v9 버전이 없습니다.'],
  ['/splits?dataset=owner/absent', '데이터셋이 없거나'],
  ['/rows?dataset=owner/open&split=train', 'config 값이 필요합니다.'],
  ['/api/nothing', '주소에는 아무것도 없습니다.'],
])('%s is refused in Korean, and in English to whoever does not ask', async (path, korean) => {
  const said = await ask(path, KOREAN)
  expect(said.error).toContain(korean)
  expect(said.answer.headers.get('content-language')).toBe('ko')
  const program = await ask(path)
  expect(program.error).not.toMatch(hangul)
  expect(program.error).toBe(program.answer.headers.get('x-error-message'))
  expect(program.answer.headers.get('content-language')).toBeNull()
  for (const { answer } of [said, program]) {
    expect(answer.headers.get('vary')).toContain('Accept-Language')
    expect(answer.headers.get('vary')).toContain('Cookie')
  }
  // what programs read is the same for all
  for (const name of ['x-error-code', 'x-error-message', 'content-type'])
    expect(said.answer.headers.get(name), name).toBe(program.answer.headers.get(name))
  expect(said.answer.status).toBe(program.answer.status)
})

test('the language that was chosen in the app counts more than the browser', async () => {
  const english = { ...KOREAN, cookie: 'databelt-language=en' }
  expect((await ask('/api/datasets/owner/absent', english)).error).toMatch(/not found/)
  const korean = { 'accept-language': 'en', cookie: 'databelt-language=ko' }
  expect((await ask('/api/datasets/owner/absent', korean)).error).toMatch(hangul)
})

test('reasons are Korean, too', async () => {
  const body = JSON.stringify({ name: 'a--b', type: 'dataset' })
  const { error } = await ask('/api/repos/create', KOREAN, { method: 'POST', token: owner, body })
  expect(error).toBe('"a--b" 이름은 쓸 수 없습니다: -- 또는 .. 기호를 쓸 수 없습니다.')
})

test.each([
  '/api/datasets/owner/NAME',
  '/api/datasets/owner/NAME/terms',
  '/api/datasets/owner/NAME/jobs',
  '/datasets/owner/NAME/resolve/main/a.csv',
  '/datasets/owner/NAME.git/info/refs?service=git-upload-pack',
  '/splits?dataset=owner/NAME',
  '/rows?dataset=owner/NAME&config=default&split=train',
])('%s: a private one cannot be told from one that is not there, in Korean', async (path) => {
  for (const token of [undefined, other]) {
    const [secret, absent] = await Promise.all(
      ['secret', 'absent'].map(async (name) => {
        const { answer, text } = await ask(path.replace('NAME', name), KOREAN, token ? { token } : {})
        const { date: _, 'x-request-id': __, ...headers } = Object.fromEntries(answer.headers)
        return JSON.stringify([answer.status, headers, text]).replaceAll(name, 'NAME')
      }),
    )
    expect(secret).toBe(absent)
  }
})

test('git is answered in English: terminals may not know other letters', async () => {
  const path = '/datasets/owner/absent.git/info/refs?service=git-upload-pack'
  expect((await ask(path, KOREAN)).text).toBe((await ask(path)).text)
})

test('terms of use are Korean sentences for those who read Korean', async () => {
  const terms = { version: 1, who: 'approved', residents: ['KR'], purposes: ['research'], deleteBy: 30 }
  const body = JSON.stringify(terms)
  const set = await ask('/api/datasets/owner/open/terms', {}, { method: 'PUT', token: owner, body })
  expect(set.answer.status, set.text).toBe(200)
  const summary = async (headers: Record<string, string>) => {
    const { text, answer } = await ask('/api/datasets/owner/open/terms', headers)
    expect(answer.headers.get('vary')).toContain('Accept-Language')
    return JSON.parse(text).summary as string[]
  }
  const [english, korean] = [await summary({}), await summary(KOREAN)]
  expect(korean).toHaveLength(english.length)
  for (const line of english) expect(line).not.toMatch(hangul)
  for (const line of korean) expect(line).not.toMatch(/[a-z]{3}/i)
  expect(korean).toContain('다음 국가의 사람으로 확인되어야 쓸 수 있습니다: 대한민국.')
})

test('what is wrong with a file is said in Korean, and kept in English', async () => {
  while (await hub.app.services.tableBuilder.buildNext(new AbortController().signal));
  const message = async (headers: Record<string, string>) => {
    const { text } = await ask('/api/datasets/owner/open/jobs', headers, { token: owner })
    return JSON.parse(text).problems[0]?.message as string
  }
  expect(await message({})).toContain('never closes')
  expect(await message(KOREAN)).toContain('따옴표가 닫히지 않습니다.')
})
