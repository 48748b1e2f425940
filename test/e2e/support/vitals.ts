import type { Page } from '@playwright/test'

/** "Fast 3G" of the browser's own tools: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
const FAST_3G = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
}

export async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', FAST_3G)
}

const WATCH = `
self.vitals = { largest: 0, what: '', shift: 0, moved: [] }
new PerformanceObserver((list) => {
  for (const { startTime, element } of list.getEntries())
    Object.assign(vitals, { largest: startTime, what: (element?.outerHTML ?? '').slice(0, 60) })
}).observe({ type: 'largest-contentful-paint', buffered: true })
new PerformanceObserver((list) => {
  for (const { value, startTime, sources } of list.getEntries()) {
    vitals.shift += value
    const what = sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? '').slice(0, 80))
    vitals.moved.push({ value, startTime, what })
  }
}).observe({ type: 'layout-shift', buffered: true })`

export interface Vitals {
  /** When the largest text or picture was painted, in ms from the begin of the visit. */
  largest: number
  what: string
  /** How much of the page moved, and how far: all shifts of the visit together. */
  shift: number
  moved: { value: number; startTime: number; what: string[] }[]
}

/** From the next page on, the browser keeps account of what it paints. */
export const watchVitals = (page: Page): Promise<unknown> => page.addInitScript(WATCH)
export const vitalsOf = (page: Page): Promise<Vitals> => page.evaluate('vitals')

/** Scripts that a page loads, in bytes as they were sent. Ask before the visit, read after it. */
export function scriptsOf(page: Page): () => Promise<Record<string, number>> {
  const scripts: [string, Promise<number>][] = []
  page.on('requestfinished', (request) => {
    const name = new URL(request.url()).pathname.replace('/assets/', '')
    if (name.endsWith('.js'))
      scripts.push([name, request.sizes().then(({ responseBodySize }) => responseBodySize)])
  })
  return async () =>
    Object.fromEntries(await Promise.all(scripts.map(async ([name, size]) => [name, await size])))
}

/** Scrolls a table for some seconds, a little with each frame, and tells how long each frame took, in ms. */
export const framesOf = (page: Page, selector: string): Promise<number[]> =>
  page.locator(selector).evaluate(
    (scroller) =>
      new Promise<number[]>((done) => {
        const times: number[] = []
        const step = (now: number) => {
          times.push(now)
          scroller.scrollTop += 100
          if (times.length < 300) requestAnimationFrame(step)
          else done(times.slice(1).map((time, i) => time - (times[i] ?? time)))
        }
        requestAnimationFrame(step)
      }),
  )

/** How long it takes from a click on a link until a place has contents, in ms. */
export const openingOf = (page: Page, link: string, place: string): Promise<number> =>
  page.locator(link).evaluate(
    (anchor: HTMLElement, place) =>
      new Promise<number>((done) => {
        const began = performance.now()
        const look = () => {
          if (document.querySelector(place)?.textContent) done(performance.now() - began)
          else requestAnimationFrame(look)
        }
        anchor.click()
        requestAnimationFrame(look)
      }),
    place,
  )
