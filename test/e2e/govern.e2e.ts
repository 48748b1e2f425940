import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { TOTP } from 'otpauth'
import { type FilledHub, startFilledHub } from './support/filled-hub.js'
import { expectAccessible, faults, takePictures } from './support/page.js'

const FOLDER = process.env.DATABELT_TEST_DATA
if (!FOLDER && process.env.DATABELT_REQUIRE_ALL === '1')
  throw new Error('DATABELT_TEST_DATA names no folder with data')
test.skip(!FOLDER, 'DATABELT_TEST_DATA names no folder with data')

const GATED = 'admin/klue-sts'
const CARD = `---
pretty_name: KLUE 문장 유사도
language: ko
license: cc-by-sa-4.0
extra_gated_heading: 이 데이터는 신청하면 이용할 수 있습니다
extra_gated_prompt: |
  ## 이용 약관

  1. 연구와 교육에만 씁니다.
  2. 원문을 다시 배포하지 않습니다.
  3. 논문과 서비스에 **출처**를 밝힙니다.
extra_gated_fields:
  소속: text
  이용 분야: {type: select, options: [문장 임베딩, 평가, 그 밖]}
  국가: country
  개인정보를 찾아내려 하지 않겠습니다: checkbox
extra_gated_days: 90
---
# KLUE 문장 유사도

한국어 문장 두 개가 얼마나 비슷한지 사람이 0점에서 5점으로 매긴 데이터입니다.
`
let hub: FilledHub

test.beforeAll(async () => {
  hub = await startFilledHub({ DATABELT_SIGN_UP: 'true' })
  await hub.publish('klue-sts', {
    'README.md': CARD,
    'validation.json': await readFile(join(FOLDER ?? '', 'klue/klue-sts-v1.1_dev.json')),
  })
  await hub.publish('broken', { 'data.parquet': 'this is no Parquet file' })
  const gate = { method: 'PUT', body: JSON.stringify({ gated: 'manual' }) }
  expect((await hub.api(`/api/datasets/${GATED}/settings`, gate)).status).toBe(200)
})
test.afterAll(async () => hub?.stop())

