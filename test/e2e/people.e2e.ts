import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { expectAccessible, faults, takePictures } from './support/page.js'
import { KLUE_CARD, MODEL_CARD, SCORES, safetensors } from './support/people-files.js'
import { vitalsOf, watchVitals } from './support/vitals.js'

const DATA = process.env.DATABELT_TEST_DATA ?? ''
const hasData = DATA !== '' && existsSync(join(DATA, 'klue'))
if (!hasData && process.env.DATABELT_REQUIRE_ALL === '1')
  throw new Error(
    'DATABELT_TEST_DATA must name the folder of real data: DATABELT_REQUIRE_ALL asks for all tests.',
  )
let hub: FilledHub

test.beforeAll(async () => {
  hub = await startFilledHub({ DATABELT_SIGN_UP: 'true' })
  if (!hasData) {
    console.log('people.e2e.ts: skipped, as DATABELT_TEST_DATA names no folder with klue/ in it')
    return
  }
  const klue = (name: string) => readFile(join(DATA, 'klue', name))
  const card = (yaml: string, text: string) => `---\n${yaml}\n---\n${text}\n`
  const common = 'language: ko\nlicense: cc-by-sa-4.0\ntask_categories: [text-classification]'
  await hub.publish('klue-nli', {
    'README.md': KLUE_CARD,
    'data.json': await klue('klue-nli-v1.1_dev.json'),
    'scores.csv': SCORES,
    'broken.parquet': 'this is no Parquet',
    'figure.png': await readFile(join(DATA, 'rmf-hotel', 'hotel_L1.png')),
  })
  await hub.publish('klue-sts', {
    'README.md': card(`pretty_name: KLUE STS\n${common}`, '문장 유사도 데이터입니다.'),
    'data.json': await klue('klue-sts-v1.1_dev.json'),
  })
  await hub.publish('nusax-sentiment', {
    'README.md': card(
      'pretty_name: NusaX sentiment\nlanguage: [id, jv, su]\nlicense: cc-by-sa-4.0\ntask_categories: [text-classification]',
      'Sentiment in languages of Indonesia.',
    ),
  })
  await hub.publish('warehouse-maps', {
    'README.md': card(
      'pretty_name: Warehouse maps\nlicense: apache-2.0',
      'Occupancy maps of a warehouse, for robots.',
    ),
    'warehouse.pgm': await readFile(join(DATA, 'nav2-maps', 'warehouse.pgm')),
  })
  await hub.publish('secret', { 'README.md': '# Secret' }, { isPrivate: true })
  await hub.publish(
    'tiny-korean',
    {
      'README.md': MODEL_CARD,
      'config.json': JSON.stringify({
        architectures: ['BertForSequenceClassification'],
        model_type: 'bert',
        hidden_size: 64,
        num_hidden_layers: 2,
        vocab_size: 32000,
        max_position_embeddings: 512,
      }),
      'model.safetensors': safetensors(),
      'broken.gguf': 'this is no GGUF',
    },
    { type: 'model' },
  )
  for (const [name, state] of [
    ['klue-sts', 'beta'],
    ['warehouse-maps', 'final'],
  ]) {
    await step(name as string, { state: 'draft' })
    await step(name as string, { state })
  }
  await hub.tablesOf('admin/klue-nli')
})
test.afterAll(async () => hub?.stop())
test.beforeEach(() => test.skip(!hasData, 'DATABELT_TEST_DATA names no folder with klue/ in it'))

async function step(name: string, body: object) {
  const answer = await hub.api(`/api/datasets/admin/${name}/opening`, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status, await answer.clone().text()).toBe(200)
}
const open = async (page: Page, path: string) => page.goto(hub.url + path)

test('a hub with nothing in it says what to do first', async ({ page }) => {
  const empty = await startFilledHub()
  try {
    await page.goto(empty.url)
    await expect(page.getByRole('heading', { name: 'Nothing has been published here yet.' })).toBeVisible()
    await expect(page.getByRole('link', { name: 'Sign in to publish' })).toBeVisible()
    await expectAccessible(page)
    await takePictures(page, 'people-empty')
    await page.goto(`${empty.url}/models`)
    await expect(page.getByText('0 models')).toBeVisible()
    await expect(page.getByText(`HF_ENDPOINT=${empty.url}`)).toBeVisible()
    await expectAccessible(page)
  } finally {
    await empty.stop()
  }
})

