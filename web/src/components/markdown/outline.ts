export interface Heading {
  id: string
  text: string
  level: number
}

/** Ids of a card's headings begin so: a card must not take the place of an element of the app. */
const PREFIX = 'card-'
const LOWEST = 6

/** As GitHub makes them, so that links within a card find their heading. */
export const slugOf = (text: string): string =>
  PREFIX +
  text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replace(/\s/gu, '-')

/**
 * Makes the headings of a card fit below the page's own: without a first one that only says the title again, one level
 * lower where there is still one as high as the page's, each with an id. Returns what is left of them.
 */
export function outline(root: DocumentFragment, title: string): Heading[] {
  const found = [...root.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  const first = found[0]
  if (first && first.textContent?.trim() === title.trim()) {
    first.remove()
    found.shift()
  }
  const down = found.some(({ tagName }) => tagName === 'H1') ? 1 : 0
  const taken = new Map<string, number>()
  return found.map((heading) => {
    const text = heading.textContent?.trim() ?? ''
    const slug = slugOf(text)
    const times = taken.get(slug) ?? 0
    taken.set(slug, times + 1)
    const id = times === 0 ? slug : `${slug}-${times}`
    const level = Math.min(LOWEST, Number(heading.tagName.slice(1)) + down)
    const lower = document.createElement(`h${level}`)
    lower.id = id
    lower.append(...heading.childNodes)
    heading.replaceWith(lower)
    return { id, text, level }
  })
}
