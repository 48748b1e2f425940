import type { Facet } from '../data/catalogue.js'
import { useFacetNames } from '../words/names.js'
import { useFormats, useWords } from '../words/words.js'

/** How a language is called in the language of the page. */
export function languageName(value: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(value) ?? value
  } catch {
    return value
  }
}

/** How values of facets are called in the language of the page. */
export function useFacetName(): (facet: Facet, value: string) => string {
  const { words, language } = useWords()
  const { short } = useFormats()
  const { tasks, modalities, formats } = useFacetNames()
  const known: Partial<Record<Facet, Record<string, string>>> = {
    task: tasks,
    modality: modalities,
    format: formats,
    updated: words.updatedValues,
  }
  return (facet, value) => {
    if (facet === 'language') return languageName(value, language)
    if (value === 'unknown') return words.unknown
    if (facet === 'size') return sizeName(value, short)
    if (facet === 'license') return value === 'other' ? (tasks.other ?? 'Other') : licenceName(value)
    const name = known[facet]?.[value]
    return name ?? (facet in known && language === 'en' ? inWords(value) : value)
  }
}

/** A code as words: `text-classification`. */
const inWords = (code: string) => (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll('-', ' ')

/** Short, as people write it: `cc-by-sa-4.0` is CC BY-SA 4.0. */
export const licenceName = (id: string): string =>
  /^cc/.test(id)
    ? id
        .toUpperCase()
        .replace(/^CC-/, 'CC ')
        .replace(/-(?=[\d.]+$)/, ' ')
    : id
        .split('-')
        .map((part) => (SHORT.test(part) ? part.toUpperCase() : inWords(part)))
        .join(' ')
const SHORT = /^(mit|bsd|[al]?gpl|mpl|isc|odbl|odc|pddl|cdla|kogl|e[cu]pl|afl|ofl|gfdl|wtfpl)$/

const THOUSANDS = 'KMBT'

/** Sizes as cards state them, such as `10K<n<100K`, with numbers as people of the language write them. */
export function sizeName(value: string, short: (count: number) => string): string {
  const counts = value.replaceAll(/(\d+)([KMBT])/g, (_, digits, unit) =>
    short(Number(digits) * 1000 ** (THOUSANDS.indexOf(unit) + 1)),
  )
  return counts.replace(/^n(?=[<>])/, '').replace('<n<', '–')
}
