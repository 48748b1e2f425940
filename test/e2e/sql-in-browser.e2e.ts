import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { expectAccessible, faults, takePictures } from './support/page.js'

const DATA = process.env.DATABELT_TEST_DATA
const VEGA = join('node_modules', 'vega-datasets', 'data')
let hub: FilledHub
let cars: string
let weather: string
let hidden: string

test.beforeAll(async () => {
  hub = await startFilledHub()
  const file = (name: string) => readFile(join(VEGA, name))
  cars = await hub.publish('cars', { 'train.json': await file('cars.json') })
  weather = await hub.publish('weather', { 'train.csv': await file('seattle-weather.csv') })
  hidden = await hub.publish('hidden', { 'train.csv': 'id\n1\n' }, { isPrivate: true })
  for (const each of [cars, weather, hidden]) await hub.tablesOf(each)
})
test.afterAll(async () => hub?.stop())

const editor = (page: Page) => page.getByRole('textbox', { name: /^SQL query/ })
async function write(page: Page, sql: string): Promise<void> {
  await editor(page).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(sql)
}
const run = (page: Page) => page.getByRole('button', { name: /^Run/ }).click()
const where = (page: Page) => page.getByRole('combobox', { name: 'Where it runs' })

/** Every address that the page and its workers ask, from now on. */
function asked(page: Page): string[] {
  const urls: string[] = []
  page.context().on('request', (request) => urls.push(request.url()))
  return urls
}
const elsewhere = (urls: string[]) =>
  urls.filter((url) => !url.startsWith(hub.url) && !/^(blob|data):/.test(url))

/** What the hub says to the same text. */
async function hubSays(sql: string): Promise<unknown> {
  const answer = await hub.api('/api/sql', { method: 'POST', body: JSON.stringify({ sql, format: 'csv' }) })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.text()
}

async function download(page: Page, format: string): Promise<string> {
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: format, exact: true }).click()
  return readFile(await (await saved).path(), 'utf8')
}

test('the same text has the same answer here as on the hub, and nobody else is asked', async ({ page }) => {
  const wrong = faults(page)
  const urls = asked(page)
  await page.goto(`${hub.url}/datasets/${cars}/sql`)
  await where(page).selectOption('browser')
  await expect(page).toHaveURL(/run=browser/)
  const queries = [
    `select Origin, count(*) as cars, avg(Horsepower) as power, sum(Cylinders) as cylinders from "${cars}".train group by all order by 1`,
    `select * from "${cars}".train order by Name, Year, Weight_in_lbs limit 50;`,
    `summarize "${weather}".train`,
    `describe "${weather}"`,
    `with wet as (select date, precipitation from "${weather}".train where weather = 'rain')
     select date_trunc('month', date::date) as month, min(date::date) as first, max(precipitation)::decimal(9,3) as most, count(*) from wet group by 1 order by 1`,
    `select w.weather, [min(w.date::date), max(w.date::timestamp)] as days, {'n': count(*), 'none': null} as figures, 9007199254740993 as long
     from "${weather}".train w semi join "${cars}".train c on w.wind > 1 group by 1 order by 1`,
    `select count(*) from "${weather}"."default/train" -- "no/such".table`,
  ]
  for (const sql of queries) {
    await write(page, sql)
    await run(page)
    await expect(page.getByRole('status').filter({ hasText: /rows? / })).toBeVisible({ timeout: 60_000 })
    expect(await download(page, 'CSV'), sql).toBe(await hubSays(sql))
    await expect(page.getByRole('button', { name: /^Run/ })).toBeEnabled()
  }
  expect(urls.filter((url) => url.includes('/api/sql'))).toEqual([])
  expect(urls.some((url) => url.endsWith('.wasm'))).toBe(true)
  expect(elsewhere(urls)).toEqual([])
  expect(wrong.filter((text) => !text.includes('Applying inline style'))).toEqual([])
})

