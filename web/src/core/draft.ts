import { codeOfLanguage } from './language-names.js'

/** What the form of a new data set holds; it survives a reload, the files do not. */
export interface Draft {
  owner: string
  name: string
  title: string
  description: string
  languages: string
  task: string
  licence: string
  source: string
  collected: string
  limits: string
  citation: string
  isPrivate: boolean
  gate: 'off' | 'auto' | 'manual'
  gatePrompt: string
  questions: GateQuestion[]
  terms: 'none' | 'open' | 'ai-hub'
  opening: 'final' | 'beta' | 'draft'
  /** NS/NAME that this draft has made already: publishing goes on there. */
  made: string
}
export interface GateQuestion {
  name: string
  kind: 'text' | 'checkbox' | 'date_picker' | 'country'
}

export const EMPTY_DRAFT: Draft = {
  ...{ owner: '', name: '', title: '', description: '', languages: '', task: '', licence: '', source: '' },
  ...{ collected: '', limits: '', citation: '', isPrivate: false, gate: 'off', gatePrompt: '' },
  ...{ questions: [], terms: 'none', opening: 'final', made: '' },
}

/** A draft as it was kept; what is not as expected is as in an empty one. */
export function readDraft(text: string | null): Draft {
  try {
    const kept = JSON.parse(text ?? '{}') as Record<string, unknown>
    const same = Object.entries(EMPTY_DRAFT).map(([key, empty]) => [
      key,
      typeof kept[key] === typeof empty && Array.isArray(kept[key]) === Array.isArray(empty)
        ? kept[key]
        : empty,
    ])
    return Object.fromEntries(same) as Draft
  } catch {
    return EMPTY_DRAFT
  }
}

/** Codes of languages as people type them: "ko, en" or "Korean, 영어". A name may be of several words. */
export const languageCodes = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,;\n]+/)
      .flatMap(
        (part) => codeOfLanguage(part) ?? part.split(/\s+/).map((word) => codeOfLanguage(word) ?? word),
      )
      .filter((code) => code !== '')
      .map((code) => (code.includes('-') ? code : code.toLowerCase())),
  ),
]

/** Which of them no language has. */
export const wrongLanguages = (text: string): string[] =>
  languageCodes(text).filter((code) => !/^[a-z]{2,3}(-[a-z0-9]{2,8})*$|^multilingual$/i.test(code))
