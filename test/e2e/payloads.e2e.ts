import { expect, type Page, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { fileNames, htmlFiles, payloads, svgFiles } from './support/payloads.js'

// Every payload calls `ran` with a number of its own. The browser has that function in every frame, sandboxed ones too, and
// tells the test of each call: an empty list means that nothing ran. Each is drawn alone, so that none hides in another; cards,
// cells and comments are tried together as well.
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

/** Those that are drawn alone: in a preview, as a row, as a comment, as a page of their own. */
const { card, cells, comments, names, svg, html } = placed
const alone = [card, svg, html, cells, comments, names, svg, html].flat().length

test.beforeAll(async () => {
  hub = await startFilledHub({ DATABELT_SAMPLE: 'false' })
})
test.afterAll(async () => {
  await hub?.stop()
  console.log(`payloads: ${tried} tried, ${alone} of them alone`)
})

async function watch(page: Page): Promise<unknown[]> {
  const ran: unknown[] = []
  await page.exposeBinding('ran', (_, id) => ran.push(id))
  page.on('dialog', (dialog) => {
    if (dialog.type() !== 'beforeunload') ran.push(dialog.message())
    void dialog.dismiss()
  })
  return ran
}

/** What is in a text that somebody wrote and could do something: elements, attributes, addresses. */
const dangers = (page: Page, place: string): Promise<string[]> =>
  page.locator(place).evaluateAll((roots) => {
    const kinds = 'script, iframe, object, embed, style, link, meta, base, form, textarea, template, svg'
    const leads = (value: string) => new URL(value, document.baseURI).protocol
    const all = roots.flatMap((root) => [...root.querySelectorAll('*')])
    return [
      ...all.filter((each) => each.matches(kinds)).map((each) => each.outerHTML),
      ...all.flatMap((each) =>
        [...each.attributes]
          .filter(
            ({ name, value }) =>
              (/^on|^style$|^id$|^srcdoc$/.test(name) && !value.startsWith('card-')) ||
              (/href$|^src|action$|^data$/.test(name) && !/^(https?|mailto):$/.test(leads(value))),
          )
          .map(({ name, value }) => `${name}=${value}`),
      ),
    ]
  })

/** Time for two pictures of the screen: animations begin, sources fail. */
const drawn = (page: Page) =>
  page.evaluate(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`)

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
  expect(alone).toBeGreaterThanOrEqual(300)
  const ran = await watch(page)
  // an empty page allows all: many of them run there, so that their silence elsewhere says something
  await page.goto('about:blank')
  for (const text of placed.card.slice(0, 20)) await page.setContent(text)
  await expect.poll(() => new Set(ran).size).toBeGreaterThan(8)
})

test('none runs from a card, where all are in one', async ({ page }) => {
  const ran = await watch(page)
  const id = await hub.publish('card', { 'README.md': `The beginning.\n\n${placed.card.join('\n\n')}` })
  await page.goto(`${hub.url}/datasets/${id}`)
  await expect(page.getByText('The beginning.')).toBeVisible()
  await touch(page)
  expect(await dangers(page, '.card-text')).toEqual([])
  expect(ran).toEqual([])
})

test('none runs from a card, one after another', async ({ page, context }) => {
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${hub.token}` })
  const ran = await watch(page)
  const id = await hub.publish('cards', { 'README.md': 'x' })
  await page.goto(`${hub.url}/datasets/${id}/edit`)
  const preview = page.locator('.card-preview .card-text')
  for (const [i, text] of [...placed.card, ...placed.svg, ...placed.html].entries()) {
    const number = `Payload ${i}`
    await page.getByLabel('Text (Markdown)').fill(`${number}.\n\n${text}`)
    await expect(preview).toContainText(`${number}.`)
    await page.evaluate(
      `for (const each of document.querySelectorAll('.card-preview *')) each.dispatchEvent(new MouseEvent('mouseover'))`,
    )
    await drawn(page)
    expect(await dangers(page, '.card-preview .card-text'), text).toEqual([])
  }
  expect(ran).toEqual([])
})

