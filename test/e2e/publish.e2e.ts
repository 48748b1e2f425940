import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { expectAccessible, faults, takePictures } from './support/page.js'

const DATA = process.env.DATABELT_TEST_DATA
const PART = 1024 * 1024
let hub: FilledHub

test.beforeAll(async () => {
  hub = await startFilledHub({
    DATABELT_SIGN_UP: 'true',
    DATABELT_COUNTRY: 'KR',
    DATABELT_LFS_PART_BYTES: String(PART),
  })
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
  await expect(page.getByText('like .DS_Store: 1.')).toBeVisible()
  await expect(page.getByLabel('Between columns')).toHaveValue(';')
  await expect(page.getByText('another number of columns than the rest: 1 (line 43)')).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'day date, kept as text' })).toBeVisible()
  await expect(page.getByText('01•-••••-••78')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'publish-files')

  await next(page)
  await page.getByLabel('Description').fill('Requests to the city, a row each.')
  await page.getByLabel('Languages of the data').fill('korean!')
  await expect(page.getByText('Not known as a language: korean!')).toBeVisible()
  await page.getByLabel('Languages of the data').fill('Korean')
  await expect(page.getByText('Not known as a language')).toBeHidden()
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
  await expect(page.getByRole('heading', { name: 'Published', exact: true })).toBeVisible()
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
  const { terms } = (await (await hub.api('/api/datasets/mina/seoul-requests/terms')).json()) as {
    terms: { residents: string[] }
  }
  expect(terms.residents).toEqual(['KR'])
  await page.getByRole('link', { name: 'Open the data set' }).click()
  await expect(page.getByRole('heading', { name: /서울 민원 2026/ }).first()).toBeVisible()
  expect(wrong).toEqual([])
})

/** Korean as old programs for Windows write it, two bytes a syllable. */
function cp949(text: string): Buffer {
  const decoder = new TextDecoder('euc-kr')
  const bytesOf = new Map<string, number[]>()
  for (let lead = 0xb0; lead <= 0xc8; lead++)
    for (let trail = 0xa1; trail <= 0xfe; trail++)
      bytesOf.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail])
  return Buffer.from([...text].flatMap((char) => bytesOf.get(char) ?? [char.charCodeAt(0)]))
}

test('a table is published as it was shown, and a wrong guess is put right before', async ({
  page,
  context,
}) => {
  await hub.signUp(context, 'somi')
  await page.goto(`${hub.url}/new`)
  await page.getByLabel('Title').fill('Survey')
  await page.getByLabel('Name in the address').fill('survey')
  const rows = Array.from({ length: 30 }, (_, i) => `김 ${i};${i},5;1.${String(100 + i)};서울`)
  const text = `서울 조사 결과;;;\n이름;평점;인원;도시\n${rows.join('\n')}\n`
  await chooser(page).setInputFiles([file('survey.csv', cp949(text))])
  await expect(page.getByText('CP949')).toBeVisible()
  await expect(page.getByLabel('Lines to skip')).toHaveValue('1')
  await expect(page.getByLabel('Fractions')).toHaveValue(',')
  const heads = page.getByRole('region', { name: 'survey.csv' }).getByRole('columnheader')
  await expect(heads).toHaveText(['이름text', '평점number', '인원whole number', '도시text'])
  await page.getByLabel('First line').selectOption('data, no names')
  await expect(heads.first()).toHaveText('column 1text')
  await page.getByLabel('First line').selectOption('names of columns')
  await expectAccessible(page)
  await takePictures(page, 'publish-table')
  await next(page)
  await page.getByLabel('Licence').selectOption('mit')
  await page.getByRole('button', { name: 'Check and publish' }).click()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(page.getByText('Tables are ready: 30 rows')).toBeVisible({ timeout: 60_000 })
  const answer = await page.request.get(
    `${hub.url}/rows?dataset=somi/survey&config=default&split=train&length=2`,
  )
  const { rows: read } = (await answer.json()) as { rows: { row: unknown }[] }
  expect(read.map(({ row }) => row)).toEqual([
    { 이름: '김 0', 평점: 0.5, 인원: 1100, 도시: '서울' },
    { 이름: '김 1', 평점: 1.5, 인원: 1101, 도시: '서울' },
  ])
})

