import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { expectAccessible, faults, takePictures } from './support/page.js'

const DATA = process.env.DATABELT_TEST_DATA
const NSMC = DATA && join(DATA, 'nsmc')
let hub: FilledHub
let cities: string

const CITIES = [
  ...['id,city,province,opened,people', '1,서울,수도권,2019-01-01,9400000', '2,부산,경상,2020-01-01,3300000'],
  ...['3,대구,경상,2021-01-01,2400000', '4,광주,전라,2022-01-01,1400000', '5,대전,충청,2023-01-01,1450000'],
].join('\n')

test.beforeAll(async () => {
  hub = await startFilledHub()
  cities = await hub.publish('cities', {
    'README.md': '---\npretty_name: Cities of Korea\nlicense: cc0-1.0\n---\n# Cities\n',
    'train.csv': CITIES,
  })
  await hub.tablesOf(cities)
})
test.afterAll(async () => hub?.stop())

const editor = (page: Page) => page.getByRole('textbox', { name: /^SQL query/ })
async function write(page: Page, sql: string): Promise<void> {
  await editor(page).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(sql)
}
const run = (page: Page) => page.getByRole('button', { name: /^Run/ }).click()

test('a data set is asked: its example runs, the answer is a table, a chart and a file', async ({ page }) => {
  const wrong = faults(page)
  await page.goto(`${hub.url}/datasets/${cities}/sql`)
  await expect(editor(page)).toContainText(`from "${cities}".train`)
  await run(page)
  await expect(page.getByRole('cell', { name: '서울' })).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: /^5 rows/ })).toBeVisible()
  await write(
    page,
    `select province, sum(people)::bigint as people from "${cities}".train group by all order by 2 desc`,
  )
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('status').filter({ hasText: /^4 rows/ })).toBeVisible()
  await expect(page.getByRole('cell', { name: '9400000' })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'sql-table')
  await page.getByRole('button', { name: 'Chart', exact: true }).click()
  await expect(page.getByRole('img', { name: 'Bars, province, people' })).toBeVisible()
  await expect(page.getByRole('img', { name: /^Bars/ }).getByText('수도권')).toBeVisible()
  await page.getByRole('combobox', { name: 'Chart' }).selectOption('histogram')
  await expect(page.getByRole('img', { name: 'Distribution, people' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Chart' }).selectOption('bar')
  await expectAccessible(page)
  await takePictures(page, 'sql-chart')
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  const file = await saved
  expect(file.suggestedFilename()).toBe('query.csv')
  expect(await readFile(await file.path(), 'utf8')).toMatch(/^province,people\r\n수도권,9400000\r\n/)
  const parquet = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Parquet' }).click()
  expect((await readFile(await (await parquet).path())).subarray(0, 4).toString()).toBe('PAR1')
  // what one types over coloured text, Chromium itself writes with a style, which the page's policy refuses
  expect(wrong.filter((text) => !text.includes('Applying inline style'))).toEqual([])
})

test('a result is told to be of an earlier query as soon as the text is another', async ({ page }) => {
  await page.goto(`${hub.url}/datasets/${cities}/sql`)
  await expect(editor(page)).toContainText('from')
  await write(page, `select city from "${cities}".train`)
  await run(page)
  await expect(page.getByRole('cell', { name: '서울' })).toBeVisible()
  const earlier = page.getByText('The result of an earlier query:')
  await expect(earlier).toHaveCount(0)
  await page.getByRole('button', { name: 'Every column in figures' }).click()
  await expect(earlier).toContainText(`select city from "${cities}".train`)
  await expectAccessible(page)
  await run(page)
  await expect(page.getByRole('cell', { name: 'province' })).toBeVisible()
  await expect(earlier).toHaveCount(0)
})

test('numbers that no double holds are shown as they are', async ({ page }) => {
  await page.goto(`${hub.url}/sql`)
  await write(
    page,
    'select 9007199254740993 as long, 170141183460469231731687303715884105727::hugeint as longer',
  )
  await run(page)
  await expect(page.getByRole('cell', { name: '9007199254740993' })).toBeVisible()
  await expect(page.getByRole('cell', { name: '170141183460469231731687303715884105727' })).toBeVisible()
})

test('a fault says what is wrong, and the text stays', async ({ page }) => {
  await page.goto(`${hub.url}/datasets/${cities}/sql`)
  await expect(editor(page)).toContainText('from')
  await write(page, `select nothing_like_it from "${cities}".train`)
  await run(page)
  await expect(page.getByRole('alert')).toContainText('nothing_like_it')
  await expect(editor(page)).toContainText('nothing_like_it')
  await expectAccessible(page)
  await takePictures(page, 'sql-fault')
})

test('a query that takes long is cancelled', async ({ page }) => {
  await page.goto(`${hub.url}/sql`)
  await write(page, 'select sum(sqrt(a.i) * sqrt(b.j)) from range(200000) a(i), range(200000) b(j)')
  await run(page)
  await expect(page.getByRole('progressbar')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText(/You cancelled the query/)).toBeVisible()
  await expect(page.getByRole('button', { name: /^Run/ })).toBeEnabled()
})

test('a shared link holds the query, and runs nothing until one says so', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${hub.url}/sql?dataset=${cities}`)
  // the example is there, and does not come between
  await expect(editor(page)).toContainText('select')
  await write(page, `select city from "${cities}".train where city = '부산'`)
  await page.getByRole('button', { name: 'Copy link' }).click()
  const link = await page.evaluate<string>('navigator.clipboard.readText()')
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/api/sql') && asked.push(request.url()))
  await page.goto(link)
  await expect(editor(page)).toContainText("city = '부산'")
  await expect(page.getByText(`"${cities}".train`).first()).toBeVisible()
  expect(asked).toEqual([])
  await run(page)
  await expect(page.getByRole('cell', { name: '부산' })).toBeVisible()
  await page.getByText('Earlier queries').click()
  await expect(page.getByRole('button', { name: /where city = '부산'/ })).toBeVisible()
})

test('the editor is left with Tab, completes names, and takes Hangul as it is composed', async ({ page }) => {
  await page.goto(`${hub.url}/datasets/${cities}/sql`)
  await expect(editor(page)).toContainText('from')
  await write(page, `select prov`)
  await editor(page).focus()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: /^Run/ })).toBeFocused()
  await write(page, `select * from "admin/ci`)
  await page.keyboard.type('t')
  await expect(page.getByRole('option', { name: /admin\/cities/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await write(page, '')
  const input = await page.context().newCDPSession(page)
  for (const text of ['ㅎ', '하', '한'])
    await input.send('Input.imeSetComposition', { selectionStart: 1, selectionEnd: 1, text })
  await page.keyboard.press('Control+Enter')
  await input.send('Input.insertText', { text: '한' })
  await page.keyboard.type(' ')
  await expect(editor(page)).toHaveText('한 ')
})

test('columns are completed alone, before the words of DuckDB', async ({ page }) => {
  await page.goto(`${hub.url}/datasets/${cities}/sql`)
  await expect(editor(page)).toContainText('from')
  const offered = page.locator('.cm-tooltip-autocomplete').getByRole('option')
  for (const begun of ['select ', `select * from "${cities}".train where `]) {
    await write(page, begun)
    await page.keyboard.type('pro')
    await expect(offered.first()).toHaveText('province')
    await offered.first().click()
    await expect(editor(page)).toHaveText(`${begun}province`)
  }
  await write(page, '')
  await page.keyboard.type('su')
  await expect(offered.filter({ hasText: /^summarize$/ })).toBeVisible()
  await write(page, '')
  await page.keyboard.type('fo')
  await expect(offered.filter({ hasText: /^for$/ })).toBeVisible()
  await expect(offered.filter({ hasText: 'fortran' })).toHaveCount(0)
})

test('data sets are found and added; Korean is spoken', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'ko-KR' })
  const page = await context.newPage()
  const wrong = faults(page)
  await page.goto(`${hub.url}/sql`)
  await page.getByRole('searchbox', { name: '이름으로 데이터셋 추가' }).fill('cities')
  await page.getByRole('button', { name: /Cities of Korea/ }).click()
  await expect(page).toHaveURL(/dataset=admin%2Fcities/)
  await page.getByRole('button', { name: '처음 몇 행' }).click()
  await page.getByRole('button', { name: /^실행/ }).click()
  await expect(page.getByRole('status').filter({ hasText: /^5행/ })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'sql-korean')
  expect(wrong).toEqual([])
  await context.close()
})

