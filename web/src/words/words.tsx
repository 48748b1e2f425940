import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { chosenLanguage, keepLanguage } from '../data/kept.js'
import type { Words } from './en.js'
import { codes, load, nameOf } from './languages.js'

interface Spoken {
  language: string
  words: Words
  languages: [code: string, name: string][]
  speak(language: string): void
}
const Context = createContext<Spoken | undefined>(undefined)

/** The language that was chosen here before, or else the first of the browser's that the app knows. */
function firstLanguage(): string {
  const asked = [chosenLanguage() ?? '', ...navigator.languages]
  return asked.map((code) => code.slice(0, 2)).find((code) => codes.includes(code)) ?? 'en'
}

interface Loaded {
  language: string
  words: Words
}
async function loaded(language: string): Promise<Loaded> {
  return { language, words: await load(language) }
}
/** What the first page is said in. A language that cannot be loaded now is no reason to show nothing. */
export const firstWords = (): Promise<Loaded> => loaded(firstLanguage()).catch(() => loaded('en'))

export function WordsProvider({ first, children }: { first: Loaded; children: ReactNode }) {
  const [{ language, words }, setLoaded] = useState(first)
  const queries = useQueryClient()
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const speak = (chosen: string) => {
    keepLanguage(chosen)
    // offline the page goes on in the language that it has
    void loaded(chosen).then(setLoaded, () => {})
    // the hub's own sentences (terms of use, what is wrong with files) come in the language of the cookie
    for (const said of ['terms', 'quality']) void queries.invalidateQueries({ queryKey: [said] })
  }
  const languages = codes.map((code): [string, string] => [code, nameOf(code)])
  return <Context value={{ language, words, languages, speak }}>{children}</Context>
}

export function useWords(): Spoken {
  const spoken = useContext(Context)
  if (!spoken) throw new Error('words are asked for outside of WordsProvider')
  return spoken
}

/** Numbers, sizes and times as people of the chosen language write them. */
export function useFormats() {
  const { language } = useWords()
  const number = new Intl.NumberFormat(language)
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  return {
    number: (value: number) => number.format(value),
    short: (value: number) => short.format(value),
    date: (text: string) => date.format(new Date(text)),
    bytes: (value: number) => bytesText(value, language),
  }
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte']
function bytesText(value: number, language: string): string {
  // the short name of the unit would be a whole word
  if (value < 1000) return `${value} B`
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3))
  const style = {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  } as const
  return new Intl.NumberFormat(language, style).format(value / 1000 ** step)
}