test('a large upload is paused, the tab is closed, and only what lacks is sent', async ({
  page,
  context,
}) => {
  await hub.signUp(context, 'jiho')
  const parts = 12
  const folder = await mkdtemp(join(tmpdir(), 'databelt-publish-'))
  const path = join(folder, 'sensor.bin')
  await writeFile(
    path,
    Buffer.alloc(parts * PART, 7).map((byte, i) => (byte * (i >> 8)) & 255),
  )
  const arrived = new Set<string>()
  let sent = 0
  await page.route('**/api/lfs/parts/*/*', async (route) => {
    sent++
    // a slow link
    await new Promise((done) => setTimeout(done, 250))
    const answer = await route.fetch().catch(() => undefined)
    if (!answer) return
    if (answer.ok()) arrived.add(new URL(route.request().url()).pathname)
    await route.fulfill({ response: answer }).catch(() => {})
  })
  await page.goto(`${hub.url}/new`)
  await page.getByLabel('Title').fill('Sensor')
  await expect(page.getByLabel('Name in the address')).toHaveValue('sensor')
  await chooser(page).setInputFiles(path)
  await page.getByRole('button', { name: 'Check and publish' }).click()
  await expect(page.getByText('No licence is chosen')).toBeVisible()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect.poll(() => arrived.size).toBeGreaterThan(2)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText('Nothing that was sent is lost.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Change files' })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'publish-progress')
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect.poll(() => arrived.size).toBeGreaterThan(6)
  await page.reload()

  await expect(page.getByText('You began to publish under this name')).toBeVisible()
  const before = arrived.size
  sent = 0
  await chooser(page).setInputFiles(path)
  await page.getByRole('button', { name: 'Check and publish' }).click()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Published', exact: true })).toBeVisible({ timeout: 30_000 })
  // those that were under way when the page went may have arrived unheard
  expect(sent).toBeLessThanOrEqual(parts - before + 3)
  expect(sent).toBeGreaterThanOrEqual(parts - arrived.size)
  const stored = await hub.api('/datasets/jiho/sensor/resolve/main/sensor.bin')
  expect(Buffer.from(await stored.arrayBuffer()).equals(await readFile(path))).toBe(true)
  await rm(folder, { recursive: true })
})

test('a broken network is waited for, and the upload goes on by itself', async ({ page, context }) => {
  await hub.signUp(context, 'sora')
  await page.goto(`${hub.url}/new`)
  await page.getByLabel('Title').fill('Lost and found')
  await chooser(page).setInputFiles([file('a.bin', Buffer.alloc(3 * PART, 1))])
  await page.getByRole('button', { name: 'Check and publish' }).click()
  await expect(page.getByRole('button', { name: 'Publish', exact: true })).toBeEnabled()
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(page.getByRole('alert').last()).toBeVisible()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Published', exact: true })).toBeVisible({ timeout: 30_000 })
})

