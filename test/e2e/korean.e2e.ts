import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { SCORES } from './support/people-files.js'

// The main pages in Korean: Latin letters only where they are data, code or a name.
const SET = '/datasets/admin/ko-set'
const CARD = `---
pretty_name: 점수
language: [ko, su]
license: cc-by-4.0
task_categories: [text-classification]
size_categories: 1K<n<10K
---
점수를 모은 데이터입니다.
`
/** Names of things, formats, types, licences and units, which are written so in Korean, too; examples; and the test's own data. */
const NAMES = new RegExp(
  `\\b(${[
    'ko-set|databelt|ai|api|sql|url|id|openapi|mcp|http\\w*|json|token|utf-8|sha-?\\d*|ms|\\d*[kmg]?b|[1-5]xx|max|min',
    'python|pandas|datasets|javascript|duckdb|git|lfs|xet|curl|hf|markdown|readme|bibtex|croissant',
    'kim(@example\\.org)?|csv|tsv|jsonl|parquet|yaml|pdf|png|jpe?g|wav|mp3|safetensors|gguf|float64|int64|string',
    'cc[- ]by[- ]4\\.0|creative commons attribution 4\\.0|language|english|ko|en|nia|speech|kaist',
    'admin|administrator|main|default|train|name|scores?|initial commit|publish',
  ].join('|')})\\b`,
  'gi',
)
let hub: FilledHub

test.beforeAll(async () => {
  hub = await startFilledHub({ DATABELT_SIGN_UP: 'true', DATABELT_SAMPLE: 'false' })
  await hub.publish('ko-set', { 'README.md': CARD, 'scores.csv': SCORES })
  await hub.tablesOf('admin/ko-set')
})
test.afterAll(async () => hub?.stop())
test.use({ locale: 'ko-KR' })

/** Texts that can be seen, without those of code and of users, that keep Latin letters when names are taken out. */
async function foreign(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const skipped =
      'code, pre, kbd, td, .hash, .card-text, select[lang], noscript, svg, math, .api-operation, .row-field'
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.parentElement
      if (at?.checkVisibility({ visibilityProperty: true }) && !at.closest(skipped))
        found.push(node.textContent ?? '')
    }
    return found
  })
  return [...new Set(texts.filter((text) => /[a-z]{2}/i.test(text.replaceAll(NAMES, ''))))]
}

async function walk(context: BrowserContext, paths: string[]): Promise<void> {
  const page = await context.newPage()
  for (const path of paths) {
    await page.goto(hub.url + path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.waitForLoadState('networkidle')
    expect(await page.locator('html').getAttribute('lang'), path).toBe('ko')
    expect.soft(await foreign(page), path).toEqual([])
  }
  await page.close()
}

test('pages that everybody sees are all in Korean', async ({ context }) => {
  await walk(context, [
    ...['/', '/?q=zzz', '/datasets', '/models', '/admin', '/api-docs', '/sql', '/sign-up'],
    ...['', '/viewer', '/statistics', '/sql', '/files', '/commits/main', '/discussions'].map(
      (part) => SET + part,
    ),
  ])
})

test('pages of an account are all in Korean', async ({ context }) => {
  test.setTimeout(240_000)
  await hub.signUp(context, 'kim')
  const mine = 'profile security tokens requests reviews organisations webhooks notifications usage audit'
  await walk(context, [
    ...['/new', '/organizations/new'],
    ...mine.split(' ').map((part) => `/settings/${part}`),
  ])
})

test('pages of those who write and administer are all in Korean', async ({ context }) => {
  test.setTimeout(240_000)
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${hub.token}` })
  await walk(context, [
    ...['overview', 'jobs', 'traffic', 'accounts', 'budgets', 'audit'].map((part) => `/admin-area/${part}`),
    ...['/edit', '/upload', '/settings', '/discussions/new'].map((part) => SET + part),
  ])
})

test('codes have Korean names: facets, tools, parts of the API, traffic, what the record tells', async ({
  page,
  context,
}) => {
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${hub.token}` })
  await page.goto(`${hub.url}/datasets`)
  for (const label of ['한국어', '순다어', '텍스트 분류', '<1천', '표'])
    await expect(page.locator('.facet').getByText(label, { exact: true })).toBeVisible()
  await page.goto(hub.url + SET)
  await expect(page.locator('.use option', { hasText: '명령줄 · hf' })).toBeAttached()
  await page.goto(`${hub.url}/api-docs`)
  await expect(page.getByRole('heading', { name: '데이터셋과 모델' })).toBeVisible()
  await page.goto(`${hub.url}/admin-area/audit`)
  await expect(page.locator('td[title="repo.created"]').first()).toHaveText('저장소 만들기')
})

test('what the hub says is in the language of the app, whatever the browser likes', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'en-US' })
  await hub.signUp(context, 'lee')
  const terms = { version: 1, who: 'approved', residents: ['KR'] }
  const set = await fetch(`${hub.url}/api/datasets/admin/ko-set/terms`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(terms),
  })
  expect(set.status).toBe(200)
  const page = await context.newPage()
  await page.goto(hub.url + SET)
  await expect(page.getByText('Only for people whose country is confirmed to be KR.')).toBeVisible()
  await page.getByRole('combobox', { name: /Language/ }).selectOption('ko')
  await expect(page.getByText('다음 국가의 사람으로 확인되어야 쓸 수 있습니다: 대한민국.')).toBeVisible()
  await page.goto(`${hub.url}/organizations/new`)
  await page.locator('main input').first().fill('a--b')
  await page.locator('main form button').last().click()
  const refusal = page.locator('main [role=alert]')
  await expect(refusal).toContainText('"a--b" 이름은 쓸 수 없습니다: -- 또는 .. 기호를 쓸 수 없습니다.')
  await context.close()
})
