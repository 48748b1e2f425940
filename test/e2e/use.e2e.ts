import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type Receiver, startReceiver } from '../support/receiver.js'
import { testData } from '../support/test-data.js'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { gguf } from './support/gguf.js'
import { expectAccessible, faults } from './support/page.js'

// What people do with what others published: name it, hear of it, look into it, ask it.
let hub: FilledHub
let receiver: Receiver

test.beforeAll(async () => {
  receiver = await startReceiver()
  hub = await startFilledHub({ DATABELT_EGRESS_ALLOW: receiver.url, DATABELT_SIGN_UP: 'true' })
})
test.afterAll(async () => {
  receiver?.close()
  await hub?.stop()
})

test('the line of attribution is shown and copied on the card and where the data is taken', async ({
  browser,
}) => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  const wrong = faults(page)
  const id = await hub.publish('named', {
    'README.md': '---\npretty_name: Named data\n---\nText.',
    'train.csv': 'a,b\n1,2\n',
  })
  await hub.send('PUT', `/api/datasets/${id}/terms`, {
    ...{ version: 1, who: 'everyone', sample: 'public', onward: true },
    attribution: '{title}, by the test. {url}',
  })
  await hub.tablesOf(id)
  const line = `Named data, by the test. ${hub.url}/datasets/${id}`
  const copied = async () => {
    await page.getByRole('button', { name: 'Copy: ' }).click()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(line)
    await page.evaluate(`navigator.clipboard.writeText('')`)
  }
  await page.goto(`${hub.url}/datasets/${id}`)
  const panel = page.getByRole('heading', { name: 'Licence', exact: true }).locator('..')
  await expect(panel.locator('pre')).toHaveText(line)
  await expect(panel).toContainText('It may be passed on under the same terms.')
  await copied()
  await page.goto(`${hub.url}/datasets/${id}/files`)
  await page.getByText('Take everything').click()
  await expect(page.locator('details.take')).toContainText(line)
  await copied()
  await page.goto(`${hub.url}/datasets/${id}/viewer`)
  await page.getByText('Download these rows').click()
  await expect(page.locator('details.take-rows')).toContainText(line)
  await copied()
  await expectAccessible(page)
  expect(wrong).toEqual([])
  await context.close()
})

test('a webhook is made for an organisation, tells of a test and of a change, and its log says so', async ({
  browser,
}) => {
  const context = await browser.newContext()
  await hub.signUp(context, 'sora')
  const call = (path: string, data: object) =>
    context.request.post(hub.url + path, { data, headers: { origin: hub.url } })
  expect((await call('/api/organizations/create', { name: 'hooked', fullname: 'Hooked' })).ok()).toBe(true)
  const page = await context.newPage()
  await page.goto(`${hub.url}/organizations/hooked/settings/webhooks`)
  await page.getByLabel('Address (https)').fill(receiver.url)
  await page.getByLabel('Secret to sign with').fill('a-secret')
  await page.getByRole('button', { name: 'Make the webhook' }).click()
  await expect(page.getByText(receiver.url)).toBeVisible()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await expect(page.getByText('The test was sent.')).toBeVisible()
  await expect.poll(() => receiver.got.length).toBe(1)
  expect(receiver.got[0]?.headers['x-webhook-secret']).toBe('a-secret')
  expect((await call('/api/repos/create', { type: 'dataset', name: 'told', organization: 'hooked' })).ok()).toBe(true)
  await expect.poll(() => receiver.got.map(({ json }) => json.repo?.name)).toContain('hooked/told')
  await page.reload()
  await page.getByText('Deliveries').click()
  const log = page.getByRole('region', { name: 'Deliveries' }).locator('tbody tr')
  await expect(log.first()).toContainText('200')
  expect(await log.count()).toBeGreaterThanOrEqual(2)
  for (const row of await log.all()) await expect(row.locator('.state.good')).toBeVisible()
  await expectAccessible(page)
  // the same webhook is among all of one's own
  await page.goto(`${hub.url}/settings/webhooks`)
  await expect(page.getByText(receiver.url)).toBeVisible()
  await context.close()
})

