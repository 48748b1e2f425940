import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { CLIENT, freePort, startProvider, type TestProvider } from '../support/openid.js'
import { type SpawnedHub, spawnHub } from './support/hub.js'
import { expectAccessible, takePictures } from './support/page.js'

const PASSWORD = 'three words for a test'
let hub: SpawnedHub
let provider: TestProvider
let folder: string

test.beforeAll(async () => {
  const port = await freePort()
  const callback = `http://localhost:${port}/api/sign-in/oidc/office/callback`
  provider = await startProvider([callback], { 'id-1': { preferred_username: 'yuna', name: 'Yuna Lee' } })
  folder = await mkdtemp(join(tmpdir(), 'databelt-e2e-providers-'))
  const file = join(folder, 'providers.json')
  const office = { name: 'office', label: 'The office', issuer: provider.issuer, createUsers: true }
  await writeFile(file, JSON.stringify([{ ...office, clientId: CLIENT.id, clientSecret: CLIENT.secret }]))
  hub = await spawnHub(port, { DATABELT_OIDC_FILE: file, DATABELT_SIGN_UP: 'true' })
})
test.afterAll(async () => {
  await hub?.stop()
  await provider?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

/** What is wrong with a page shows in its console: a script that the policy blocks, for one. */
function watch(page: Page): string[] {
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text())) wrong.push(message.text())
  })
  return wrong
}
const whoIs = async (page: Page): Promise<string | undefined> => {
  const answer = await page.request.get(`${hub.url}/api/whoami-v2`)
  return answer.ok() ? (await answer.json()).name : undefined
}

test('a passkey is registered, and signs in where nobody is named', async ({ page, context }) => {
  const wrong = watch(page)
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const made = await page.request.post(`${hub.url}/api/sign-up`, {
    data: { user: 'minji', email: 'minji@example.org', password: PASSWORD },
  })
  expect(made.status()).toBe(200)

  await page.goto(`${hub.url}/login`)
  await page.locator('#add-passkey').click()
  await expect(page.locator('#said')).toContainText('added')
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
  expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }])

  await context.clearCookies()
  expect(await whoIs(page)).toBeUndefined()
  await page.goto(`${hub.url}/login?next=/api/whoami-v2`)
  await page.locator('#passkey').click()
  await page.waitForURL(`${hub.url}/api/whoami-v2`)
  expect(await whoIs(page)).toBe('minji')

  // an authenticator that cannot tell who holds it does not get in
  await context.clearCookies()
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await page.goto(`${hub.url}/login`)
  await page.locator('#passkey').click()
  await expect(page.locator('#said')).not.toBeEmpty()
  expect(await whoIs(page)).toBeUndefined()
  expect(wrong).toEqual([])
})

test('the page of a provider signs in, and comes back to where one was going', async ({ page }) => {
  const wrong = watch(page)
  await page.goto(`${hub.url}/login?next=/api/whoami-v2`)
  await page.getByRole('link', { name: 'The office' }).click()
  await page.locator('input[name=login]').fill('id-1')
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  await page.waitForURL(/interaction/)
  await page.getByRole('button', { name: /continue/i }).click()
  await page.waitForURL(`${hub.url}/api/whoami-v2`)
  expect(await whoIs(page)).toBe('yuna')
  expect(wrong).toEqual([])
})

test('a link to set a password works where the page is open already, and says whose it is', async ({
  page,
}) => {
  const wrong = watch(page)
  await page.route('**/api/account-links/secret-1', (route) => route.fulfill({ json: { user: 'minji' } }))
  await page.goto(`${hub.url}/login`)
  await page.goto(`${hub.url}/login#link=secret-1`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set a password')
  await expect(page).toHaveTitle('Set a password · Databelt')
  await expect(page).toHaveURL(`${hub.url}/login`)
  await expect(page.getByText('At least 10 characters.')).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Set a password' }).click()
  await expect(page.getByText('The password of minji is set.')).toBeVisible()
  await expect(page.getByLabel('Name or e-mail address')).toHaveValue('minji')
  await expect(page).toHaveTitle('Sign in · Databelt')
  expect(wrong).toEqual([])
})

test('the pages look like the app, lead back to it, and speak the language chosen there', async ({
  page,
}) => {
  const wrong = watch(page)
  await page.goto(`${hub.url}/login`)
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.getByRole('banner').getByRole('link', { name: 'Databelt' }).click()
  await expect(page).toHaveURL(`${hub.url}/`)
  const [font, ground] = await look(page)
  await page.getByRole('combobox', { name: /Language/ }).selectOption('ko')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  await page.goto(`${hub.url}/login`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('로그인')
  expect(await look(page)).toEqual([font, ground])
  await expectAccessible(page)
  await takePictures(page, 'sign-in')
  const made = await page.request.post(`${hub.url}/api/sign-up`, {
    data: { user: 'sora', email: 'sora@example.org', password: PASSWORD },
  })
  expect(made.status()).toBe(200)
  await page.goto(`${hub.url}/device`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('프로그램 연결 허용')
  await expectAccessible(page)
  await takePictures(page, 'sign-in-device')
  expect(wrong).toEqual([])
})
test('the pages have the colours that were chosen in the app, and its main button', async ({ page }) => {
  const wrong = watch(page)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(hub.url)
  const colours = page.getByRole('button', { name: /^Colours/ })
  await colours.click()
  await colours.click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  const dark = await look(page)
  const accent = await page.locator('.skip').evaluate((link) => getComputedStyle(link).backgroundColor)
  const made = await page.request.post(`${hub.url}/api/sign-up`, {
    data: { user: 'haneul', email: 'haneul@example.org', password: PASSWORD },
  })
  expect(made.status()).toBe(200)
  for (const path of ['/login', '/device', '/']) {
    const answer = await page.goto(hub.url + path)
    expect(await answer?.text(), path).toContain('data-theme="dark"')
    expect(await look(page), path).toEqual(dark)
  }
  await page.goto(`${hub.url}/login`)
  await expect(page.locator('button.main').first()).toHaveCSS('background-color', accent)
  await page.goto(hub.url)
  await colours.click()
  await page.goto(`${hub.url}/login`)
  await expect(page.locator('html')).not.toHaveAttribute('data-theme')
  expect(await look(page)).not.toEqual(dark)
  expect(wrong).toEqual([])
})
const look = (page: Page) =>
  page.evaluate(
    `['font', 'backgroundColor'].map((name) => getComputedStyle(document.body)[name])`,
  ) as Promise<string[]>
