import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { zipOfFiles } from '../support/zips.js'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { expectAccessible, faults, takePictures } from './support/page.js'
import { pdfOf, safetensorsOf } from './support/sample-files.js'

const DATA = process.env.DATABELT_TEST_DATA
if (!DATA && process.env.DATABELT_REQUIRE_ALL === '1')
  throw new Error('DATABELT_TEST_DATA must name the folder of test data.')
test.skip(!DATA, 'DATABELT_TEST_DATA names no folder of test data, so files of real data sets are not tried.')

const ID = 'admin/reviews'
const AT = `/datasets/${ID}`
const CODE = '"""Counts words."""\n\ndef count(text: str) -> int:\n    return len(text.split())\n'
const ODD = '한글 폴더/100% #1 "이름".txt'
const REVIEWS = 400
let hub: FilledHub

test.beforeAll(async () => {
  test.setTimeout(180_000)
  if (!DATA) return
  hub = await startFilledHub()
  await publishReviews()
  await hub.publish('many', Object.fromEntries(manyNames().map((name) => [name, '1\n'])))
  const model = { 'model.safetensors': safetensorsOf({ 'layer.0.weight': [16, 8], 'layer.0.bias': [16] }) }
  await hub.publish('tiny', { 'README.md': '# Tiny\n', ...model }, { type: 'model' })
})
test.afterAll(async () => hub?.stop())

const real = (path: string) => readFile(join(String(DATA), path))
const manyNames = () => Array.from({ length: 250 }, (_, i) => `files/${String(i).padStart(4, '0')}.txt`)
const html = '<script>document.title = "taken"</script><img src=x onerror="document.title = 1">'

async function publishReviews(): Promise<void> {
  const lines = (await real('nsmc/reviews.csv')).toString('utf8').split('\n')
  const first = lines.slice(0, REVIEWS + 1)
  await hub.publish('reviews', {
    'README.md': '# Film reviews\n\nWhat people wrote of films.\n',
    'media/attack.md': `# Attack\n\n<script> ${html}\n`,
    'data/reviews.csv': `${first.join('\n')}\n`,
    'data/arm.parquet': await real('lerobot-g1/data/chunk-000/episode_000001.parquet'),
    'data/sentences.jsonl': (await real('lerobot-g1/meta/episodes.jsonl')).subarray(0, 9000),
    'maps/provinces.topo.json': await real('korea-maps/provinces.topo.json'),
    'media/hotel.png': await real('rmf-hotel/hotel_L1.png'),
    'media/seven.wav': await real('fsdd/recordings/7_jackson_0.wav'),
    'media/arm.mp4': await real('lerobot-g1/videos/chunk-000/observation.images.cam_high/episode_000002.mp4'),
    'media/paper.pdf': pdfOf(['First page', 'Second page']),
    'media/attack.svg': `<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='taken'">${html}</svg>`,
    'media/page.html': `<html><body>${html}</body></html>`,
    'scripts/count.py': CODE,
    'raw/log.ulg': (await real('ulog/test_ulog.ulg')).subarray(0, 100_000),
    'raw/files.zip': zipOfFiles({ 'pictures/a.txt': 'a', 'pictures/한글.txt': 'b' }),
    'raw/long.txt': `${Array.from({ length: 60_000 }, (_, i) => `line ${i + 1}`).join('\n')}\n`,
    'raw/broken.json': '{"a": 1,',
    [ODD]: 'an odd name\n',
  })
  const changed = first.slice(0, 1).concat(first.slice(2))
  changed[2] = (changed[2] ?? '').replace(/,(\d+),/, ',1,')
  changed.splice(10, 0, '새로 쓴 리뷰입니다,15.09.01,9,kim****,99999999,10001')
  await hub.commit(
    `datasets/${ID}`,
    {
      'data/reviews.csv': `${changed.join('\n')}\n`,
      'scripts/count.py': CODE.replace('len(text.split())', 'len(text.strip().split())'),
      'notes.txt': 'New.\n',
    },
    'Correct a rating',
  )
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(hub.url + path)
}
const headOf = async (): Promise<string> =>
  ((await (await hub.api(`/api/datasets/${ID}`)).json()) as { sha: string }).sha