test('real reviews by the tens of thousands', async ({ page }) => {
  const file = NSMC && join(NSMC, 'reviews.csv')
  const isThere = file !== undefined && existsSync(file)
  if (!isThere && process.env.DATABELT_REQUIRE_ALL === '1')
    throw new Error('DATABELT_TEST_DATA names no folder with nsmc')
  test.skip(!isThere, 'DATABELT_TEST_DATA names no folder with nsmc')
  const nsmc = await hub.publish('reviews', {
    'README.md': '---\npretty_name: Naver movie reviews\n---\n',
    'train.csv': await beginning(file as string),
  })
  await hub.tablesOf(nsmc)
  await page.goto(`${hub.url}/datasets/${nsmc}/sql`)
  await write(page, 'select ')
  await page.keyboard.type('ra')
  const offered = page.locator('.cm-tooltip-autocomplete').getByRole('option')
  await expect(offered.first()).toHaveText('rating')
  await page.keyboard.press('Escape')
  await write(page, `select rating, count(*) as reviews from "${nsmc}".train group by rating order by rating`)
  await run(page)
  await expect(page.getByRole('status').filter({ hasText: /^10 rows/ })).toBeVisible()
  await page.getByRole('button', { name: 'Chart', exact: true }).click()
  const bars = page.getByRole('img', { name: 'Bars, rating, reviews' })
  await expect(bars).toBeVisible()
  await expect(bars.getByText('⚠')).toHaveCount(0)
  await takePictures(page, 'sql-reviews-chart')
  await write(
    page,
    `select rating, length(review) as letters, review from "${nsmc}".train order by letters desc`,
  )
  await run(page)
  const facts = page.getByRole('status').filter({ hasText: /^The first 10,000 rows/ })
  await expect(facts).toHaveText(
    /^The first 10,000 rows in [\d.]+ s · there are more; a download has them all$/,
  )
  const table = page.getByRole('region', { name: 'Table' })
  await takePictures(page, 'sql-reviews')
  await table.focus()
  await page.keyboard.press('End')
  await expect(page.getByRole('rowheader', { name: '10,000' })).toBeVisible()
})

/** So many whole lines of a large file as one commit may hold. */
async function beginning(path: string): Promise<string> {
  const text = (await readFile(path)).subarray(0, 8_000_000).toString('utf8')
  return text.slice(0, text.lastIndexOf('\n') + 1)
}