test('none runs from cells, names of columns and a row that is opened', async ({ page }) => {
  test.setTimeout(240_000)
  const ran = await watch(page)
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const header = `id,${quoted(placed.cells[1] ?? '')}`
  const rows = placed.cells.map((text, i) => `${i},${quoted(text)}`)
  const id = await hub.publish('cells', { 'train.csv': [header, ...rows].join('\n') })
  await hub.tablesOf(id)
  await page.goto(`${hub.url}/datasets/${id}/viewer`)
  await expect(page.getByText(placed.cells[0] ?? '').first()).toBeVisible()
  await touch(page)
  await page.goto(`${hub.url}/datasets/${id}/viewer?row=0`)
  const panel = page.locator('.row-panel')
  for (const [row, text] of placed.cells.entries()) {
    await expect(panel).toContainText(text.match(/ran\(\d+\)/)?.[0] ?? text.slice(0, 20))
    await drawn(page)
    if (row < placed.cells.length - 1) await panel.getByRole('button', { name: 'Next row' }).click()
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

test('none runs from discussions, each a comment of its own', async ({ page }) => {
  const ran = await watch(page)
  const id = await hub.publish('talk', { 'README.md': 'x' })
  const call = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await hub.api(path, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(answer.status, await answer.clone().text()).toBe(200)
  }
  await call(`/api/datasets/${id}/discussions`, {
    title: placed.comments[1],
    description: placed.comments.join('\n\n'),
    pullRequest: false,
  })
  for (const comment of placed.comments) await call(`/api/datasets/${id}/discussions/1/comment`, { comment })
  await page.goto(`${hub.url}/datasets/${id}/discussions`)
  await expect(page.getByText('ran(').first()).toBeVisible()
  await page.goto(`${hub.url}/datasets/${id}/discussions/1`)
  await expect(page.locator('.comment')).toHaveCount(placed.comments.length + 1)
  await touch(page)
  expect(await dangers(page, '.card-text')).toEqual([])
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

test('the app allows no script and no style but those of its own files', async () => {
  const id = await hub.publish('headers', { 'README.md': 'x', 'a.csv': 'a\n1' })
  for (const path of [
    '/',
    '/datasets',
    '/api-docs',
    '/new',
    '/admin',
    `/datasets/${id}`,
    `/datasets/${id}/viewer`,
  ]) {
    const { headers } = await hub.api(path, { headers: { accept: 'text/html' } })
    const rules = (headers.get('content-security-policy') ?? '').split(';').map((rule) => rule.trim())
    expect(rules, path).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]),
    )
    expect(
      rules.filter((rule) => /unsafe|\*|https?:/.test(rule)),
      path,
    ).toEqual([])
    expect(headers.get('x-content-type-options'), path).toBe('nosniff')
  }
})

test('a file of SVG or HTML is sent as bytes in a sandbox, never as a page', async () => {
  const files = {
    'a.svg': placed.svg[0] ?? '',
    'a.html': placed.html[0] ?? '',
    'a.xhtml': placed.html[0] ?? '',
  }
  const id = await hub.publish('bytes', files)
  for (const name of Object.keys(files))
    for (const kind of ['resolve', 'raw']) {
      const answer = await hub.api(`/datasets/${id}/${kind}/main/${name}`, {
        headers: { accept: 'text/html' },
      })
      const where = `${kind} of ${name}`
      expect(answer.status, where).toBe(200)
      expect(answer.headers.get('content-security-policy'), where).toBe("sandbox; default-src 'none'")
      expect(answer.headers.get('x-content-type-options'), where).toBe('nosniff')
      expect(answer.headers.get('content-type'), where).toMatch(/^(text\/plain|application\/octet-stream)/)
    }
})