test('one walks through folders to a file, and every step is an address', async ({ page }) => {
  const wrong = faults(page)
  await open(page, `${AT}/files`)
  await page.getByRole('link', { name: 'data/', exact: true }).click()
  await expect(page).toHaveURL(`${hub.url}${AT}/tree/main/data`)
  await expect(page.getByRole('link', { name: 'Correct a rating' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'reviews.csv', exact: true }).click()
  await expect(page).toHaveURL(`${hub.url}${AT}/blob/main/data/reviews.csv`)
  await expect(page.getByRole('columnheader', { name: 'review', exact: true })).toBeVisible()
  await expect(page.getByText('새로 쓴 리뷰입니다')).toBeVisible()
  await expectAccessible(page)
  await page.goBack()
  await expect(page.getByRole('link', { name: 'reviews.csv', exact: true })).toBeVisible()
  expect(wrong).toEqual([])
})

test('a name with %, #, quotes and Hangul is a file as any other', async ({ page }) => {
  const wrong = faults(page)
  await open(page, `${AT}/tree/main`)
  await page.getByRole('link', { name: '한글 폴더/', exact: true }).click()
  await page.getByRole('link', { name: '100% #1 "이름".txt', exact: true }).click()
  await expect(page.getByText('an odd name')).toBeVisible()
  await page.reload()
  await expect(page.getByText('an odd name')).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /^Download/ }).click(),
  ])
  expect(await readFile(await download.path(), 'utf8')).toBe('an odd name\n')
  expect(wrong).toEqual([])
})

test('a path and a SHA-256 are copied, and are those of the file', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await open(page, `${AT}/blob/main/notes.txt`)
  await page.getByRole('button', { name: 'Copy hf:// path' }).click()
  await expect.poll(copied).toBe(`hf://datasets/${ID}/notes.txt`)
  await page.getByRole('button', { name: 'Copy SHA-256' }).click()
  await expect.poll(copied).toMatch(/^[0-9a-f]{64}$/)
  expect(await copied()).toBe(createHash('sha256').update('New.\n').digest('hex'))
  await open(page, `${AT}/tree/main/media`)
  await page.getByLabel('More for hotel.png').click()
  await page.getByRole('button', { name: 'Copy SHA-256' }).click()
  await expect.poll(copied).toBe(
    createHash('sha256')
      .update(await real('rmf-hotel/hotel_L1.png'))
      .digest('hex'),
  )
})

test('a folder of many files comes a page at a time', async ({ page }) => {
  await open(page, '/datasets/admin/many/tree/main/files')
  await expect(page.getByRole('row')).toHaveCount(101)
  await page.getByRole('button', { name: 'Show the next 100' }).click()
  await expect(page.getByRole('row')).toHaveCount(201)
  await page.getByRole('button', { name: 'Show the next 100' }).click()
  await expect(page.getByRole('row')).toHaveCount(251)
  await expect(page.getByRole('button', { name: 'Show the next 100' })).toBeHidden()
})

test('an older version is chosen, and is what is shown', async ({ page }) => {
  const made = await hub.api(`/api/datasets/${ID}/tag/main`, {
    method: 'POST',
    body: JSON.stringify({ tag: 'v2' }),
  })
  expect(made.ok).toBe(true)
  await open(page, `${AT}/tree/main/data`)
  await page.getByRole('combobox', { name: 'Version' }).selectOption('v2')
  await expect(page).toHaveURL(`${hub.url}${AT}/tree/v2/data`)
  await expect(page.getByRole('link', { name: 'reviews.csv', exact: true })).toBeVisible()
  await open(page, `${AT}/blob/no-such-version/data/reviews.csv`)
  await expect(page.getByRole('alert')).toContainText('no such file')
  await open(page, `${AT}/tree/main/data/reviews.csv`)
  await expect(page).toHaveURL(`${hub.url}${AT}/blob/main/data/reviews.csv`)
})

const PREVIEWS: [path: string, see: (page: Page) => Promise<void>][] = [
  ['README.md', (page) => expect(page.getByRole('heading', { name: 'Film reviews' })).toBeVisible()],
  ['scripts/count.py', (page) => expect(page.locator('.hljs-keyword').first()).toHaveText('def')],
  [
    'data/arm.parquet',
    (page) => expect(page.getByRole('rowheader', { name: /action/ }).first()).toBeVisible(),
  ],
  [
    'data/sentences.jsonl',
    (page) => expect(page.getByRole('columnheader', { name: 'episode_index' })).toBeVisible(),
  ],
  ['raw/broken.json', (page) => expect(page.getByText('not valid JSON')).toBeVisible()],
  ['maps/provinces.topo.json', (page) => expect(page.getByText('"Topology"')).toBeVisible()],
  ['media/hotel.png', (page) => expect(page.getByText(/^\d+ × \d+$|^[\d,]+ × [\d,]+$/)).toBeVisible()],
  ['media/seven.wav', (page) => expect(page.locator('audio')).toBeVisible()],
  ['media/arm.mp4', (page) => expect(page.locator('video')).toBeVisible()],
  ['media/paper.pdf', (page) => expect(page.getByText('Page 1 of 2', { exact: true })).toBeVisible()],
  ['raw/files.zip', (page) => expect(page.getByText('pictures/한글.txt')).toBeVisible()],
  ['raw/log.ulg', (page) => expect(page.getByText('no preview for this kind')).toBeVisible()],
]
for (const [path, see] of PREVIEWS)
  test(`${path} is seen, and nothing in it is wrong for anybody`, async ({ page }) => {
    const wrong = faults(page)
    await open(page, `${AT}/blob/main/${path}`)
    await see(page)
    await expectAccessible(page)
    expect(wrong).toEqual([])
    await takePictures(page, `files-${path.split('.').at(-1) ?? ''}`)
  })

