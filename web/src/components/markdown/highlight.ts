import type { LanguageFn } from 'highlight.js'
import highlighter from 'highlight.js/lib/core'

type Loaded = Promise<{ default: LanguageFn }>
/** Each with the names that people give it; it is loaded when there is code in it. */
const LANGUAGES: [names: string, load: () => Loaded][] = [
  ['bash sh zsh', () => import('highlight.js/lib/languages/bash')],
  ['cpp c++ cc h hpp', () => import('highlight.js/lib/languages/cpp')],
  ['ini toml', () => import('highlight.js/lib/languages/ini')],
  ['java', () => import('highlight.js/lib/languages/java')],
  ['javascript js jsx mjs', () => import('highlight.js/lib/languages/javascript')],
  ['json json5 jsonc', () => import('highlight.js/lib/languages/json')],
  ['python py', () => import('highlight.js/lib/languages/python')],
  ['r', () => import('highlight.js/lib/languages/r')],
  ['sql', () => import('highlight.js/lib/languages/sql')],
  ['typescript ts tsx', () => import('highlight.js/lib/languages/typescript')],
  ['xml html svg', () => import('highlight.js/lib/languages/xml')],
  ['yaml yml', () => import('highlight.js/lib/languages/yaml')],
]

/** Longer texts are left plain: colours are not worth a page that stands still. */
const MOST_CHARACTERS = 50_000

/** Colours a block of code whose class names a language that is known here. */
export async function colour(block: HTMLElement): Promise<void> {
  const name = /^language-(\S+)/.exec(block.className)?.[1]?.toLowerCase() ?? ''
  const text = block.textContent ?? ''
  const language = LANGUAGES.find(([names]) => names.split(' ').includes(name))
  if (!language || text.length > MOST_CHARACTERS) return
  highlighter.registerLanguage(name, (await language[1]()).default)
  block.innerHTML = highlighter.highlight(text, { language: name, ignoreIllegals: true }).value
}
