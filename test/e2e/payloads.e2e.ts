import { expect, type Page, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { fileNames, htmlFiles, payloads, svgFiles } from './support/payloads.js'

// Every payload calls `ran` with a number of its own. The browser has that function in every frame, sandboxed ones too, and
// tells the test of each call: an empty list means that nothing ran.
let hub: FilledHub
let tried = 0
const numbered = (make: (call: string) => string[]): string[] =>
  make('').map((_, i) => make(`ran(${tried + i})`)[i] ?? '')
const take = (make: (call: string) => string[]): string[] => {
  const texts = numbered(make)
  tried += texts.length
  return texts
}
const placed = {
  card: take(payloads),
  cells: take(payloads),
  comments: take(payloads),
  markdown: take(payloads),
  names: take(fileNames),
  svg: take(svgFiles),
  html: take(htmlFiles),
}

test.beforeAll(async () => {
  hub = await startFilledHub({ DATABELT_SAMPLE: 'false' })
})
test.afterAll(async () => {
  await hub?.stop()
  console.log(`payloads: ${tried} tried`)
})

async function watch(page: Page): Promise<unknown[]> {
  const ran: unknown[] = []
  await page.exposeBinding('ran', (_, id) => ran.push(id))
  page.on('dialog', (dialog) => {
    ran.push(dialog.message())
    void dialog.dismiss()
  })
  return ran
}

/** What a person might do: point at things, and click on what says so. */
async function touch(page: Page): Promise<void> {
  const address = page.url()
  await page.evaluate(
    `for (const each of document.querySelectorAll('main *')) each.dispatchEvent(new MouseEvent('mouseover'))`,
  )
  for (const link of await page.locator('main :text-is("click")').all())
    await link.click({ timeout: 500, noWaitAfter: true }).catch(() => {})
  if (page.url() !== address) await page.goto(address)
}

test('there are at least 300, and the browser tells when one runs', async ({ page }) => {
  expect(tried).toBeGreaterThanOrEqual(300)
  const ran = await watch(page)
  // an empty page allows all: many of them run there, so that their silence elsewhere says something
  await page.goto('about:blank')
  for (const text of placed.card.slice(0, 20)) await page.setContent(text)
  await expect.poll(() => new Set(ran).size).toBeGreaterThan(8)
})

test('none runs from a card', async ({ page }) => {
  const ran = await watch(page)
  const id = await hub.publish('card', { 'README.md': `The beginning.\n\n${placed.card.join('\n\n')}` })
  await page.goto(`${hub.url}/datasets/${id}`)
  await expect(page.getByText('The beginning.')).toBeVisible()
  await touch(page)
  const kinds = 'script, iframe, object, embed, style, link, meta, base, form, textarea, template'
  expect(await page.locator(`.card-text :is(${kinds})`).count()).toBe(0)
  const attributes = await page
    .locator('.card-text *')
    .evaluateAll((all) =>
      all.flatMap((each) => each.getAttributeNames().filter((name: string) => /^on/.test(name))),
    )
  expect(attributes).toEqual([])
  expect(ran).toEqual([])
})

test('none runs from cells, names of columns and a row that is opened', async ({ page }) => {
  const ran = await watch(page)
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const header = `id,${quoted(placed.cells[1] ?? '')}`
  const rows = placed.cells.map((text, i) => `${i},${quoted(text)}`)
  const id = await hub.publish('cells', { 'train.csv': [header, ...rows].join('\n') })
  await hub.tablesOf(id)
  await page.goto(`${hub.url}/datasets/${id}/viewer`)
  await expect(page.getByText(placed.cells[0] ?? '').first()).toBeVisible()
  await touch(page)
  for (const row of [0, 1, 20, 40, 60]) {
    await page.goto(`${hub.url}/datasets/${id}/viewer?row=${row}`)
    await expect(page.locator('main')).toContainText('ran(')
  }
  await page.goto(`${hub.url}/datasets/${id}/statistics`)
  await expect(page.locator('main h2, main figure, main table').first()).toBeVisible()
  expect(ran).toEqual([])
})

test('none runs from names of files, in lists, on their own pages and in the history', async ({ page }) => {
  const ran = await watch(page)
  const id = await hub.publish('names', Object.fromEntries(placed.names.map((name) => [name, 'x\n'])))
  await hub.commit(`datasets/${id}`, { 'other.txt': 'y' }, placed.card[1])
  for (const tab of ['files', 'commits/main', 'viewer']) {
    await page.goto(`${hub.url}/datasets/${id}/${tab}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await touch(page)
  }
  for (const name of placed.names) {
    await page.goto(`${hub.url}/datasets/${id}/blob/main/${encodeURIComponent(name)}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  expect(ran).toEqual([])
})

test('none runs from discussions', async ({ page }) => {
  const ran = await watch(page)
  const id = await hub.publish('talk', { 'README.md': 'x' })
  const call = (path: string, body: object) =>
    hub.api(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const opened = await call(`/api/datasets/${id}/discussions`, {
    title: placed.comments[1],
    description: placed.comments.join('\n\n'),
    pullRequest: false,
  })
  expect(opened.status).toBe(200)
  await page.goto(`${hub.url}/datasets/${id}/discussions`)
  await expect(page.getByText('ran(').first()).toBeVisible()
  await page.goto(`${hub.url}/datasets/${id}/discussions/1`)
  await expect(page.getByText('ran(').first()).toBeVisible()
  await touch(page)
  expect(ran).toEqual([])
})

test('none runs from files that are opened as pages, or shown in ours', async ({ page }) => {
  test.setTimeout(240_000)
  const ran = await watch(page)
  const files = Object.fromEntries([
    ...placed.svg.map((text, i) => [`${i}.svg`, text]),
    ...placed.html.map((text, i) => [`${i}.html`, text]),
    ['all.md', placed.markdown.join('\n\n')],
  ])
  const id = await hub.publish('pages', files)
  for (const name of Object.keys(files)) {
    for (const kind of ['resolve', 'raw'])
      await page
        .goto(`${hub.url}/datasets/${id}/${kind}/main/${name}`, { waitUntil: 'commit' })
        .catch((error) => expect(String(error)).toContain('Download is starting'))
  }
  for (const name of ['0.svg', '1.svg', '0.html', '3.html', 'all.md']) {
    await page.goto(`${hub.url}/datasets/${id}/blob/main/${name}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await touch(page)
  }
  expect(ran).toEqual([])
})