test('an answer is a table, a chart and files; its link runs it here again', async ({ page }) => {
  await page.goto(`${hub.url}/sql?dataset=${cars}&run=browser`)
  await write(page, `select Origin, count(*) as cars from "${cars}".train group by all order by 2 desc`)
  await run(page)
  await expect(page.getByRole('cell', { name: 'USA' })).toBeVisible({ timeout: 60_000 })
  await expectAccessible(page)
  await takePictures(page, 'sql-in-browser')
  expect(await download(page, 'JSON Lines')).toContain('{"Origin":"USA","cars":254}\n')
  await expect(page.getByRole('button', { name: 'Parquet' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Chart', exact: true }).click()
  await expect(page.getByRole('img', { name: 'Bars, Origin, cars' })).toBeVisible()
  await page.reload()
  await expect(where(page)).toHaveValue('browser')
  await expect(editor(page)).toContainText('group by all')
})

test('only the columns that a query needs are read', async ({ page }) => {
  const wide = await hub.publish('wide', {
    'train.csv': ['id,text', ...Array.from({ length: 20_000 }, (_, i) => `${i},${randomText()}`)].join('\n'),
  })
  await hub.tablesOf(wide)
  await page.goto(`${hub.url}/datasets/${wide}/sql?run=browser`)
  const ranges: number[] = []
  page.context().on('response', async (response) => {
    if (response.url().includes('/resolve/')) ranges.push(Number(response.headers()['content-length']))
  })
  await write(page, `select sum(id) from "${wide}".train`)
  await run(page)
  await expect(page.getByRole('cell', { name: '199990000' })).toBeVisible({ timeout: 60_000 })
  const fetched = ranges.reduce((all, each) => all + each, 0)
  expect(fetched).toBeGreaterThan(0)
  expect(fetched).toBeLessThan(600_000)
})
const randomText = () => Array.from({ length: 100 }, () => Math.random().toString(36).slice(2, 3)).join('')

test('rights are those of whoever asks', async ({ page }) => {
  await page.goto(`${hub.url}/sql?run=browser`)
  await write(page, `select * from "${hidden}".train`)
  await run(page)
  await expect(page.getByRole('alert')).toContainText(hidden, { timeout: 60_000 })
  const [name, value] = ['Authorization', `Bearer ${hub.token}`]
  await page.setExtraHTTPHeaders({ [name]: value })
  await run(page)
  await expect(page.getByRole('status').filter({ hasText: /^1 row / })).toBeVisible({ timeout: 60_000 })
})

test('a fault says what is wrong, at the place where it was written', async ({ page }) => {
  await page.goto(`${hub.url}/datasets/${cars}/sql?run=browser`)
  const says = async (sql: string, text: RegExp) => {
    await write(page, sql)
    await run(page)
    await expect(page.getByRole('alert')).toContainText(text, { timeout: 60_000 })
  }
  await says(
    `select nothing_like_it from "${cars}".train`,
    /nothing_like_it[\s\S]*LINE 1: select nothing_like_it/,
  )
  await says(`drop view "${cars}".train`, /Only a SELECT/)
  await says(`select 1; select 2`, /Only a SELECT|multiple statements/)
  await says(`select * from 'https://example.org/a.parquet'`, /Run the query on the hub|disabled|not exist/)
  await says(`select * from read_text('/etc/passwd')`, /disabled|not/)
  await expectAccessible(page)
  await write(page, `select count(*) as cars from "${cars}".train`)
  await run(page)
  await expect(page.getByRole('cell', { name: '406' })).toBeVisible()
})

test('a query that takes long is cancelled, and the next one runs', async ({ page }) => {
  await page.goto(`${hub.url}/sql?run=browser`)
  await write(page, 'select sum(sqrt(a.i) * sqrt(b.j)) from range(2000000) a(i), range(2000000) b(j)')
  await run(page)
  await expect(page.getByRole('status').filter({ hasText: 'Running' })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText(/You cancelled the query/)).toBeVisible()
  await expect.poll(() => page.workers().length).toBe(0)
  await write(page, 'select 42 as answer')
  await run(page)
  await expect(page.getByRole('cell', { name: '42' })).toBeVisible({ timeout: 60_000 })
})

test('a table that is too large for a browser is refused with its size, and read on the hub', async ({
  page,
}) => {
  const sql = `select sum(n) as total from "admin/many".train`
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const { mkdtemp, rm } = await import('node:fs/promises')
  const folder = await mkdtemp(join('test', 'e2e', '.results-'))
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`copy (select 1 as n from range(5000001)) to '${folder}/a.parquet'`)
  await hub.publish('many', { 'train.parquet': await readFile(join(folder, 'a.parquet')) })
  await rm(folder, { recursive: true })
  await hub.tablesOf('admin/many')
  await page.goto(`${hub.url}/sql?run=browser`)
  await write(page, sql)
  await run(page)
  await expect(page.getByRole('alert')).toContainText('5,000,001 rows', { timeout: 60_000 })
  await expect(page.getByRole('alert')).toContainText('Run it on the hub')
  await where(page).selectOption('hub')
  await run(page)
  await expect(page.getByRole('cell', { name: '5000001' })).toBeVisible({ timeout: 60_000 })
})

test('the pages may not compile WebAssembly; the files of workers may, and reach this hub only', async ({
  request,
}) => {
  const policyOf = async (path: string) =>
    (await request.get(hub.url + path, { headers: { accept: 'text/html' } })).headers()[
      'content-security-policy'
    ] ?? ''
  const page = await policyOf('/sql?run=browser')
  expect(page).toContain("script-src 'self';")
  expect(page).toContain("worker-src 'self'")
  expect(page).not.toMatch(/unsafe/)
  const html = await (await request.get(`${hub.url}/sql`, { headers: { accept: 'text/html' } })).text()
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? ''
  const file = await policyOf(script)
  expect(file).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'",
  )
})

test('Korean is spoken', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'ko-KR' })
  const page = await context.newPage()
  await page.goto(`${hub.url}/datasets/${cars}/sql`)
  await page.getByRole('combobox', { name: '실행할 곳' }).selectOption({ label: '이 브라우저에서' })
  await page.getByRole('button', { name: /^실행/ }).click()
  await expect(page.getByRole('status').filter({ hasText: /^100행/ })).toBeVisible({ timeout: 60_000 })
  await expectAccessible(page)
  await context.close()
})

test('real reviews by the tens of thousands', async ({ page }) => {
  const file = DATA && join(DATA, 'nsmc', 'reviews.csv')
  const isThere = file !== undefined && existsSync(file)
  if (!isThere && process.env.DATABELT_REQUIRE_ALL === '1')
    throw new Error('DATABELT_TEST_DATA names no folder with nsmc')
  test.skip(!isThere, 'DATABELT_TEST_DATA names no folder with nsmc')
  const text = (await readFile(file as string)).subarray(0, 8_000_000).toString('utf8')
  const nsmc = await hub.publish('reviews', { 'train.csv': text.slice(0, text.lastIndexOf('\n') + 1) })
  await hub.tablesOf(nsmc)
  const sql = `select rating, count(*) as reviews, avg(length(review)) as letters, max(review) as last from "${nsmc}".train group by all order by 1`
  await page.goto(`${hub.url}/datasets/${nsmc}/sql?run=browser`)
  await write(page, sql)
  await run(page)
  await expect(page.getByRole('status').filter({ hasText: /^10 rows/ })).toBeVisible({ timeout: 60_000 })
  expect(await download(page, 'CSV')).toBe(await hubSays(sql))
})
