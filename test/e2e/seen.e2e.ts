import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { testData } from '../support/test-data.js'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { gguf } from './support/gguf.js'
import { expectAccessible, faults } from './support/page.js'

// What is read off a page: rows of the chosen table, lines to cite, a model's header, what a webhook was answered.
const nusax = testData('nusax/sentiment')
const PARTS = ['english', 'javanese']
const CONFIGS = `---
pretty_name: Two parts
license: cc-by-4.0
configs:
- config_name: fruits
  data_files:
  - {split: train, path: fruits/train.csv}
  - {split: test, path: fruits/test.csv}
- config_name: animals
  data_files:
  - {split: train, path: animals/train.csv}
---
`
let hub: FilledHub
let receiver: Server
const received: string[] = []

test.beforeAll(async () => {
  test.setTimeout(180_000)
  receiver = createServer((request, response) => {
    request.on('data', (bytes) => received.push(String(bytes)))
    request.on('end', () => response.writeHead(204).end())
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  hub = await startFilledHub({ DATABELT_EGRESS_ALLOW: receiverUrl(), DATABELT_SAMPLE: 'false' })
  await hub.publish('parts', {
    'README.md': CONFIGS,
    'fruits/train.csv': 'name\napple\npear',
    'fruits/test.csv': 'name\nquince',
    'animals/train.csv': 'name\nbadger\notter',
  })
  await hub.publish('weights', { 'README.md': '# Weights\n', 'model.gguf': gguf() }, { type: 'model' })
  if (nusax) await hub.publish('nusax', nusaxFiles(nusax))
})
test.afterAll(async () => {
  receiver?.close()
  await hub?.stop()
})

const receiverUrl = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`

function nusaxFiles(folder: string): Record<string, string | Buffer> {
  const configs = PARTS.map((name) =>
    [
      `- config_name: ${name}`,
      '  data_files:',
      ...['train', 'valid', 'test'].map((split) => `  - {split: ${split}, path: ${name}/${split}.csv}`),
    ].join('\n'),
  )
  const files = PARTS.flatMap((name) =>
    readdirSync(join(folder, name)).map((file) => [
      `${name}/${file}`,
      readFileSync(join(folder, name, file)),
    ]),
  )
  const card = `---\npretty_name: NusaX\nlanguage: [en, jv]\nlicense: cc-by-sa-4.0\nconfigs:\n${configs.join('\n')}\n---\n`
  return { 'README.md': card, ...Object.fromEntries(files) }
}

const split = (page: Page) => page.getByRole('combobox', { name: 'Split' })
const config = (page: Page) => page.getByRole('combobox', { name: 'Part', exact: true })
const untilTables = (id: string, table: string) =>
  expect
    .poll(async () => (await hub.api(`/first-rows?dataset=${id}&${table}`)).status, { timeout: 90_000 })
    .toBe(200)

test('another part and another split are other rows, and another address', async ({ page }) => {
  const wrong = faults(page)
  await untilTables('admin/parts', 'config=animals&split=train')
  await untilTables('admin/parts', 'config=fruits&split=test')
  await page.goto(`${hub.url}/datasets/admin/parts/viewer?config=fruits&split=train`)
  await expect(page.getByText('apple')).toBeVisible()
  await split(page).selectOption('test')
  await expect(page).toHaveURL(/config=fruits&split=test/)
  await expect(page.getByText('quince')).toBeVisible()
  await expect(page.getByText('apple')).toHaveCount(0)
  await config(page).selectOption('animals')
  await expect(page).toHaveURL(/config=animals&split=train/)
  await expect(page.getByText('badger')).toBeVisible()
  await expect(page.getByText('quince')).toHaveCount(0)
  await page.reload()
  await expect(page.getByText('otter')).toBeVisible()
  expect(wrong).toEqual([])
})

test('the line that names the source is on the page, and is what the hub gives to programs', async ({
  page,
}) => {
  const made = await hub.api('/api/datasets/admin/parts/terms', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version: 1, who: 'everyone', attribution: 'Taken from {title}, {version}' }),
  })
  expect(made.status, await made.clone().text()).toBe(200)
  const answer = await hub.api('/api/datasets/admin/parts/attribution')
  const { text } = (await answer.json()) as { text: string }
  expect(text).toContain('Taken from Two parts')
  await page.goto(`${hub.url}/datasets/admin/parts`)
  await expect(page.getByRole('heading', { name: 'Attribution' })).toBeVisible()
  await expect(page.locator('aside')).toContainText(text)
  // and wherever somebody takes the data
  await page.goto(`${hub.url}/datasets/admin/parts/files`)
  await page.getByText('Take everything').click()
  await expect(page.locator('details.take')).toContainText(text)
  await untilTables('admin/parts', 'config=fruits&split=train')
  await page.goto(`${hub.url}/datasets/admin/parts/viewer`)
  await page.getByText('Download these rows').click()
  await expect(page.locator('details.take-rows')).toContainText(text)
})

test('the header of a GGUF file: what it says of itself, and its tensors', async ({ page }) => {
  const wrong = faults(page)
  await page.goto(`${hub.url}/admin/weights/tensors`)
  const row = page.getByRole('row', { name: /blk\.0\.attn_q\.weight/ })
  await expect(row).toContainText('256 × 512')
  await expect(row).toContainText('Q4_K')
  await expect(page.getByRole('row', { name: /output_norm\.weight/ })).toContainText('F32')
  await page.locator('summary', { hasText: '(3)' }).click()
  await expect(page.getByText('general.architecture')).toBeVisible()
  await expect(page.getByText('8192')).toBeVisible()
  expect(wrong).toEqual([])
})

test('a webhook that is answered: the test arrives, and is listed as delivered', async ({
  page,
  context,
}) => {
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${hub.token}` })
  await page.goto(`${hub.url}/settings/webhooks`)
  await page.getByLabel('Address (https)').fill(`${receiverUrl()}/hook`)
  await page.getByLabel('What to watch').fill('admin/parts')
  await page.getByRole('button', { name: 'Make the webhook' }).click()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await expect.poll(() => received.length, { timeout: 30_000 }).toBeGreaterThan(0)
  expect(JSON.parse(received[0] ?? '')).toHaveProperty('event')
  await expect(async () => {
    await page.reload()
    await page.getByText('Deliveries', { exact: true }).click()
    await expect(page.getByRole('row', { name: /204/ })).toContainText('delivered', { timeout: 1000 })
  }).toPass({ timeout: 30_000 })
})

