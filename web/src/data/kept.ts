/** What this browser keeps for a person: each has their own, and it goes when they sign out. */
const OURS = 'databelt.'
/** Choices of the browser more than of a person. */
export const LANGUAGE = `${OURS}language`
export const THEME = `${OURS}theme`
const CHOICES = [LANGUAGE, THEME]

type Storage = Pick<globalThis.Storage, 'key' | 'length' | 'removeItem'>

/** Under which name something of a person is kept; nobody is a person, too. */
export const keptFor = (what: string, user: string): string => `${OURS}${what}.${user}`

/** Removes all that was kept, for whomever. */
export function forgetKept(storage: Storage = localStorage): void {
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '')
  for (const key of keys) if (key.startsWith(OURS) && !CHOICES.includes(key)) storage.removeItem(key)
}

export const chosenLanguage = (): string | null => localStorage.getItem(LANGUAGE)

export function keepLanguage(code: string): void {
  localStorage.setItem(LANGUAGE, code)
  tellHub('language', code)
}

/** Keeps the colours that were chosen; undefined: those of the device. */
export function keepTheme(theme: string | undefined): void {
  if (theme === undefined) localStorage.removeItem(THEME)
  else localStorage.setItem(THEME, theme)
  tellHub('theme', theme)
}

const YEAR_SECONDS = 365 * 24 * 60 * 60
/** A choice is a cookie, too: what the hub writes itself, such as the sign-in page, reads no storage of the browser. */
function tellHub(choice: 'language' | 'theme', value: string | undefined): void {
  const seconds = value === undefined ? 0 : YEAR_SECONDS
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not in every browser
  document.cookie = `databelt-${choice}=${value ?? ''}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`
}
