import { expect, type Page, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { expectAccessible, faults } from './support/page.js'

const ID = 'admin/only-validation'
const PHONE = { width: 390, height: 844 }
const ROWS = Array.from({ length: 60 }, (_, i) => ({
  at: `2026-03-${String((i % 28) + 1).padStart(2, '0')} 15:06:0${i % 10}`,
  views: 1234567 + i,
  a_name_of_a_column_that_is_long: `text ${i}`,
}))
let hub: FilledHub

test.beforeAll(async () => {
  hub = await startFilledHub({ DATABELT_SIGN_UP: 'true' })
  const csv = ROWS.map((row) => Object.values(row).join(',')).join('\n')
  await hub.publish('only-validation', {
    'README.md':
      '---\nlicense: mit\nconfigs:\n- config_name: small set\n  data_files:\n  - split: validation\n    path: data/a b.csv\n---\n# Only validation\n\n## One\n\n## Two\n\n## Three\n\n## Four\n\n## Five\n',
    'data/a b.csv': `${Object.keys(ROWS[0] ?? {}).join(',')}\n${csv}\n`,
  })
  await expect
    .poll(async () => (await hub.api(`/api/datasets/${ID}/parquet/small%20set/validation`)).status, {
      timeout: 90_000,
      intervals: [500],
    })
    .toBe(200)
})
test.afterAll(async () => hub?.stop())

const drop = async (page: Page, name: string, text: string) => {
  const data = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content ?? ''], fileName ?? '', { type: 'text/csv' }))
      return transfer
    },
    [name, text],
  )
  const place = page.locator('.drop')
  await place.dispatchEvent('dragover', { dataTransfer: data })
  await place.dispatchEvent('drop', { dataTransfer: data })
}

test('someone new makes an account, drops a messy table, publishes it and looks at its rows', async ({
  page,
}) => {
  const wrong = faults(page)
  const began = Date.now()
  await page.goto(`${hub.url}/new`)
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Make an account' }).click()
  await page.getByLabel('Name').fill('newcomer')
  await page.getByLabel('E-mail address').fill('newcomer@example.org')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await expect(page.getByRole('alert')).toContainText('at least 10 characters')
  await expectAccessible(page)
  await page.getByLabel('Password').fill('four words apart here')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await expect(page).toHaveURL(`${hub.url}/new`)
  await page.getByLabel('Title').fill('Messy prices')
  await page.getByLabel('Name in the address').fill('messy-prices')
  const messy = ['day;city;price', ...ROWS.map(({ at }, i) => `${at.slice(0, 10)};Seoul;${i},5`), '1;broken']
  await drop(page, 'prices.csv', `\ufeff${messy.join('\r\n')}\r\n`)
  await expect(page.getByText('prices.csv').first()).toBeVisible()
  await page.getByRole('button', { name: 'Check and publish' }).click()
  const mayPublish = page.getByRole('checkbox', { name: /may publish them/ })
  if (await mayPublish.isVisible()) await mayPublish.check()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(page.getByText(/Tables are ready: 6\d rows/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('link', { name: 'Open the data set' }).click()
  await page.getByRole('link', { name: 'Rows', exact: true }).click()
  await expect(page.getByRole('cell', { name: 'Seoul' }).first()).toBeVisible()
  console.log(`someone new saw their rows after ${((Date.now() - began) / 1000).toFixed(1)} s`)
  expect(wrong).toEqual([])
})

test('a name that is taken is said in Korean, too', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'ko-KR' })
  const page = await context.newPage()
  await page.goto(`${hub.url}/sign-up`)
  await page.getByLabel('이름').fill('admin')
  await page.getByLabel('이메일 주소').fill('other@example.org')
  await page.getByLabel('비밀번호').fill('서로 관련 없는 단어 넷')
  await page.getByRole('button', { name: '계정 만들기' }).click()
  await expect(page.getByRole('alert')).toContainText('다른 이름을 골라 주세요')
  await context.close()
})

