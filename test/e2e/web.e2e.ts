import { expect, type Page, test } from '@playwright/test'
import { newToken } from '../../src/codecs/access-token.js'
import { freePort } from '../support/openid.js'
import { type SpawnedHub, spawnHub } from './support/hub.js'

const SAMPLE = 'samples/seattle-weather'
/** Seattle, a row a day. */
const ROWS = 1461
const token = newToken()
let hub: SpawnedHub

test.beforeAll(async () => {
  const settings = { DATABELT_SAMPLE: 'true', DATABELT_ADMIN_TOKEN: token }
  hub = await spawnHub(await freePort(), settings)
  await expect
    .poll(async () => (await api(`/splits?dataset=${SAMPLE}`)).status, { timeout: 90_000, intervals: [500] })
    .toBe(200)
})
test.afterAll(async () => hub?.stop())

const api = (path: string, init: RequestInit = {}) =>
  fetch(hub.url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } })

async function publish(name: string, files: Record<string, string>, isPrivate = false): Promise<void> {
  const made = await api('/api/repos/create', {
    method: 'POST',
    body: JSON.stringify({ type: 'dataset', name, private: isPrivate }),
  })
  expect(made.status).toBe(200)
  const lines: object[] = [{ key: 'header', value: { summary: 'Publish' } }]
  for (const [path, text] of Object.entries(files))
    lines.push({
      key: 'file',
      value: { path, content: Buffer.from(text).toString('base64'), encoding: 'base64' },
    })
  const body = lines.map((line) => JSON.stringify(line)).join('\n')
  expect((await api(`/api/datasets/admin/${name}/commit/main`, { method: 'POST', body })).status).toBe(200)
}

/** Faults of the page itself. */
function faults(page: Page): string[] {
  const found: string[] = []
  page.on('pageerror', (error) => found.push(error.message))
  return found
}

test('one searches as one types, narrows by facets, and the address says it all', async ({ page }) => {
  const wrong = faults(page)
  await page.goto(hub.url)
  await page.getByRole('searchbox').fill('seatle weather')
  await expect(page.getByRole('link', { name: /Seattle weather/ }).last()).toBeVisible()
  await expect(page).toHaveURL(/q=seatle/)
  await page.getByRole('searchbox').fill('weather')
  const tabular = page.getByRole('checkbox', { name: /Tabular/ })
  await tabular.first().check()
  await expect(page).toHaveURL(/tabular/)
  await page.reload()
  await expect(page.getByRole('link', { name: /Seattle weather/ }).last()).toBeVisible()
  expect(wrong).toEqual([])
})

test('the language of the browser is spoken, and another can be chosen and is remembered', async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: 'ko-KR' })
  const page = await context.newPage()
  await page.goto(hub.url)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('AI 학습을 위한 열린 데이터')
  expect(await page.locator('html').getAttribute('lang')).toBe('ko')
  await page.getByRole('combobox', { name: /Language/ }).selectOption('en')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Open data for training AI')
  await context.close()
})

test('rows are shown to the last one, and found by words and conditions', async ({ page }) => {
  const wrong = faults(page)
  await page.goto(`${hub.url}/datasets/${SAMPLE}/viewer`)
  await expect(page.getByText(`${ROWS.toLocaleString('en-US')} rows`)).toBeVisible()
  await expect(page.getByRole('cell', { name: 'drizzle' }).first()).toBeVisible()
  const scroller = page.locator('.table-place [role=group]').first()
  await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect(page.getByRole('rowheader', { name: ROWS.toLocaleString('en-US') })).toBeVisible()
  await page.getByRole('textbox', { name: 'Condition' }).fill(`"weather" = 'snow'`)
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page.getByText(/^[\d,]+ (of [\d,]+ )?rows$/)).toBeVisible()
  await expect(page).toHaveURL(/where=/)
  await page.getByRole('textbox', { name: 'Condition' }).fill('no such column = 1')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  expect(wrong).toEqual([])
})

test('the page of a data set says what it is, how to use it, and which files it has', async ({ page }) => {
  await page.goto(`${hub.url}/datasets/${SAMPLE}`)
  await expect(page).toHaveTitle(/Seattle weather/)
  await expect(page.locator('.code').first()).toContainText(`load_dataset("${SAMPLE}")`)
  await page.getByRole('combobox', { name: 'Use this data set' }).selectOption('git')
  await expect(page.locator('.code').first()).toContainText('git clone')
  await page.getByRole('link', { name: 'Files' }).click()
  await expect(page.getByRole('link', { name: 'README.md', exact: true })).toBeVisible()
  const linked = await (
    await page.request.get(`${hub.url}/datasets/${SAMPLE}`, { headers: { accept: 'text/html' } })
  ).text()
  expect(linked).toContain('"@type":"Dataset"')
})

test('whoever may not know a data set sees the same page as for one that is not there', async ({ page }) => {
  await publish('secret-one', { 'a.csv': 'a\n1\n' }, true)
  const texts = []
  for (const name of ['secret-one', 'absent-one']) {
    const answer = await page.goto(`${hub.url}/datasets/admin/${name}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing at this address.')
    texts.push([
      answer?.status(),
      (await answer?.text())?.replaceAll(name, ''),
      await page.locator('main').textContent(),
    ])
  }
  expect(texts[0]).toEqual(texts[1])
})