test('a description is edited without losing what somebody else wrote meanwhile', async ({
  page,
  context,
}) => {
  const wrong = faults(page)
  await hub.signUp(context, 'yuna')
  const id = await make(page, 'edited', {
    'README.md': '---\n# kept\nlicense: mit\nconfigs: []\n---\n\n# Old words\n',
  })
  await page.goto(`${hub.url}/datasets/${id}`)
  await page.getByRole('link', { name: 'Edit description' }).click()
  await page.getByLabel('Title').fill('새 제목')
  await page.getByLabel('Text (Markdown)').fill('# My words\n')
  await expect(page.getByLabel('Preview').getByRole('heading', { name: 'My words' })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'publish-edit')
  await commit(page, id, [{ key: 'file', value: { path: 'README.md', content: '# Their words\n' } }])
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Somebody changed this description')).toBeVisible()
  await expect(page.locator('pre', { hasText: 'Their words' })).toBeVisible()
  await expect(page.locator('pre', { hasText: 'My words' })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'publish-conflict')
  await page.getByRole('button', { name: /save mine over theirs/ }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  expect(await (await page.request.get(`${hub.url}/datasets/${id}/raw/main/README.md`)).text()).toBe(
    '---\n# kept\nlicense: mit\nconfigs: []\npretty_name: 새 제목\n---\n\n# My words\n',
  )
  expect(wrong).toEqual([])
})

test('files are added, given another name and deleted, each with a message', async ({ page, context }) => {
  await hub.signUp(context, 'dami')
  const id = await make(page, 'files', { 'a.csv': 'x,y\n1,2\n', 'b.csv': 'x,y\n3,4\n' })
  await page.goto(`${hub.url}/datasets/${id}/upload`)
  await chooser(page).setInputFiles([
    file('c.csv', 'x,y\n5,6\n'),
    file('large.bin', Buffer.alloc(2 * PART, 3)),
  ])
  await page.getByLabel('Into folder').fill('more')
  await expectAccessible(page)
  await takePictures(page, 'publish-upload')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText('The files are there.')).toBeVisible()
  await page.getByRole('button', { name: 'Rename a.csv' }).click()
  await page.getByLabel('New path').fill('train/자료.csv')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await expect(page.getByRole('button', { name: 'train/', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Delete b.csv' }).click()
  await page.getByLabel('What you changed').fill('b is wrong')
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Delete b.csv' })).toBeHidden()
  await page.getByRole('button', { name: 'more/', exact: true }).click()
  await page.getByRole('button', { name: 'Rename more/large.bin' }).click()
  await page.getByLabel('New path').fill('large.bin')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Rename more/large.bin' })).toBeHidden()
  const info = await (await page.request.get(`${hub.url}/api/datasets/${id}`)).json()
  const names = (info.siblings as { rfilename: string }[]).map((each) => each.rfilename).sort()
  expect(names).toEqual(['.gitattributes', 'large.bin', 'more/c.csv', 'train/자료.csv'])
  const text = await page.request.get(`${hub.url}/datasets/${id}/resolve/main/${encodeURI('train/자료.csv')}`)
  expect(await text.text()).toBe('x,y\n1,2\n')
  const log = await (await page.request.get(`${hub.url}/api/datasets/${id}/commits/main`)).json()
  expect((log as { title: string }[]).map(({ title }) => title)).toContain('b is wrong')
})

test('words of a README among the files are kept, and no others are asked for', async ({ page, context }) => {
  await hub.signUp(context, 'nari')
  await page.goto(`${hub.url}/new`)
  await page.getByLabel('Title').fill('Letters')
  await page.getByLabel('Name in the address').fill('letters')
  await chooser(page).setInputFiles([
    file('README.md', '# Letters\n\nOur own words.\n'),
    file('a.csv', 'x\n1\n'),
  ])
  await next(page)
  await expect(page.getByText('Your files have a README.md')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Our own words.')
  await expect(page.getByLabel('Description')).toHaveCount(0)
  await expect(page.getByLabel('Known limits')).toHaveCount(0)
  await page.getByLabel('Languages of the data').fill('한국어, English')
  await page.getByLabel('Task').selectOption('Text classification')
  await page.getByLabel('Licence').selectOption('CC BY-SA 4.0')
  await page.getByRole('button', { name: 'Check and publish' }).click()
  await expect(page.getByRole('row', { name: /^Languages of the data/ })).toContainText('Korean, English')
})

test('what will be replaced is named, and a link asks before chosen files are lost', async ({
  page,
  context,
}) => {
  await hub.signUp(context, 'bora')
  const id = await make(page, 'replaced', { 'a.csv': 'x,y\n1,2\n' })
  await page.goto(`${hub.url}/datasets/${id}/upload`)
  await chooser(page).setInputFiles([file('a.csv', 'x,y\n7,8\n'), file('new.csv', 'x,y\n5,6\n')])
  const replaced = page.getByRole('status').filter({ hasText: 'will be replaced' })
  await expect(replaced.getByRole('listitem')).toHaveText(['a.csv'])
  await page.getByLabel('Into folder').fill('more')
  await expect(replaced).toBeHidden()
  const leave = page.getByRole('link', { name: 'Databelt' }).first()
  page.once('dialog', (dialog) => void dialog.dismiss())
  await leave.click()
  await expect(page).toHaveURL(/\/upload$/)
  await expect(page.getByText('2 files')).toBeVisible()
  page.once('dialog', (dialog) => void dialog.accept())
  await leave.click()
  await expect(page).toHaveURL(`${hub.url}/`)
})

test('settings: each part is changed, and a data set is deleted by its typed name', async ({
  page,
  context,
}) => {
  const wrong = faults(page)
  await hub.signUp(context, 'hana')
  const id = await make(page, 'set-up', { 'a.csv': 'x\n1\n' })
  await page.goto(`${hub.url}/datasets/${id}`)
  await page.getByRole('link', { name: 'Settings' }).click()
  const part = (name: string) => page.getByRole('region', { name, exact: true })
  await part('Visibility and gate')
    .getByRole('radio', { name: /Whoever accepts/ })
    .check()
  await part('Visibility and gate').getByRole('button', { name: 'Save' }).click()
  await expect(part('Visibility and gate').getByText('Saved.')).toBeVisible()
  await part('Terms of use')
    .getByRole('button', { name: /Begin from: Open/ })
    .click()
  await expect(part('Terms of use').getByRole('listitem').first()).toBeVisible()
  await part('Opening').getByLabel('State').selectOption('beta')
  await part('Opening').getByRole('button', { name: 'Save' }).click()
  await expect
    .poll(async () => (await (await page.request.get(`${hub.url}/api/datasets/${id}/opening`)).json()).state)
    .toBe('beta')
  await part('Branches and tags').getByRole('textbox', { name: 'New branch' }).fill('next')
  await page.getByRole('button', { name: 'Create: New branch' }).click()
  await expect(part('Branches and tags').getByRole('cell', { name: 'next', exact: true })).toBeVisible()
  await part('Branches and tags').getByRole('textbox', { name: 'New tag of main' }).fill('v1')
  await page.getByRole('button', { name: 'Create: New tag of main' }).click()
  await page.getByRole('button', { name: 'Delete v1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete v1' }).click()
  await expect(page.getByRole('button', { name: 'Delete v1' })).toHaveCount(0)
  await part('Webhooks').getByLabel('Address (https)').fill('http://127.0.0.1:1/hook')
  await part('Webhooks').getByRole('button', { name: 'Make the webhook' }).click()
  await expect(part('Webhooks').getByRole('alert')).toBeVisible()
  await expect(part('Space and use').getByText('no limit').first()).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'publish-settings')
  await page.getByRole('combobox', { name: /Language/ }).selectOption('ko')
  await expect(page.getByRole('heading', { name: '데이터셋 삭제' })).toBeVisible()
  await takePictures(page, 'publish-settings-ko')
  await page.getByRole('combobox', { name: /Language/ }).selectOption('en')
  await part('Name and owner').getByLabel('New name').fill('set-up-2')
  await page.getByRole('button', { name: 'Rename or move' }).click()
  await expect(page).toHaveURL(/set-up-2\/settings/)
  const gone = page.getByRole('button', { name: 'Delete for good' })
  await page.getByLabel(/Type hana\/set-up-2/).fill('hana/set-up')
  await expect(gone).toBeDisabled()
  await page.getByLabel(/Type hana\/set-up-2/).fill('hana/set-up-2')
  await gone.click()
  await expect(page).toHaveURL(`${hub.url}/`)
  expect((await page.request.get(`${hub.url}/api/datasets/hana/set-up-2`)).status()).toBe(404)
  expect(wrong).toEqual([])
})

test('nobody sees settings who may not write, and who is not signed in is told what to do', async ({
  page,
  context,
}) => {
  const id = await hub.publish('theirs', { 'a.csv': 'x\n1\n' })
  await page.goto(`${hub.url}/new`)
  await expect(page.getByText('Sign in to publish')).toBeVisible()
  expect((await page.goto(`${hub.url}/datasets/${id}/settings`))?.status()).toBe(401)
  await hub.signUp(context, 'noa')
  expect((await page.goto(`${hub.url}/datasets/${id}/settings`))?.status()).toBe(403)
  await page.goto(`${hub.url}/datasets/${id}`)
  await expect(page.getByRole('link', { name: 'Rows', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Settings' })).toHaveCount(0)
})

test('a real folder in Korean, by keyboard and in Korean', async ({ page, context }) => {
  if (!DATA && process.env.DATABELT_REQUIRE_ALL === '1') throw new Error('DATABELT_TEST_DATA is not set.')
  test.skip(!DATA, 'DATABELT_TEST_DATA is not set: there is no real data to publish.')
  await hub.signUp(context, 'sujin')
  await page.goto(`${hub.url}/new`)
  await page.getByRole('combobox', { name: /Language/ }).selectOption('ko')
  await page.getByLabel('제목').fill('KLUE')
  await chooser(page, '폴더 선택').setInputFiles(join(DATA ?? '', 'klue'))
  await expect(page.getByText('파일 5개')).toBeVisible()
  await page.getByRole('button', { name: '계속' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: /^설명/ })).toBeFocused()
  await page.getByLabel('라이선스').selectOption('cc-by-sa-4.0')
  await page.getByRole('button', { name: '확인하고 공개' }).click()
  await takePictures(page, 'publish-review-ko')
  const agree = page.getByRole('checkbox', { name: /공개할 수 있습니다/ })
  if (await agree.isVisible()) await agree.check()
  await page.getByRole('button', { name: '공개하기', exact: true }).press('Enter')
  await expect(page.getByRole('heading', { name: '공개했습니다' })).toBeVisible({ timeout: 30_000 })
  const info = await (await page.request.get(`${hub.url}/api/datasets/sujin/klue`)).json()
  expect((info.siblings as { rfilename: string }[]).map((each) => each.rfilename)).toContain(
    'klue-nli-v1.1_dev.json',
  )
})

/** A data set of whoever is signed in. */
async function make(page: Page, name: string, files: Record<string, string>): Promise<string> {
  const headers = { origin: hub.url }
  const data = { type: 'dataset', name }
  const made = await page.request.post(`${hub.url}/api/repos/create`, { headers, data })
  const { name: id } = (await made.json()) as { name: string }
  await commit(
    page,
    id,
    Object.entries(files).map(([path, content]) => ({ key: 'file', value: { path, content } })),
  )
  return id
}

async function commit(page: Page, id: string, lines: object[]): Promise<void> {
  const all = [{ key: 'header', value: { summary: 'Test' } }, ...lines]
  const answer = await page.request.post(`${hub.url}/api/datasets/${id}/commit/main`, {
    headers: { origin: hub.url, 'content-type': 'application/x-ndjson' },
    data: all.map((line) => JSON.stringify(line)).join('\n'),
  })
  expect(answer.status(), await answer.text()).toBe(200)
}