test('home: what is new and what was opened, search by keyboard, and words in the making are not looked for', async ({
  page,
}) => {
  const wrong = faults(page)
  await open(page, '/')
  await expect(page.getByRole('heading', { name: 'New' })).toBeVisible()
  const opened = page.locator('.lists section', { hasText: 'Recently opened' })
  await expect(opened.getByRole('listitem')).toContainText([/Warehouse maps.*Final/, /KLUE STS.*Beta/])
  await expect(page.getByRole('link', { name: '4 data sets' })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'people-home')

  // a syllable in the making asks nothing; the one that is ready does
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/api/catalogue?') && asked.push(request.url()))
  const box = page.getByRole('searchbox')
  await box.focus()
  const client = await page.context().newCDPSession(page)
  for (const text of ['ㅁ', '무', '문', '문자', '문장'])
    await client.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  await expect(box).toHaveValue('문장')
  await page.evaluate(() => new Promise((done) => setTimeout(done, 500)))
  expect(asked).toEqual([])
  await client.send('Input.insertText', { text: '문장' })
  await expect(page).toHaveURL(/q=%EB%AC%B8%EC%9E%A5/)
  await expect(page.locator('.found').getByRole('link', { name: 'KLUE STS' })).toBeVisible()
  await expect(box).toHaveValue('문장')

  await box.fill('')
  await page.getByRole('checkbox', { name: /Korean/ }).focus()
  await page.keyboard.press('Space')
  await expect(page).toHaveURL(/language=ko/)
  await expect(page.getByRole('status').filter({ hasText: '2 data sets' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await expect(page).not.toHaveURL(/language/)
  expect(wrong).toEqual([])
})

test('a data set: card with a table, formulas, code and a picture; licence, quality, citation, related', async ({
  page,
}) => {
  const wrong = faults(page)
  await open(page, '/datasets/admin/klue-nli')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('KLUE 자연어 추론')
  const card = page.locator('.card-text').first()
  await expect(card.locator('math').first()).toBeVisible()
  expect(await card.locator('math').count()).toBe(2)
  await expect(card.locator('.hljs-keyword').first()).toBeVisible()
  await expect(card.getByRole('cell', { name: 'entailment' })).toBeVisible()
  await expect
    .poll(() =>
      card.locator('img').evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    )
    .toBeGreaterThan(100)
  // the title is not said twice, and the outline leads to headings
  await expect(page.getByRole('heading', { name: 'KLUE 자연어 추론' })).toHaveCount(1)
  await page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name: '평가' }).click()
  await expect(page).toHaveURL(/#card-/)
  await expect(page.getByRole('heading', { name: '평가' })).toBeInViewport()

  await expect(page.getByRole('link', { name: 'Creative Commons Attribution-ShareAlike 4.0' })).toBeVisible()
  await expect(page.getByText('share changes under the same licence')).toBeVisible()
  await expect(page.locator('aside')).toContainText('@inproceedings{park2021klue')
  await page.getByRole('button', { name: 'Plain text' }).click()
  await expect(page.locator('aside')).toContainText('Park, S.; Moon, J. (2021). KLUE')
  await page.getByText(/could not be read as they are/).click()
  await expect(page.locator('aside details')).toContainText('broken.parquet')
  const related = page.locator('.related').getByRole('listitem')
  await expect(related.first()).toContainText('KLUE STS')
  await expect(related.first()).toContainText('same task and language')
  await expect(page.locator('.related')).not.toContainText('secret')
  await expectAccessible(page)
  await page.goto(`${hub.url}/datasets/admin/klue-nli`)
  await expect(card.locator('math').first()).toBeVisible()
  await expect(page.locator('aside')).toContainText('@inproceedings')
  await takePictures(page, 'people-dataset')
  expect(wrong).toEqual([])
})

test('below a short card are the first rows, which move nothing, and a link to all of them', async ({
  browser,
}) => {
  await expect
    .poll(async () => (await hub.api('/splits?dataset=admin/klue-sts')).status, { timeout: 60_000 })
    .toBe(200)
  for (const [locale, all, viewport] of [
    ['en-US', 'All 519 rows', { width: 1280, height: 800 }],
    ['ko-KR', '519행 전체 보기', { width: 390, height: 844 }],
  ] as const) {
    const context = await browser.newContext({ locale, viewport })
    const page = await context.newPage()
    const wrong = faults(page)
    await watchVitals(page)
    await open(page, '/datasets/admin/klue-sts')
    const link = page.getByRole('link', { name: all })
    await expect(link).toBeVisible()
    await page.waitForLoadState('networkidle')
    const { shift, moved } = await vitalsOf(page)
    expect(shift, JSON.stringify(moved)).toBeLessThanOrEqual(0.01)
    const table = page.getByRole('table', { name: /default \/ / })
    await expect(table.getByRole('row')).toHaveCount(6)
    await expect(table.getByRole('columnheader').first()).toHaveText('guid')
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    // what comes takes the room that was left for it
    const room = await page.locator('.first-rows').evaluate((place) => {
      const least = Number.parseFloat(getComputedStyle(place).minHeight)
      return place.getBoundingClientRect().height - least
    })
    expect(room).toBe(0)
    await expectAccessible(page)
    await link.click()
    await expect(page).toHaveURL(/viewer\?config=default&split=/)
    expect(wrong).toEqual([])
    await context.close()
  }
})

test('drafts say so, and what was withdrawn keeps its page and its reason', async ({ page, context }) => {
  await hub.publish('gone', { 'README.md': '---\npretty_name: Old survey\n---\nAnswers.' })
  await step('gone', { state: 'withdrawn', reason: 'Two people asked for their answers to be taken out.' })
  await open(page, '/datasets/admin/gone')
  await expect(page.getByRole('note')).toContainText('Two people asked for their answers to be taken out.')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Old survey')
  await expectAccessible(page)
  await takePictures(page, 'people-withdrawn')
  await hub.signUp(context, 'drafter')
  const mine = `${hub.url}/api/datasets/drafter/sketch`
  const headers = { origin: hub.url }
  const made = { headers, data: { type: 'dataset', name: 'sketch' } }
  expect((await context.request.post(`${hub.url}/api/repos/create`, made)).ok()).toBe(true)
  expect((await context.request.put(`${mine}/opening`, { headers, data: { state: 'draft' } })).ok()).toBe(
    true,
  )
  await open(page, '/datasets/drafter/sketch')
  await expect(page.getByRole('note')).toContainText('This is a draft')
})

test('one likes, follows, and finds both again; nobody in particular is asked to sign in', async ({
  page,
  context,
}) => {
  await open(page, '/datasets/admin/klue-nli')
  await expect(page.getByRole('link', { name: /Like/ })).toHaveAttribute('href', /login\?next=/)
  await hub.signUp(context, 'minji')
  await page.reload()
  await page.getByRole('button', { name: /Like 0/ }).press('Enter')
  await expect(page.getByRole('button', { name: /Liked 1/ })).toHaveAttribute('aria-pressed', 'true')
  await open(page, '/admin')
  await expect(page.getByRole('link', { name: /Data sets \(\d+\)/ })).toBeVisible()
  await expect(page.getByRole('main')).not.toContainText('secret')
  await page.getByRole('button', { name: 'Follow' }).click()
  await expect(page.getByRole('button', { name: 'Following' })).toBeVisible()
  await expect(page.getByText('1 follower', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'people-account')
  await open(page, '/minji?show=likes')
  await expect(page.getByRole('link', { name: 'admin/klue-nli' })).toBeVisible()
  await expectAccessible(page)
  const made = await context.request.post(`${hub.url}/api/organizations/create`, {
    headers: { origin: hub.url },
    data: { name: 'seoul-lab', fullname: '서울 데이터 연구소' },
  })
  expect(made.ok(), await made.text()).toBe(true)
  await open(page, '/seoul-lab?show=members')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('서울 데이터 연구소')
  await expect(page.getByText('Administrator')).toBeVisible()
  for (const path of ['/nobody-has-this-name', '/nowhere/at/all/of/it']) {
    const absent = await open(page, path)
    expect(absent?.status()).toBe(404)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing at this address.')
  }
  const forPrograms = await page.request.get(`${hub.url}/api/nowhere`, { headers: { accept: 'text/html' } })
  expect(await forPrograms.json()).toMatchObject({ error: expect.any(String) })
})

test('one reports an error, others answer with formulas, it is closed, and a hidden text is gone', async ({
  page,
  context,
}) => {
  const wrong = faults(page)
  await hub.signUp(context, 'reader')
  await open(page, '/datasets/admin/klue-nli/discussions')
  await expect(page.getByText('Nothing has been said here yet.')).toBeVisible()
  await page.getByRole('link', { name: 'New discussion' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill('3번 행의 라벨이 틀렸습니다')
  const text =
    'The premise says **otherwise**: $p \\neq h$.\n\n```python\nrow = data[3]\n```\n\n<img src=x onerror="self.ran=1">'
  await page.getByRole('textbox', { name: 'What is it about?' }).fill(text)
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.locator('.post-preview math')).toBeVisible()
  await page.getByRole('checkbox', { name: /error in the data/ }).check()
  await page.getByRole('textbox', { name: 'Row number' }).fill('3')
  await page.getByRole('textbox', { name: 'Column' }).fill('gold_label')
  await expectAccessible(page)
  await takePictures(page, 'people-new-discussion')
  await page.getByRole('button', { name: 'Publish' }).click()
  await expect(page).toHaveURL(/discussions\/1$/)
  await expect(page.locator('.comment strong')).toHaveText('otherwise')
  await expect(page.getByText('gold_label')).toBeVisible()
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)

  const comment = page.getByRole('textbox', { name: 'Your comment' })
  await comment.fill('고쳤습니다. 새 판을 확인해 주세요.')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await expect(page.locator('.comment')).toHaveCount(2)
  await expect(comment).toHaveValue('')
  await page.locator('.comment').nth(1).getByRole('button', { name: 'Edit' }).click()
  await page.locator('.comment').nth(1).getByRole('textbox').fill('Corrected; please look again.')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.locator('.comment').nth(1)).toContainText('edited')
  await expectAccessible(page)
  await takePictures(page, 'people-discussion')
  page.once('dialog', (dialog) => void dialog.accept())
  await page.locator('.comment').nth(1).getByRole('button', { name: 'Hide' }).click()
  await expect(page.locator('.comment').nth(1)).toContainText('its text is gone')
  await comment.fill('Thank you.')
  await page.getByRole('button', { name: 'Comment and close' }).click()
  await expect(page.getByText('closed this')).toBeVisible()
  await expect(page.getByText('Thank you.')).toBeVisible()
  // a link would ask about what is still in the field
  await expect(comment).toHaveValue('')
  await page.getByRole('link', { name: 'All discussions' }).click()
  await page.getByRole('link', { name: 'Closed' }).click()
  await expect(page.locator('.found').getByRole('link', { name: '3번 행의 라벨이 틀렸습니다' })).toBeVisible()
  await takePictures(page, 'people-discussions')
  // the browser tells of the handler that it met, and did not run, while the text was cleaned
  expect(wrong.filter((text) => !text.includes('inline event handler'))).toEqual([])
})

test('a model: card, config, tensors read by range, and the data sets it was made with', async ({ page }) => {
  const wrong = faults(page)
  await open(page, '/models')
  await page.getByRole('link', { name: '작은 한국어 분류기' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('작은 한국어 분류기')
  const facts = page.locator('aside')
  await expect(facts).toContainText('BertForSequenceClassification')
  await expect(facts).toContainText('2.1M')
  await expect(facts.getByRole('link', { name: 'admin/klue-nli' })).toBeVisible()
  await expect(facts).toContainText('someone/elsewhere not on this hub')
  await expectAccessible(page)
  await takePictures(page, 'people-model')
  const ranges: number[] = []
  page.on('response', (response) => /safetensors/.test(response.url()) && ranges.push(response.status()))
  await page.reload()
  await page.getByRole('link', { name: 'Tensors' }).click()
  await page.getByRole('combobox', { name: 'File' }).selectOption('model.safetensors')
  await expect(
    page.getByRole('row', { name: /embeddings.word_embeddings.weight 32000 × 64 F32/ }),
  ).toBeVisible()
  expect(ranges).toContain(206)
  await page.getByRole('searchbox', { name: 'Find a tensor by name' }).fill('classifier')
  await expect(page.locator('.tensors tbody tr')).toHaveCount(2)
  await page.getByRole('searchbox', { name: 'Find a tensor by name' }).fill('')
  await expectAccessible(page)
  await takePictures(page, 'people-tensors')
  await page.getByRole('combobox', { name: 'File' }).selectOption('broken.gguf')
  await expect(page.getByRole('alert')).toContainText('it does not begin as a GGUF file')
  expect(wrong).toEqual([])
})

test('all of it speaks Korean, and fits a phone at twice the size', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'ko-KR', viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  const shown: [string, string][] = [
    ['/', '새로 올라온 데이터'],
    ['/datasets/admin/klue-nli', '출처를 밝히고 바꾼 것을 같은 라이선스로 나누면'],
    ['/datasets/admin/klue-nli/discussions', '로그인하고 참여하기'],
    ['/admin/tiny-korean/tensors', '텐서 7개'],
    ['/admin', '데이터셋 ('],
  ]
  for (const [path, text] of shown) {
    await open(page, path)
    await expect(page.getByText(text).first()).toBeVisible()
    await expectAccessible(page)
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 })
      const wide = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)
      expect(wide, `${path} at ${width}`).toBeLessThanOrEqual(0)
    }
  }
  await open(page, '/')
  await expect(page.getByText('새로 올라온 데이터').first()).toBeVisible()
  await expect(page.locator('.facet').first()).toBeHidden()
  await takePictures(page, 'people-home-ko')
  // a window that gets wide shows what was folded
  await page.setViewportSize({ width: 1280, height: 800 })
  await expect(page.locator('.facet').first()).toBeVisible()
  await open(page, '/datasets/admin/klue-nli')
  await expect(page.locator('math').first()).toBeVisible()
  await takePictures(page, 'people-dataset-ko')
  await context.close()
})
