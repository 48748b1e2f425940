import type { Facet } from '../data/catalogue.js'

/** How a value of a facet is called: languages by their name in the language of the page. */
export function facetName(facet: Facet, value: string, updated: Record<string, string> = {}): string {
  if (facet === 'updated') return updated[value] ?? value
  if (facet !== 'language') return value
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(value) ?? value
  } catch {
    return value
  }
}