test('the header of a GGUF file is read by range and shown', async ({ page }) => {
  const wrong = faults(page)
  const facts = { 'general.architecture': 'llama', 'llama.context_length': 8192 }
  const file = gguf('token_embd.weight', [64, 300_000], facts)
  await hub.publish('tiny-llama', { 'model.gguf': file }, { type: 'model' })
  const sizes: number[] = []
  page.on('response', async (response) => {
    if (response.url().includes('model.gguf')) sizes.push(Number(response.headers()['content-length']))
  })
  await page.goto(`${hub.url}/admin/tiny-llama/tensors`)
  await expect(page.getByRole('row', { name: /token_embd.weight 300000 × 64 F32/ })).toBeVisible()
  await expect(page.getByText('8192')).toBeVisible()
  expect(sizes.length).toBeGreaterThan(0)
  expect(Math.max(...sizes)).toBeLessThan(file.length / 2)
  await page.goto(`${hub.url}/admin/tiny-llama/blob/main/model.gguf`)
  await expect(page.getByRole('row', { name: /token_embd.weight/ })).toBeVisible()
  expect(wrong).toEqual([])
})

const SENTIMENT = testData('nusax/sentiment')
const LANGUAGES = ['javanese', 'sundanese']
const card = `---
pretty_name: NusaX sentiment
language: [jv, su]
license: cc-by-sa-4.0
task_categories: [text-classification]
configs:
${LANGUAGES.map(
  (name) => `- config_name: ${name}
  data_files:
  - {split: train, path: ${name}/train.csv}
  - {split: test, path: ${name}/test.csv}`,
).join('\n')}
---
Sentiment in languages of Indonesia.
`

test('NusaX: parts and splits lead to their own rows and address; figures and SQL agree with the files', async ({
  page,
}) => {
  test.skip(!SENTIMENT, 'needs nusax')
  test.setTimeout(180_000)
  const wrong = faults(page)
  const files = LANGUAGES.flatMap((name) =>
    readdirSync(join(String(SENTIMENT), name)).map((file) => `${name}/${file}`),
  )
  const read = (path: string) => readFileSync(join(String(SENTIMENT), path))
  const id = await hub.publish('nusax', {
    'README.md': card,
    ...Object.fromEntries(files.map((path) => [path, read(path)])),
  })
  await expect
    .poll(
      async () => (await hub.api(`/first-rows?dataset=${id}&config=sundanese&split=test`)).status,
      { timeout: 90_000 },
    )
    .toBe(200)
  const rowOf = async (config: string, split: string) => {
    const answer = await hub.api(`/rows?dataset=${id}&config=${config}&split=${split}&length=1`)
    return ((await answer.json()) as { rows: { row: { text: string } }[] }).rows[0]?.row.text ?? ''
  }
  await page.goto(`${hub.url}/datasets/${id}/viewer`)
  const seen = new Set<string>()
  for (const config of LANGUAGES)
    for (const split of ['train', 'test']) {
      await page.getByRole('combobox', { name: 'Part' }).selectOption(config)
      await page.getByRole('combobox', { name: 'Split' }).selectOption(split)
      await expect(page).toHaveURL(new RegExp(`config=${config}.*split=${split}|split=${split}.*config=${config}`))
      const text = await rowOf(config, split)
      expect(read(`${config}/${split}.csv`).toString()).toContain(text.slice(0, 40))
      await expect(page.locator('.rows-table')).toContainText(text.slice(0, 40))
      seen.add(text)
    }
  expect(seen.size).toBe(4)
  // 500 rows of train; a reload keeps the choice
  await page.goto(`${hub.url}/datasets/${id}/viewer?config=javanese&split=train`)
  await expect(page.getByText('500 rows')).toBeVisible()
  await page.goto(`${hub.url}/datasets/${id}/statistics?config=javanese&split=train`)
  await expect(page.locator('main')).toContainText('positive')
  await page.goto(`${hub.url}/datasets/${id}/sql`)
  const positive = read('javanese/train.csv').toString().match(/,positive\r?$/gm)?.length
  await page.locator('.cm-content').fill(`select count(*) as n from "${id}"."javanese/train" where label = 'positive'`)
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('cell', { name: String(positive), exact: true })).toBeVisible()
  expect(wrong).toEqual([])
})