test('a webhook of an organisation is made in its settings, and hears of its data sets', async ({
  page,
  context,
}) => {
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${hub.token}` })
  const send = async (path: string, data: object) =>
    expect((await context.request.post(hub.url + path, { data })).ok()).toBe(true)
  await send('/api/organizations/create', { name: 'hooked', fullname: 'Hooked' })
  await page.goto(`${hub.url}/organizations/hooked/settings/webhooks`)
  await page.getByLabel('Address (https)').fill(`${receiverUrl()}/of-org`)
  await page.getByRole('button', { name: 'Make the webhook' }).click()
  await expect(page.getByText(`${receiverUrl()}/of-org`, { exact: true })).toBeVisible()
  // the one of a data set is not here
  await expect(page.locator('.panel strong')).toHaveCount(1)
  await send('/api/repos/create', { type: 'dataset', name: 'told', organization: 'hooked' })
  await expect
    .poll(() => received.some((body) => body.includes('hooked/told')), { timeout: 30_000 })
    .toBe(true)
  await page.reload()
  await page.getByText('Deliveries', { exact: true }).click()
  await expect(page.getByRole('row', { name: /204/ }).first()).toContainText('delivered')
  // and among all of one's own
  await page.goto(`${hub.url}/settings/webhooks`)
  await expect(page.getByText(`${receiverUrl()}/of-org`, { exact: true })).toBeVisible()
  await expectAccessible(page)
})

test('NusaX: rows and figures of two languages', async ({ page }) => {
  test.skip(!nusax, 'needs nusax/sentiment')
  const wrong = faults(page)
  for (const part of PARTS) await untilTables('admin/nusax', `config=${part}&split=train`)
  await page.goto(`${hub.url}/datasets/admin/nusax/viewer?config=javanese&split=train`)
  await expect(page.getByText(/^Nikmatono cicilan 0%/)).toBeVisible()
  await config(page).selectOption('english')
  await expect(page.getByText(/^Enjoy|installment/i).first()).toBeVisible()
  await page.goto(`${hub.url}/datasets/admin/nusax/statistics?config=javanese&split=train`)
  await expect(page.getByText('500 rows')).toBeVisible({ timeout: 60_000 })
  for (const label of ['neutral', 'positive', 'negative'])
    await expect(page.locator('main')).toContainText(label)
  expect(wrong).toEqual([])
})
