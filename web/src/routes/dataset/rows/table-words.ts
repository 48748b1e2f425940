import type { Words } from '../../../words/en.js'

/**
 * The table component speaks English only. These are its words in the language of the page, set again when it sets its own.
 * Attributes that its roles do not have are taken away: nothing here is checked, and no spin button lies.
 */
export function speakTable(place: HTMLElement | null, words: Words['rowsView']): (() => void) | undefined {
  if (!place) return undefined
  const speak = () => {
    const caption = place.querySelector('caption')?.firstChild
    if (caption && caption.nodeValue !== words.table) caption.nodeValue = words.table
    for (const head of place.querySelectorAll('thead th')) {
      const name = head.getAttribute('aria-label') ?? ''
      const sorted = head.getAttribute('aria-sort')
      const told = sorted === null ? '' : words.sortBy(name)
      set(head, { title: told, 'aria-description': told })
    }
    for (const resizer of place.querySelectorAll('thead [role=spinbutton]')) {
      set(resizer, { 'aria-label': words.resize, 'aria-description': words.resizeHint })
      resizer.removeAttribute('aria-orientation')
    }
    for (const checked of place.querySelectorAll('[aria-checked]')) checked.removeAttribute('aria-checked')
  }
  speak()
  const observer = new MutationObserver(speak)
  observer.observe(place, { subtree: true, childList: true, attributeFilter: ['title', 'aria-sort'] })
  return () => observer.disconnect()
}

/** Only what differs is written, or the observer would never rest. */
function set(element: Element | null, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values))
    if (element && (element.getAttribute(name) ?? '') !== value) element.setAttribute(name, value)
}
