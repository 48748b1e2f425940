import { type Browser, expect, type Page, test } from '@playwright/test'
import { testData } from '../support/test-data.js'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { KLUE_CARD, SCORES } from './support/people-files.js'
import { publishLarge, vega } from './support/rows-data.js'
import { framesOf, openingOf, scriptsOf, slowDown, vitalsOf, watchVitals } from './support/vitals.js'

// Sizes and shifts are the same on every machine, so they are asserted. Times are not: they are told.
const MOST_SCRIPT_BYTES = 200_000
const MOST_SHIFT = 0.01
const SET = '/datasets/admin/klue-nli'
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }
const reviews = testData('nsmc/reviews.csv')
let hub: FilledHub

/** Headings, a table, formulas and code, longer than the window, and a picture in sight. */
const LONG_CARD = KLUE_CARD.replace('## 라벨', '![평면도](figure.png)\n\n## 라벨') + '\n\n글.'.repeat(80)

test.beforeAll(async () => {
  test.setTimeout(180_000)
  hub = await startFilledHub()
  if (reviews) await publishLarge(hub, 'reviews', 'reviews.csv', reviews)
  await hub.publish('klue-nli', {
    'README.md': LONG_CARD.replace('data.json', 'data.csv'),
    'data.csv': SCORES,
    'scores.csv': SCORES,
    'figure.png': vega('ffox.png'),
  })
  await hub.publish('another', { 'README.md': '---\npretty_name: 다른 말뭉치\nlanguage: ko\n---\n' })
  await hub.tablesOf('admin/klue-nli')
})
test.afterAll(async () => hub?.stop())

/** A browser that was never here, on a slow line. */
async function slowPage(browser: Browser, size: keyof typeof SIZES): Promise<Page> {
  const page = await (await browser.newContext({ viewport: SIZES[size], locale: 'ko-KR' })).newPage()
  await watchVitals(page)
  await slowDown(page)
  return page
}

async function visit(page: Page): Promise<void> {
  await page.goto(hub.url + SET)
  await settled(page)
}

function tellFrames(what: string, frames: number[]): void {
  const long = frames.filter((ms) => ms > 20).length
  const share = ((100 * long) / frames.length).toFixed(1)
  console.log(`${what}: ${frames.length} frames of scrolling, ${share} % over 20 ms`)
}

/** Rows without any script behind them. */
function plainTable(): string {
  const rows = Array.from(
    { length: 2000 },
    (_, i) => `<tr><td>${i}<td>${i * 7919}<td>영화가 참 재미있다<td>${i % 2}`,
  )
  return `<div style="height: 600px; overflow: auto"><table cellpadding="8">${rows.join('')}</table></div>`
}

/** What would have to be noticed. */
const pushDown = (page: Page) =>
  page.evaluate(() => {
    const late = document.createElement('div')
    late.style.height = '200px'
    document.getElementById('main')?.prepend(late)
  })

/** Everything that the page shows of a data set is there. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('.card-text math').first()).toBeVisible()
  await expect(page.locator('.card-text .hljs-keyword').first()).toBeAttached()
  await expect(page.locator('aside .panel').last()).toBeAttached()
  await expect(page.locator('.related')).toBeAttached()
  await page.waitForLoadState('networkidle')
}

for (const locale of ['en-US', 'ko-KR'])
  test(`a first visit loads at most ${MOST_SCRIPT_BYTES} bytes of scripts, in ${locale}`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ locale })
    const page = await context.newPage()
    const scripts = scriptsOf(page)
    await visit(page)
    const sizes = await scripts()
    const sum = Object.values(sizes).reduce((before, size) => before + size, 0)
    console.log(`${locale}: ${sum} bytes of scripts as sent`, sizes)
    expect(Object.keys(sizes).length).toBeGreaterThan(2)
    expect(sum).toBeLessThanOrEqual(MOST_SCRIPT_BYTES)
    await context.close()
  })

for (const size of ['desktop', 'phone'] as const)
  test(`nothing moves while a data set's page comes over a slow line, ${size}`, async ({ browser }) => {
    const page = await slowPage(browser, size)
    for (const time of ['first', 'second']) {
      await visit(page)
      const { largest, what, shift, moved } = await vitalsOf(page)
      console.log(`${size}, ${time} visit over fast 3G: largest paint ${Math.round(largest)} ms, ${what}`)
      expect(shift, JSON.stringify(moved)).toBeLessThanOrEqual(MOST_SHIFT)
    }
    await pushDown(page)
    await expect.poll(async () => (await vitalsOf(page)).shift).toBeGreaterThan(MOST_SHIFT)
    await page.context().close()
  })

test('712,404 rows: how soon the first are there, and how the frames are while one scrolls', async ({
  page,
}) => {
  test.skip(!reviews, 'needs nsmc/reviews.csv')
  await hub.tablesOf('admin/reviews')
  for (const time of ['first', 'second', 'third']) {
    await page.goto(`${hub.url}/datasets/admin/reviews`)
    await page.waitForLoadState('networkidle')
    const took = await openingOf(page, '.tabs a[href$="/viewer"]', 'td[data-rownumber="0"]')
    console.log(`NSMC, ${time} time: ${Math.round(took)} ms from opening the tab to the first rows`)
  }
  const frames = await framesOf(page, '.table-place [role=group]')
  tellFrames('NSMC', frames)
  expect(frames).toHaveLength(299)
  await expect(page.locator('td[data-rownumber]').first()).not.toBeEmpty()
  await page.setContent(plainTable())
  tellFrames('a plain table of 2,000 rows, what this browser can do at best', await framesOf(page, 'div'))
})

test('what the page is to ask first is asked while the scripts come, and not again', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url().replace(hub.url, '')))
  await visit(page)
  const early = page.locator('link[rel=preload][as=fetch]')
  const paths = await early.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  expect(paths.length).toBeGreaterThan(2)
  expect(paths.map((path) => asked.filter((each) => each === path).length)).toEqual(paths.map(() => 1))
})
