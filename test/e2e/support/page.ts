import { mkdir } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** The pictures of the documentation are made anew when one asks for it: UPDATE_SCREENS=1 npm run test:e2e. */
const PICTURES = process.env.UPDATE_SCREENS === '1' ? 'docs/screens' : 'test/e2e/.results/screens'
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Faults of the page itself, as they come. */
export function faults(page: Page): string[] {
  const found: string[] = []
  page.on('pageerror', (error) => found.push(error.message))
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) found.push(message.text())
  })
  return found
}

/** No violation of WCAG 2.2 AA in what the page shows now, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
    const told = violations.map(({ id, nodes }) => ({
      id,
      at: nodes.slice(0, 3).map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 120)}`),
    }))
    expect(told, `${page.url()} in ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null })
}

/** Keeps what the page shows, for people to look at: light, dark and on a phone. */
export async function takePictures(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true })
  const before = page.viewportSize()
  const sizes = { light: [1280, 800], dark: [1280, 800], phone: [390, 844] } as const
  for (const [kind, [width, height]] of Object.entries(sizes)) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: kind === 'dark' ? 'dark' : 'light' })
    await page.screenshot({ path: `${PICTURES}/${name}-${kind}.png`, animations: 'disabled' })
  }
  await page.emulateMedia({ colorScheme: null })
  if (before) await page.setViewportSize(before)
}