/** The administrator, whose token the browser sends. */
async function administrator(context: BrowserContext): Promise<Page> {
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${hub.token}` })
  return context.newPage()
}

async function apply(page: Page, affiliation: string): Promise<void> {
  await page.goto(`${hub.url}/datasets/${GATED}`)
  await page.getByRole('button', { name: 'Ask for access' }).click()
  await page.getByLabel('소속').fill(affiliation)
  await page.getByLabel('이용 분야').selectOption('평가')
  await page.getByLabel('국가').fill('KR')
  await page.getByLabel('개인정보를 찾아내려 하지 않겠습니다').check()
}

test('somebody asks, is refused, is heard again, accepted and loses access; the page says each', async ({
  browser,
}) => {
  const mine = await browser.newContext()
  const page = await mine.newPage()
  const wrong = faults(page)
  await page.goto(`${hub.url}/datasets/${GATED}`)
  await expect(page.getByRole('link', { name: 'Sign in to ask for access' })).toBeVisible()
  await hub.signUp(mine, 'minji')
  await apply(page, '한국대학교')
  // no mail server is set
  await expect(page.getByText('You see the decision here.')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'govern-ask')
  await page.getByRole('button', { name: 'Send the request' }).click()
  // the terms were not accepted: the form says so, and what was written is still there
  await expect(page.getByLabel('소속')).toHaveValue('한국대학교')
  await page.getByLabel('I have read these terms').check()
  await page.getByRole('button', { name: 'Send the request' }).click()
  await expect(page.getByText(/is waiting for a decision/)).toBeVisible()

  const admin = await browser.newContext()
  const desk = await administrator(admin)
  await desk.goto(`${hub.url}/datasets/${GATED}`)
  await expect(desk.getByText('Waiting: 1')).toBeVisible()
  await desk.getByRole('link', { name: 'Open the requests' }).click()
  const row = desk.getByRole('row', { name: /minji/ })
  await expect(row).toContainText('한국대학교')
  await row.getByRole('button', { name: 'Refuse' }).click()
  const dialog = desk.getByRole('dialog', { name: 'Refuse' })
  await dialog.getByLabel(/Reason/).fill('소속 기관의 확인이 필요합니다.')
  await dialog.getByRole('button', { name: 'Refuse' }).click()
  await expect(desk.getByText('No requests in this state.')).toBeVisible()

  await page.reload()
  await expect(page.getByText('소속 기관의 확인이 필요합니다.')).toBeVisible()
  await expect(page.getByText(/You cannot ask again yourself/)).toBeVisible()

  await desk.getByRole('button', { name: 'Refused' }).click()
  await desk.getByRole('row', { name: /minji/ }).getByRole('button', { name: 'Accept' }).click()
  const accept = desk.getByRole('dialog', { name: 'Accept' })
  await accept.getByLabel('Days that access lasts').fill('30')
  await accept.getByRole('button', { name: 'Accept' }).click()
  await expect(desk.getByText('No requests in this state.')).toBeVisible()

  await page.reload()
  await expect(page.getByText(/You have access until/)).toBeVisible()
  expect((await mine.request.get(`${hub.url}/datasets/${GATED}/resolve/main/validation.json`)).status()).toBe(
    200,
  )
  await page.getByText('What you asked for').click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the receipt' }).click()
  const receipt = await readFile(await (await download).path(), 'utf8')
  expect(receipt).toContain('원문을 다시 배포하지 않습니다')
  expect(receipt).toMatch(/termsSha256: [0-9a-f]{64}/)

  await desk.getByRole('button', { name: 'Accepted' }).click()
  await desk.getByRole('button', { name: 'Take access back' }).click()
  await desk.getByRole('dialog').getByRole('button', { name: 'Take access back' }).click()
  await expect(desk.getByText('No requests in this state.')).toBeVisible()
  await page.reload()
  await expect(page.getByText(/Your access was taken back/)).toBeVisible()
  expect((await mine.request.get(`${hub.url}/datasets/${GATED}/resolve/main/validation.json`)).status()).toBe(
    403,
  )
  await desk.locator('summary', { hasText: 'History' }).click()
  await expect(desk.getByRole('region', { name: 'History' }).getByRole('row')).toHaveCount(4)
  expect(wrong).toEqual([])
  await Promise.all([mine.close(), admin.close()])
})

test('a gated set shows its card to everybody, and one notice where the contents would be', async ({
  page,
  context,
}) => {
  await expect
    .poll(async () => (await hub.api(`/splits?dataset=${GATED}`)).status, { timeout: 60_000 })
    .toBe(200)
  const notice = page.getByRole('link', { name: 'Sign in to ask for access' })
  const card = page.getByText('한국어 문장 두 개가 얼마나 비슷한지')
  await page.goto(`${hub.url}/datasets/${GATED}`)
  await expect(card).toBeVisible()
  await expect(notice).toHaveCount(1)
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expectAccessible(page)
  for (const tab of ['viewer', 'statistics', 'sql']) {
    await page.goto(`${hub.url}/datasets/${GATED}/${tab}`)
    await expect(notice).toBeVisible()
    await page.waitForLoadState('networkidle')
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(page.getByText('is not accessible')).toHaveCount(0)
  }
  await hub.signUp(context, 'areum')
  await page.goto(`${hub.url}/datasets/${GATED}`)
  await expect(card).toBeVisible()
  await expect(page.getByRole('button', { name: 'Ask for access' })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('several requests are decided at once, and found by a word of an answer', async ({ browser }) => {
  for (const name of ['sora', 'juho', 'hana']) {
    const context = await browser.newContext()
    await hub.signUp(context, name)
    await apply(await context.newPage(), name === 'hana' ? '서울연구원' : '부산대학교')
    const page = context.pages()[0] as Page
    await page.getByLabel('I have read these terms').check()
    await page.getByRole('button', { name: 'Send the request' }).click()
    await expect(page.getByText(/is waiting for a decision/)).toBeVisible()
    await context.close()
  }
  const admin = await browser.newContext()
  const desk = await administrator(admin)
  await desk.goto(`${hub.url}/datasets/${GATED}/requests`)
  await expect(desk.getByRole('row')).toHaveCount(4)
  await expectAccessible(desk)
  await takePictures(desk, 'govern-queue')
  await desk.getByRole('searchbox').fill('부산')
  await expect(desk.getByRole('row')).toHaveCount(3)
  await desk.getByLabel('Select all that are shown').check()
  await desk.getByRole('status').getByRole('button', { name: 'Accept' }).click()
  await expect(desk.getByRole('dialog')).toContainText('sora, juho')
  await desk.getByRole('dialog').getByRole('button', { name: 'Accept' }).click()
  await expect(desk.getByRole('dialog')).toHaveCount(0)
  await desk.getByRole('searchbox').fill('')
  await expect(desk.getByRole('row')).toHaveCount(2)
  await expect(desk.getByRole('row', { name: /hana/ })).toBeVisible()
  const csv = await admin.request.get(`${hub.url}/api/datasets/${GATED}/user-access-report?format=csv`)
  expect(await csv.text()).toContain('부산대학교')
  await admin.close()
})

test('an account: profile, passkey, second factor, tokens, sessions, signing out', async ({
  page,
  context,
}) => {
  const wrong = faults(page)
  const answer = await page.goto(`${hub.url}/settings`)
  expect(answer?.status()).toBe(401)
  await expect(page.getByText('Sign in to see this page.')).toBeVisible()
  await hub.signUp(context, 'yuna')
  await page.goto(`${hub.url}/settings`)
  await page.getByLabel('Full name').fill('이유나')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'govern-profile')

  await page.getByRole('link', { name: 'Access tokens' }).click()
  await page.getByLabel('What it is for').fill('notebook')
  await page.getByLabel('Only certain data sets or organisations').check()
  await page.getByLabel('Data set or organisation', { exact: true }).fill('yuna')
  await page.getByRole('button', { name: 'Make the token' }).click()
  const token = await page.getByRole('textbox', { name: 'New token' }).inputValue()
  const who = await fetch(`${hub.url}/api/whoami-v2`, { headers: { authorization: `Bearer ${token}` } })
  expect(await who.json()).toMatchObject({ name: 'yuna' })
  await expectAccessible(page)
  await takePictures(page, 'govern-tokens')
  await page
    .getByRole('row', { name: /notebook/ })
    .getByRole('button', { name: 'Revoke' })
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByRole('row', { name: /notebook/ })).toHaveCount(0)

  await page.getByRole('link', { name: 'Password and sign-in' }).click()
  await addPasskey(page, context)
  // half an hour later the hub wants to see the person again: the page leads there, and back
  await page.route('**/api/settings/second-factor', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({
          status: 403,
          headers: { 'x-error-code': 'FreshSignInNeeded' },
          json: { error: 'Sign in again.' },
        })
      : route.fallback(),
  )
  await page.getByRole('button', { name: 'Set up a second factor' }).click()
  await expect(page.getByRole('link', { name: 'Sign in again' })).toHaveAttribute(
    'href',
    /next=%2Fsettings%2Fsecurity/,
  )
  await page.getByRole('link', { name: 'Sessions' }).click()
  await expect(page.getByText('this one')).toBeVisible()
  await page.locator('.menu summary').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  expect(wrong).toEqual([])
})

async function addPasskey(page: Page, context: BrowserContext): Promise<void> {
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
  await page.getByLabel(/Name, for example/).fill('Work laptop')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByRole('row', { name: /Work laptop/ })).toBeVisible()
}

test('a second factor by the picture, with recovery codes, and every part in Korean', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'ko-KR' })
  const page = await context.newPage()
  const wrong = faults(page)
  await hub.signUp(context, 'dohyun')
  await page.goto(`${hub.url}/settings/security`)
  await page.getByRole('button', { name: '두 번째 인증 설정' }).click()
  await expect(page.getByRole('img', { name: 'QR 코드' })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'govern-second-factor')
  const secret = await page.getByRole('textbox', { name: '키', exact: true }).inputValue()
  await page.getByLabel('앱에 보이는 6자리 코드').fill(new TOTP({ secret }).generate())
  await page.getByRole('button', { name: '확인' }).click()
  await expect(page.locator('.codes li')).toHaveCount(10)
  await expect(page.getByText('사용 중입니다. 남은 복구 코드: 10개.')).toBeVisible()
  const parts = [
    'requests',
    'reviews',
    'organisations',
    'webhooks',
    'notifications',
    'usage',
    'audit',
    'sessions',
  ]
  for (const part of parts) {
    await page.goto(`${hub.url}/settings/${part}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/[가-힣]/)
    await expect(page.getByRole('status').filter({ hasText: '불러오는 중' })).toHaveCount(0)
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expectAccessible(page)
  }
  expect(wrong).toEqual([])
  await context.close()
})

