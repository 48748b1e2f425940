import { expect, type Page } from '@playwright/test'

/** Texts that go over the edge of the window, or of what holds them, where nothing can be scrolled to see the rest. */
const CUT = `(() => {
  const cut = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (node.data.trim() === '' || !element.checkVisibility({ visibilityProperty: true })) continue
    if (element.closest('.hidden-label, .skip, option, noscript, svg, math, textarea')) continue
    if (getComputedStyle(element).clipPath !== 'none') continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const { right, width } = range.getBoundingClientRect()
    if (width === 0) continue
    let edge = innerWidth
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      const style = getComputedStyle(each)
      if (style.position === 'fixed') break
      // what says by dots that there is more, or can be scrolled, hides nothing
      if (style.textOverflow === 'ellipsis' || /auto|scroll/.test(style.overflowX)) { edge = Infinity; break }
      if (/hidden|clip/.test(style.overflowX)) edge = Math.min(edge, each.getBoundingClientRect().right)
    }
    if (right > edge + 1) cut.push(node.data.trim().slice(0, 60) + ' in ' + element.tagName + '.' + element.className)
  }
  return cut
})()`

/** What makes the page scroll sideways. */
const WIDE = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll('*')]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.tagName + '.' + each.className).slice(0, 12).concat(document.documentElement.scrollWidth + ' px')`

/** Words of the ways through the app that are broken in two. */
const BROKEN = `[...document.querySelectorAll('.tabs a, .header a')].filter((each) => {
  const range = document.createRange()
  range.selectNodeContents(each)
  return /^\\S+$/.test(each.textContent) && new Set([...range.getClientRects()].map(({ top }) => top)).size > 1
}).map((each) => each.textContent)`

/** At this width nothing scrolls sideways, no text is cut and no word of the navigation is broken. */
export async function expectFits(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height })
  const where = `${page.url()} at ${width}`
  await expect.poll(() => page.evaluate(WIDE), where).toEqual([])
  expect(await page.evaluate(CUT), where).toEqual([])
  expect(await page.evaluate(BROKEN), where).toEqual([])
}

/** On paper the page is dark on white, also when dark was chosen, and what can only be clicked is gone. */
export async function expectPrints(page: Page): Promise<void> {
  await page.evaluate(`document.documentElement.dataset.theme = 'dark'`)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const found = await page.evaluate(`(() => {
    const { backgroundColor, color } = getComputedStyle(document.body)
    const shown = [...document.querySelectorAll('.header, button, .button')].filter((each) => each.checkVisibility())
    return { backgroundColor, color, shown: shown.slice(0, 5).map((each) => each.outerHTML.slice(0, 100)) }
  })()`)
  const paper = { backgroundColor: 'rgb(255, 255, 255)', color: 'rgb(0, 0, 0)', shown: [] }
  expect(found, page.url()).toEqual(paper)
  await page.emulateMedia({ media: null, colorScheme: null })
  await page.evaluate('delete document.documentElement.dataset.theme')
}