test('the lines for other tools name the config, the split and a file that are there', async ({ page }) => {
  await page.goto(`${hub.url}/datasets/${ID}`)
  const tool = page.getByRole('combobox', { name: 'Use this data set' })
  const lines = page.locator('.use .code')
  await tool.selectOption('DuckDB')
  const address = /'(http[^']+)'/.exec(await lines.innerText())?.[1] ?? ''
  expect(address).toContain('small%20set/validation/0.parquet')
  expect((await fetch(address)).status).toBe(200)
  await tool.selectOption('curl')
  const file = /(http\S+)$/.exec(await lines.innerText())?.[1] ?? ''
  expect((await fetch(file)).status).toBe(200)
  // what one may do with it and how comes before the outline
  const heads = await page.locator('aside h2').allInnerTexts()
  expect(heads.indexOf('Use this data set')).toBeLessThan(heads.indexOf('On this page'))
})

test('tables and files are saved without a terminal', async ({ page }) => {
  await page.goto(`${hub.url}/datasets/${ID}/tree/main`)
  await expect(page.getByRole('link', { name: 'Download README.md' })).toBeVisible()
  await page.getByText('Take everything').click()
  for (const kind of ['Parquet', 'CSV']) {
    const begun = page.waitForEvent('download')
    await page.getByRole('link', { name: `Download small set/validation ${kind}` }).click()
    expect(await (await begun).failure()).toBeNull()
  }
  await expect(page.getByText('--split validation')).toBeVisible()
  await expectAccessible(page)
})

test('the colours that were chosen are remembered, and the button says which they are', async ({ page }) => {
  await page.goto(hub.url)
  await page.getByRole('button', { name: 'Colours: as on your device' }).click()
  await page.getByRole('button', { name: 'Colours: light' }).click()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Colours: dark' })).toBeVisible()
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
})

test('times are shown by language and heads are not cut', async ({ page }) => {
  const made = await hub.api('/api/sql?format=parquet', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      sql: `select "at"::timestamp as "at", a_name_of_a_column_that_is_long from "${ID}"."small set/validation"`,
    }),
  })
  expect(made.status).toBe(200)
  await hub.publish('times', { 'train.parquet': Buffer.from(await made.arrayBuffer()) })
  await hub.tablesOf('admin/times')
  await page.goto(`${hub.url}/datasets/admin/times/viewer`)
  await expect(page.getByRole('cell', { name: 'Mar 1, 2026, 15:06', exact: true })).toBeVisible()
  const cut = await page
    .locator('.rows-table :is(.head-name, tbody time)')
    .evaluateAll(
      (all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0).length,
    )
  expect(cut).toBe(0)
})

test('numbers of an SQL answer are spaced and keep their digits', async ({ page }) => {
  await page.goto(`${hub.url}/sql?q=${encodeURIComponent('select 1234567890123456789 as big')}`)
  await page.getByRole('button', { name: 'Run' }).click()
  const big = page.getByRole('cell', { name: '1234567890123456789', exact: true })
  await expect(big).toBeVisible()
  await expect(big.locator('.digits > span')).toHaveCount(7)
})

test('on a phone the table begins on the first screen', async ({ page }) => {
  await page.setViewportSize(PHONE)
  await page.goto(`${hub.url}/datasets/${ID}/viewer`)
  const cell = page.getByRole('cell', { name: '1234567', exact: true })
  await expect(cell).toBeVisible()
  expect((await page.locator('.rows-table').boundingBox())?.y).toBeLessThan(PHONE.height * 0.75)
  await page.getByText('Choose rows').click()
  await expect(page.getByRole('searchbox', { name: 'Find rows with words' })).toBeVisible()
  await expectAccessible(page)
})

test('a gated model says how one gets access', async ({ page, context }) => {
  const gate = { method: 'PUT', body: JSON.stringify({ gated: 'manual' }) }
  await hub.publish('closed-model', { 'README.md': '# Closed' }, { type: 'model' })
  expect((await hub.api('/api/models/admin/closed-model/settings', gate)).ok).toBe(true)
  await page.goto(`${hub.url}/admin/closed-model`)
  await expect(page.getByRole('link', { name: 'Sign in to ask for access' })).toBeVisible()
  await hub.signUp(context, 'asker')
  await page.reload()
  await page.getByRole('button', { name: /^Ask/ }).click()
  await page.getByRole('button', { name: 'Send the request' }).click()
  await expect(page.getByText(/is waiting for a decision/)).toBeVisible()
})