test('a PDF is read page by page', async ({ page }) => {
  await open(page, `${AT}/blob/main/media/paper.pdf`)
  await page.getByText('Text of this page').click()
  await expect(page.getByText('First page')).toBeVisible()
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(page.getByText('Second page')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Next page' })).toBeDisabled()
})

test('a long text comes in pieces', async ({ page }) => {
  await open(page, `${AT}/blob/main/raw/long.txt`)
  await expect(page.getByText(/The first 262\.1 kB of/)).toBeVisible()
  await page.getByRole('button', { name: 'Load more' }).click()
  await expect(page.getByText(/The first 524\.3 kB of/)).toBeVisible()
})

test('what files hold never runs', async ({ page }) => {
  for (const path of ['media/attack.svg', 'media/page.html', 'media/attack.md']) {
    await open(page, `${AT}/blob/main/${path}`)
    await expect(page.getByRole('region', { name: 'Preview' })).toContainText(
      path.endsWith('.md') ? 'Attack' : '<script>',
    )
    expect(await page.title()).toContain('Databelt')
  }
})

test('history tells who did what, and a commit shows rows and lines', async ({ page }) => {
  const wrong = faults(page)
  await open(page, AT)
  await page.getByRole('navigation', { name: ID }).getByRole('link', { name: 'History' }).click()
  await expect(page.getByText(/^\d commits$/)).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'files-commits')
  await page.getByRole('link', { name: 'Correct a rating' }).click()
  await expect(page).toHaveURL(`${hub.url}${AT}/commit/${await headOf()}`)
  await expect(page.getByText('Files: 1 added, 2 changed, 0 removed')).toBeVisible()
  await expect(page.getByText('Rows: 1 added, 1 changed, 1 removed, 398 the same')).toBeVisible()
  await expect(page.getByText('matched by “review_id”')).toBeVisible()
  await expect(page.locator('.diff ins, .diff tr.new')).toHaveCount(1)
  await expect(page.locator('.diff tr.new')).toContainText('text.strip().split()')
  const cell = page.locator('.row-changes td.differs')
  await expect(cell).toHaveCount(1)
  await expect(cell.locator('ins')).toHaveText('1')
  await expectAccessible(page)
  await takePictures(page, 'files-commit')
  await page.getByRole('checkbox', { name: 'Side by side' }).check()
  await expect(page.locator('.diff .both .right')).toContainText('text.strip().split()')
  expect(wrong).toEqual([])
})

test('two versions are compared; names that are wrong are said to be', async ({ page }) => {
  const first = ((await (await hub.api(`/api/datasets/${ID}/commits/main`)).json()) as { id: string }[])[1]
    ?.id
  await open(page, `${AT}/commits/main`)
  await page.getByLabel('From').fill(String(first))
  await page.getByLabel('From').press('Enter')
  await expect(page).toHaveURL(`${hub.url}${AT}/compare/${first}..main`)
  await expect(page.getByText('Files: 1 added, 2 changed, 0 removed')).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('From').fill('no-such')
  await page.getByRole('button', { name: 'Show differences' }).click()
  await expect(page.getByRole('alert')).toContainText('Revision no-such does not exist')
})

test('files of a model are shown as those of a data set', async ({ page }) => {
  await open(page, '/admin/tiny/tree/main')
  await page.getByRole('link', { name: 'model.safetensors', exact: true }).click()
  await expect(page.getByRole('row', { name: /layer\.0\.weight 16 × 8 F32 512/ })).toBeVisible()
  await expect(page.getByText('2 of 2 tensors')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'files-safetensors')
  await open(page, '/admin/tiny/commits/main')
  await page.getByRole('link', { name: 'Publish' }).click()
  await expect(page.getByText(/Files: 2 added/)).toBeVisible()
})

test('all of it by keyboard, and in Korean', async ({ page }) => {
  await open(page, `${AT}/tree/main`)
  await page.getByRole('link', { name: 'README.md', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Copy hf:// path' })).toBeVisible()
  await page.getByRole('combobox', { name: /언어/ }).selectOption('ko')
  await expect(page.getByRole('button', { name: 'hf:// 경로 복사' })).toBeVisible()
  await page.getByText('전체 받기').click()
  await expect(page.getByText(`hf download ${ID} --repo-type dataset`)).toBeVisible()
  await open(page, `${AT}/tree/main`)
  await expect(page.getByRole('link', { name: '한글 폴더/' })).toBeVisible()
  await takePictures(page, 'files-folder')
})
