import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { expectFits, expectPrints } from './support/layout.js'
import { expectAccessible, faults } from './support/page.js'
import { KLUE_CARD, MODEL_CARD, SCORES, safetensors } from './support/people-files.js'

// Every page in English once: axe in light and dark, a title of its own, a phone, twice the size, paper.
const SET = '/datasets/admin/klue-nli'
const GATED = '/datasets/admin/closed-set'
const MODEL = '/admin/tiny-korean'
let hub: FilledHub
let newest: string
let oldest: string

test.beforeAll(async () => {
  hub = await startFilledHub({ DATABELT_SIGN_UP: 'true' })
  const sentences = [
    'premise,hypothesis,gold_label',
    '비가 온다,땅이 젖는다,entailment',
    '해가 떴다,밤이다,contradiction',
  ]
  await hub.publish('klue-nli', {
    'README.md': KLUE_CARD.replace('data.json', 'folder/data.csv'),
    'folder/data.csv': sentences.join('\n'),
    'scores.csv': SCORES,
  })
  oldest = await newestOf('klue-nli')
  await hub.commit(
    'datasets/admin/klue-nli',
    { 'scores.csv': SCORES.replace('kim,1', 'kim,2') },
    'Correct a score',
  )
  await hub.publish('closed-set', {
    'README.md': '---\npretty_name: Closed\n---\nA set behind a gate.',
    'a.csv': SCORES,
  })
  const model = {
    'README.md': MODEL_CARD,
    'config.json': '{"model_type":"bert"}',
    'model.safetensors': safetensors(),
  }
  await hub.publish('tiny-korean', model, { type: 'model' })
  await send('PUT', '/api/datasets/admin/closed-set/settings', { gated: 'manual' })
  for (const place of ['datasets/admin/klue-nli', 'models/admin/tiny-korean'])
    await send('POST', `/api/${place}/discussions`, {
      title: 'A label is wrong',
      description: 'See row 3.',
      pullRequest: false,
    })
  await hub.tablesOf('admin/klue-nli')
  newest = await newestOf('klue-nli')
})
test.afterAll(async () => hub?.stop())

async function newestOf(name: string): Promise<string> {
  return ((await (await hub.api(`/api/datasets/admin/${name}`)).json()) as { sha: string }).sha
}
async function send(method: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await hub.api(path, { method, headers, body: JSON.stringify(body) })
  expect(answer.ok, `${path}: ${await answer.clone().text()}`).toBe(true)
}

/** Twice the size on a screen of 1280 is a window of 640 with two dots a pixel. */
const newContext = (browser: Browser) =>
  browser.newContext({ viewport: { width: 1280, height: 1024 }, deviceScaleFactor: 2 })

async function checkEach(context: BrowserContext, paths: string[]): Promise<void> {
  const page = await context.newPage()
  const wrong = faults(page)
  const titles = new Map<string, string>()
  for (const path of paths) {
    await test.step(path, async () => {
      await page.setViewportSize({ width: 1280, height: 1024 })
      await page.goto(hub.url + path)
      await settled(page)
      const title = await page.title()
      expect.soft(title, path).toMatch(/. · Databelt$/)
      expect.soft(titles.get(title), `${path} has the title “${title}”, as has`).toBeUndefined()
      titles.set(title, path)
      await soft(() => expectAccessible(page))
      await soft(() => expectFits(page, 640, 512))
      await soft(() => expectFits(page, 360, 740))
      await soft(() => expectPrints(page))
    })
  }
  expect(wrong).toEqual([])
  await page.close()
}

/** One page's fault does not hide those of the next. */
async function soft(check: () => Promise<void>): Promise<void> {
  const fault = await check().catch((error: Error) => error.message)
  expect.soft(fault).toBeUndefined()
}

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForLoadState('networkidle')
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0)
}

