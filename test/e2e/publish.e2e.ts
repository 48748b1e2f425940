import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { expectAccessible, faults, takePictures } from './support/page.js'

const DATA = process.env.DATABELT_TEST_DATA
const PART = 1024 * 1024
let hub: FilledHub

test.beforeAll(async () => {
  hub = await startFilledHub({ DATABELT_LFS_PART_BYTES: String(PART) })
})
test.afterAll(async () => hub?.stop())

const next = (page: Page) => page.getByRole('button', { name: 'Continue' }).click()
const chooser = (page: Page, label = 'Choose files') =>
  page.locator(`input[type=file][aria-label="${label}"]`)
const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
})

test('somebody who never used git publishes a messy table, warned of what is in it', async ({
  page,
  context,
}) => {
  const wrong = faults(page)
  await hub.signUp(context, 'mina')
  await page.goto(`${hub.url}/new`)
  await page.getByLabel('Title').fill('서울 민원 2026')
  await page.getByLabel('Name in the address').fill('민원')
  await expect(page.getByText('Use 1 to 96 of the characters')).toBeVisible()
  await page.getByLabel('Name in the address').fill('seoul-requests')
  await expect(page.getByText('This name is free.')).toBeVisible()
  const rows = [
    'id;name;phone;score;day',
    ...Array.from(
      { length: 40 },
      (_, i) => `${i};Kim ${i};;${i / 2};2026-01-${String((i % 28) + 1).padStart(2, '0')}`,
    ),
    '40;Lee;010-1234-5678;3.5;2026-02-01',
    '41;broken',
  ]
  await chooser(page).setInputFiles([
    file('requests.csv', `${rows.join('\n')}\n`),
    file('LICENSE', 'Creative Commons Attribution-ShareAlike 4.0 International'),
    file('.DS_Store', 'junk'),
  ])
  await expect(page.getByText('1 files of your system are left out')).toBeVisible()
  await expect(page.getByText('semicolon')).toBeVisible()
  await expect(page.getByText('1 lines have another number of columns')).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'day date' })).toBeVisible()
  await expect(page.getByText('01•-••••-••78')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'publish-files')

  await next(page)
  await page.getByLabel('Description').fill('Requests to the city, a row each.')
  await page.getByLabel('Languages of the data').fill('korean!')
  await expect(page.getByText('No codes of languages: korean!')).toBeVisible()
  await page.getByLabel('Languages of the data').fill('ko')
  await page.getByLabel('Licence').selectOption('mit')
  await expect(page.getByText('says something else than the licence')).toBeVisible()
  await page.getByRole('button', { name: 'Use it' }).click()
  await page.getByLabel('Known limits').fill('Made up for a test.')
  await expect(page.getByLabel('Preview').getByRole('heading', { name: 'Known limits' })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'publish-describe')

  await next(page)
  await page.getByRole('radio', { name: /Whoever you approve/ }).check()
  await page.getByRole('button', { name: 'Add a question' }).click()
  await page.getByLabel('Question', { exact: true }).fill('What for?')
  await page.getByRole('radio', { name: /As on Korea/ }).check()
  await expectAccessible(page)
  await takePictures(page, 'publish-access')
  // what was typed survives a reload, the files do not
  await page.reload()
  await expect(page.getByLabel('Title')).toHaveValue('서울 민원 2026')
  await chooser(page).setInputFiles([file('requests.csv', `${rows.join('\n')}\n`)])
  await page.getByRole('button', { name: 'Check and publish' }).click()
  const publish = page.getByRole('button', { name: 'Publish', exact: true })
  await expect(publish).toBeDisabled()
  await page.getByRole('checkbox', { name: /may publish them/ }).check()
  await expectAccessible(page)
  await takePictures(page, 'publish-review')
  await publish.click()
  await expect(page.getByRole('heading', { name: 'Published' })).toBeVisible()
  await expect(page.getByText(/Tables are ready: 4\d rows/)).toBeVisible({ timeout: 60_000 })
  await expectAccessible(page)
  await takePictures(page, 'publish-done')
  const info = await (await hub.api('/api/datasets/mina/seoul-requests')).json()
  expect(info).toMatchObject({
    ...{ private: false, gated: 'manual' },
    cardData: {
      pretty_name: '서울 민원 2026',
      license: 'cc-by-sa-4.0',
      extra_gated_fields: { 'What for?': 'text' },
    },
  })
  expect((await (await hub.api('/api/datasets/mina/seoul-requests/terms')).json()).terms.residents).toEqual([
    'KR',
  ])
  await page.getByRole('link', { name: 'Open the data set' }).click()
  await expect(page.getByRole('heading', { name: /서울 민원 2026/ }).first()).toBeVisible()
  expect(wrong).toEqual([])
})
