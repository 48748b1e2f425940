import { expect, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { expectAccessible, faults, takePictures } from './support/page.js'

let hub: FilledHub
test.beforeAll(async () => {
  hub = await startFilledHub({ DATABELT_SIGN_UP: 'true' })
  await hub.publish('words', { 'README.md': '# Words\n', 'train.csv': 'id,word\n1,나무\n2,tree\n' })
  await hub.publish('hidden', { 'train.csv': 'id\n1\n' }, { isPrivate: true })
  await hub.tablesOf('admin/words')
})
test.afterAll(async () => hub?.stop())

test('an address is found, read and tried, as anybody and with a token', async ({ page }) => {
  const wrong = faults(page)
  await page.goto(`${hub.url}/api-docs`)
  await expect(page.getByRole('heading', { level: 1, name: 'API' })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'api-list')
  await page.getByRole('searchbox', { name: 'Find an address' }).fill('post /api/sql')
  await page.getByText('Ask tables in SQL', { exact: true }).click()
  const body = JSON.stringify({ sql: 'select word from "admin/words".train order by id', format: 'json' })
  await page.getByRole('textbox', { name: 'Body (JSON)' }).fill(body)
  await page.getByRole('button', { name: 'Send POST /api/sql' }).click()
  const answer = page.getByRole('region', { name: 'Answer' })
  await expect(answer).toContainText('나무')
  await expect(answer.getByRole('status')).toContainText(/200 .* in [\d,]+ ms/)
  await answer.getByText('Headers of the answer').click()
  await expect(answer.getByText('x-query-id', { exact: true })).toBeVisible()
  const code = page.getByRole('combobox', { name: 'Code for' })
  await code.selectOption('Python')
  await expect(page.getByText('import requests')).toContainText(`"POST",\n    "${hub.url}/api/sql",`)
  await code.selectOption('JavaScript')
  await expect(page.getByText('const answer = await fetch(')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'api-tried')
  const hidden = JSON.stringify({ sql: 'select count(*) from "admin/hidden".train' })
  await page.getByRole('textbox', { name: 'Body (JSON)' }).fill(hidden)
  await page.getByRole('button', { name: 'Send POST /api/sql' }).click()
  await expect(answer).toContainText('RepoNotFound')
  await page.getByLabel(/^Access token/).fill(hub.token)
  await page.getByRole('button', { name: 'Send POST /api/sql' }).click()
  await expect(answer.getByRole('status')).not.toContainText('RepoNotFound')
  expect(wrong).toEqual([])
})

test('each address has a link, which opens it and nothing else', async ({ page }) => {
  await page.goto(`${hub.url}/api-docs`)
  await page.getByText('Ask tables in SQL', { exact: true }).click()
  await page.getByRole('link', { name: 'Link to this address' }).click()
  const link = page.url()
  expect(link).toMatch(/#[\w.]+$/)
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByRole('button', { name: 'Send POST /api/sql' })).toBeInViewport()
  await expect(page.getByRole('button', { name: /^Send/ })).toHaveCount(1)
})

test('what a session may do works from the page, and what changes something asks first', async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: 'ko-KR' })
  await hub.signUp(context, 'hana')
  const page = await context.newPage()
  await page.goto(`${hub.url}/api-docs`)
  await page.getByRole('searchbox', { name: '주소 찾기' }).fill('post /api/repos/create')
  await page.getByText('저장소 만들기').click()
  const send = page.getByRole('button', { name: 'POST /api/repos/create 보내기' })
  await page.getByRole('textbox', { name: '본문 (JSON)' }).fill('{"type": "dataset", "name": "mine"}')
  await expect(send).toBeDisabled()
  await page.getByRole('checkbox').check()
  await send.click()
  await expect(page.getByRole('region', { name: '응답' })).toContainText('hana/mine')
  await expectAccessible(page)
  await context.close()
})

test('what addresses are for is told in the language of the app', async ({ page, request }) => {
  await page.goto(`${hub.url}/api-docs`)
  const rows = page.locator('details[id="get.rows"]')
  await expect(rows).toContainText('Any page of rows of a split')
  await page.getByRole('combobox', { name: /Language/ }).selectOption('ko')
  await expect(rows).toContainText('분할에서 원하는 위치의 행')
  await rows.locator('summary').first().click()
  await expect(rows.getByRole('textbox', { name: 'split' })).toHaveAccessibleDescription('분할. 예: train')
  await expect(page.getByText('Any page of rows of a split')).toHaveCount(0)
  await page.getByRole('searchbox', { name: '주소 찾기' }).fill('조건에 맞는 행')
  await expect(page.locator('details.api-operation')).toHaveCount(2)
  await expectAccessible(page)
  const headers = { 'accept-language': 'ko, en;q=0.5' }
  const answer = await request.get(`${hub.url}/api/openapi.json`, { headers })
  expect(answer.headers().vary).toContain('Accept-Language')
  expect((await answer.json()).paths['/rows'].get.summary).toBe('분할에서 원하는 위치의 행')
  const other = await request.get(`${hub.url}/api/openapi.json`, { headers: { 'accept-language': 'en' } })
  expect((await other.json()).paths['/rows'].get.summary).toBe('Any page of rows of a split')
})

test('two values of one name are sent apart', async ({ page }) => {
  await page.goto(`${hub.url}/api-docs`)
  await page.getByRole('searchbox', { name: 'Find an address' }).fill('/api/datasets/{ns}/{name}/commits')
  await page.getByText('History of a revision, newest first').click()
  await page.getByRole('textbox', { name: 'ns' }).fill('admin')
  await page.getByRole('textbox', { name: /^name/ }).fill('words')
  await page.getByRole('textbox', { name: /^path/ }).first().fill('main')
  await page.getByRole('textbox', { name: /^path/ }).last().fill('train.csv')
  await page.getByRole('button', { name: /^Send/ }).click()
  const answer = page.getByRole('region', { name: 'Answer' })
  await expect(answer.getByRole('status')).toContainText('200')
  await expect(page.getByText('/commits/main?path=train.csv')).toBeVisible()
})

test('the document and llms.txt name this hub', async ({ request }) => {
  const document = await (await request.get(`${hub.url}/api/openapi.json`)).json()
  expect(document.servers).toEqual([{ url: hub.url }])
  const text = await (await request.get(`${hub.url}/llms.txt`)).text()
  // each example that can be read is read
  const links = [...text.matchAll(/\]\((http[^)]+)\)/g)].map(([, link]) => link as string)
  expect(links.length).toBeGreaterThan(2)
  for (const link of links) expect((await request.get(link)).status(), link).toBe(200)
  for (const [, path = ''] of text.matchAll(/`GET (\/[^`]+)`/g)) {
    const filled = path
      .replaceAll('NAMESPACE/NAME', 'admin/words')
      .replace('PATH', 'README.md')
      .replaceAll('WORDS', 'tree')
    expect((await request.get(hub.url + filled)).status(), filled).toBe(200)
  }
})