test('an organisation is made; people are invited and have roles; a team has rights', async ({
  page,
  context,
  browser,
}) => {
  await hub.signUp(context, 'bora')
  const guest = await browser.newContext()
  await hub.signUp(guest, 'jiho')
  await page.goto(`${hub.url}/organizations/new`)
  await page.getByLabel('Name in addresses').fill('admin')
  await page.getByRole('button', { name: 'Make the organisation' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByLabel('Name in addresses').fill('speech-lab')
  await page.getByLabel('Full name').fill('음성 연구소')
  await page.getByRole('button', { name: 'Make the organisation' }).click()
  await expect(page).toHaveURL(/speech-lab\/settings\/members/)
  await page.locator('main').getByRole('link', { name: 'Invite' }).click()
  await page.getByLabel('User name or e-mail address').fill('jiho')
  await page.getByLabel('Rights').selectOption('write')
  await page.getByRole('button', { name: 'Invite' }).click()
  await expect(page.getByText('jiho was invited.')).toBeVisible()
  const other = await guest.newPage()
  await other.goto(`${hub.url}/settings/organisations`)
  await other.getByRole('button', { name: 'Accept' }).click()
  await expect(other.getByRole('link', { name: '음성 연구소' })).toBeVisible()
  await page.getByRole('link', { name: 'Members' }).click()
  await page.getByLabel('Role of jiho').selectOption('read')
  await expect(page.getByText('jiho is now: Reader.')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'govern-members')
  await page.getByRole('link', { name: 'Teams' }).click()
  await page.getByLabel('Name of the team').fill('annotators')
  await page.getByRole('button', { name: 'Make the team' }).click()
  await page.getByLabel('User name').fill('jiho')
  await page.getByRole('button', { name: 'Add a member' }).click()
  await expect(page.getByRole('button', { name: 'Take away jiho' })).toBeVisible()
  for (const part of ['', '/invitations', '/transfers', '/usage', '/audit', '/webhooks']) {
    await page.goto(`${hub.url}/organizations/speech-lab/settings${part}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectAccessible(page)
  }
  const closed = await other.goto(`${hub.url}/organizations/speech-lab/settings`)
  expect(closed?.status()).toBe(403)
  await guest.close()
})

test('administrators see storage, jobs and why they failed, traffic, people, and that the record is whole', async ({
  browser,
}) => {
  const admin = await browser.newContext()
  for (const name of ['jaewon', 'nari']) {
    const theirs = await browser.newContext()
    await hub.signUp(theirs, name)
    await theirs.close()
  }
  const page = await administrator(admin)
  const wrong = faults(page)
  await page.goto(`${hub.url}/admin-area`)
  await expect(page.getByRole('row', { name: /Database/ })).toContainText('works')
  await expect(page.getByRole('row', { name: /^Mail/ })).toHaveText('Mailoffno mail server is set')
  await expectAccessible(page)
  await takePictures(page, 'govern-admin')
  await page.getByRole('link', { name: 'Jobs', exact: true }).click()
  await expect(page.getByRole('row', { name: /admin\/broken/ })).toContainText('data.parquet', {
    timeout: 30_000,
  })
  await expectAccessible(page)
  await page
    .getByRole('row', { name: /admin\/broken/ })
    .getByRole('button', { name: 'Try again' })
    .click()
  await expect(page.getByText('It is in the queue again.')).toBeVisible()
  await page.getByRole('link', { name: 'Traffic' }).click()
  await expect(page.getByRole('img', { name: /Requests a day/ })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'govern-traffic')
  await page.getByRole('link', { name: 'Users and organisations' }).click()
  await page.getByRole('searchbox').fill('jaewon')
  // the search begins a moment after the last key
  await expect(page.getByRole('button', { name: 'Suspend' })).toHaveCount(1)
  await page.getByRole('button', { name: 'Suspend' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
  await expect(page.getByText('suspended', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Quotas and vouchers' }).click()
  await page.getByLabel('User or organisation').fill('nari')
  await page.getByLabel('Storage in GB').fill('5')
  await page.getByLabel('Requests of others in five minutes').fill('100000')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The quota of nari was set.')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Audit' }).click()
  await page.getByRole('button', { name: 'Prove the record' }).click()
  await expect(page.getByText(/The record is whole/)).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'govern-audit')
  await page.getByRole('combobox', { name: /언어/ }).selectOption('ko')
  await page.goto(`${hub.url}/admin-area`)
  await expect(page.getByRole('row', { name: /데이터베이스/ })).toBeVisible()
  await takePictures(page, 'govern-admin-ko')
  expect(wrong).toEqual([])
  await admin.close()
})

test('the menu of the account works by keyboard; pages of administrators are closed to others', async ({
  page,
  context,
}) => {
  await hub.signUp(context, 'sumin')
  const review = { type: 'dataset', repo: 'sumin/a', gated: 'manual', pending: 2 }
  await page.route('**/api/settings/reviews', (route) => route.fulfill({ json: [review] }))
  await page.goto(hub.url)
  await page.locator('.menu summary').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Requests to decide (2)' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('link', { name: 'Settings' })).toBeHidden()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/settings$/)
  expect((await page.goto(`${hub.url}/admin-area`))?.status()).toBe(403)
  await expect(page.getByText('This page is for administrators of the hub.')).toBeVisible()
  expect((await page.goto(`${hub.url}/datasets/${GATED}/requests`))?.status()).toBe(403)
})