test('pages of the hub, signed out', async ({ browser }) => {
  test.setTimeout(400_000)
  const context = await newContext(browser)
  await checkEach(context, [
    ...[
      '/',
      '/?q=klue',
      '/?q=nothing+like+it',
      '/datasets',
      '/datasets?q=klue',
      '/models',
      '/models?q=korean',
    ],
    ...['/admin', '/admin?show=models', '/admin?show=likes', '/nobody-of-this-name', '/api-docs', '/sql'],
    ...['/new', '/organizations/new', '/settings', '/settings/tokens', '/admin-area', '/login'],
  ])
  await context.close()
})

test('pages of a data set and a model, signed out', async ({ browser }) => {
  test.setTimeout(400_000)
  const context = await newContext(browser)
  await checkEach(context, [
    ...[SET, `${SET}/viewer`, `${SET}/statistics`, `${SET}/sql`],
    ...[
      `${SET}/files`,
      `${SET}/tree/main/folder`,
      `${SET}/blob/main/README.md`,
      `${SET}/blob/main/scores.csv`,
    ],
    ...[`${SET}/commits/main`, `${SET}/commit/${newest}`, `${SET}/compare/${oldest}..${newest}`],
    ...[`${SET}/discussions`, `${SET}/discussions/1`, `${SET}/discussions/new`, `${SET}/settings`],
    ...[GATED, `${GATED}/viewer`, `${GATED}/files`],
    ...[
      MODEL,
      `${MODEL}/tensors`,
      `${MODEL}/tree/main`,
      `${MODEL}/blob/main/config.json`,
      `${MODEL}/commits/main`,
    ],
    ...[`${MODEL}/discussions`, `${MODEL}/discussions/1`, `${MODEL}/discussions/new`],
  ])
  await context.close()
})

test('pages of an account and its organisation', async ({ browser }) => {
  test.setTimeout(400_000)
  const context = await newContext(browser)
  await hub.signUp(context, 'minji')
  const call = (path: string, data: object) =>
    context.request.post(hub.url + path, { data, headers: { origin: hub.url } })
  expect(
    (await call('/api/organizations/create', { name: 'speech-lab', fullname: '음성 연구소' })).ok(),
  ).toBe(true)
  const parts = (names: string) => names.split(' ')
  const mine =
    'profile security sessions tokens requests reviews organisations webhooks notifications usage audit'
  const ours = 'general members invitations teams transfers usage audit webhooks'
  await checkEach(context, [
    ...[
      '/',
      '/new',
      '/organizations/new',
      '/minji',
      '/speech-lab',
      '/speech-lab?show=members',
      '/login',
      '/device',
    ],
    ...parts(mine).map((part) => `/settings/${part}`),
    ...parts(ours).map((part) => `/organizations/speech-lab/settings/${part}`),
    ...[SET, `${SET}/discussions/1`, `${SET}/discussions/new`, GATED],
  ])
  const page = await context.newPage()
  await page.goto(hub.url + GATED)
  await page.getByRole('button', { name: 'Ask for access' }).click()
  await page.getByRole('button', { name: 'Send the request' }).click()
  await expect(page.getByText(/is waiting for a decision/)).toBeVisible()
  await page.getByText('What you asked for').click()
  await expectAccessible(page)
  await expectFits(page, 360, 740)
  await context.close()
})

test('pages of those who write and administer', async ({ browser }) => {
  test.setTimeout(400_000)
  const context = await newContext(browser)
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${hub.token}` })
  await checkEach(context, [
    ...['overview', 'jobs', 'traffic', 'accounts', 'budgets', 'audit'].map((part) => `/admin-area/${part}`),
    ...['', '/edit', '/upload', '/settings', '/discussions/1'].map((part) => SET + part),
    ...[`${GATED}/requests`, '/settings/reviews'],
  ])
  const page = await context.newPage()
  await page.goto(`${hub.url}${GATED}/requests`)
  await page.locator('summary', { hasText: 'History' }).click()
  await expectAccessible(page)
  await page.goto(`${hub.url}${SET}/sql`)
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('table').first()).toBeVisible()
  await page.reload()
  await page.getByText('Earlier queries').click()
  await expectAccessible(page)
  await expectFits(page, 360, 740)
  await context.close()
})
