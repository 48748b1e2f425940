import type { Facet } from '../../core/facets.js'

/** `language:ko` to `{ language: ['ko'] }`. */
export function grouped(facets: string[]): Partial<Record<Facet, string[]>> {
  const groups: Partial<Record<string, string[]>> = {}
  for (const each of facets) {
    const at = each.indexOf(':')
    const group = groups[each.slice(0, at)] ?? []
    group.push(each.slice(at + 1))
    groups[each.slice(0, at)] = group
  }
  return groups
}
