import type { errorRows } from '../../core/errors.js'
import { KOREAN } from '../../core/korean/errors.js'
import type { Language } from '../../core/language.js'
import { KOREAN_TEXTS } from './facts/korean/korean.js'

type ErrorRow = ReturnType<typeof errorRows>[number]

/** How the document says what it has. Names that programs read (operations, tags, codes) are the same in all languages. */
export interface Spoken {
  say(text: string): string
  refusal(row: ErrorRow): string
}

export const SPOKEN: Record<Language, Spoken> = {
  en: { say: (text) => text, refusal: ({ message }) => message },
  ko: { say: (text) => KOREAN_TEXTS[text] ?? text, refusal: ({ key }) => KOREAN[key] },
}
