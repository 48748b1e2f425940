/** Codes that people mean by a name and that have more than two letters. */
const MORE = ['fil', 'yue', 'zh-Hans', 'zh-Hant']
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']
/** In which names are understood, whatever the page speaks. */
const SPOKEN = ['en', 'ko']

const namesIn = (language: string) =>
  new Intl.DisplayNames([language], { type: 'language', fallback: 'none' })
const english = namesIn('en')

let codes: string[] | undefined
/** Codes of languages that have a name; browsers do not list them. */
function knownCodes(): string[] {
  codes ??= [...LETTERS.flatMap((first) => LETTERS.map((second) => first + second)), ...MORE].filter(isNamed)
  return codes
}

/** Some codes are older ones of another language: `iw` is `he`. */
const isNamed = (code: string): boolean =>
  english.of(code) !== undefined && Intl.getCanonicalLocales(code)[0] === code

let byName: Map<string, string> | undefined
/** The code of a language by its name, in English or Korean. */
export function codeOfLanguage(name: string): string | undefined {
  byName ??= new Map(
    SPOKEN.flatMap((language) => {
      const names = namesIn(language)
      return knownCodes().map((code): [string, string] => [names.of(code)?.toLowerCase() ?? code, code])
    }),
  )
  return byName.get(name.trim().toLowerCase())
}

/** How languages are called in one of them, to choose from. */
export function languageNames(language: string): string[] {
  const names = namesIn(language)
  return knownCodes()
    .map((code) => names.of(code) ?? code)
    .sort((a, b) => a.localeCompare(b, language))
}
