import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { LANGUAGE } from '../data/kept.js'
import { en, type Words } from './en.js'
import { ko } from './ko.js'

const LANGUAGES: Record<string, Words> = { en, ko }
interface Spoken {
  language: string
  words: Words
  languages: [code: string, name: string][]
  speak(language: string): void
}
const Context = createContext<Spoken | undefined>(undefined)

/** The language that was chosen here before, or else the first of the browser's that the app knows. */
function firstLanguage(): string {
  const asked = [localStorage.getItem(LANGUAGE) ?? '', ...navigator.languages]
  return asked.map((code) => code.slice(0, 2)).find((code) => Object.hasOwn(LANGUAGES, code)) ?? 'en'
}

export function WordsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const speak = (chosen: string) => {
    localStorage.setItem(LANGUAGE, chosen)
    setLanguage(chosen)
  }
  const languages = Object.entries(LANGUAGES).map(([code, { languageName }]): [string, string] => [
    code,
    languageName,
  ])
  return (
    <Context value={{ language, words: LANGUAGES[language] ?? en, languages, speak }}>{children}</Context>
  )
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
