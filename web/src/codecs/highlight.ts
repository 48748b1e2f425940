import type { HLJSApi, LanguageFn } from 'highlight.js'
import core from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/cpp'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import go from 'highlight.js/lib/languages/go'
import ini from 'highlight.js/lib/languages/ini'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import markdown from 'highlight.js/lib/languages/markdown'
import python from 'highlight.js/lib/languages/python'
import r from 'highlight.js/lib/languages/r'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'

/** Each with the endings of its files. */
const LANGUAGES: [LanguageFn, string][] = [
  [bash, 'sh bash zsh'],
  [c, 'c h cc cpp hpp cs'],
  [css, 'css'],
  [diff, 'diff patch'],
  [go, 'go'],
  [ini, 'ini toml cfg conf env'],
  [java, 'java kt scala'],
  [javascript, 'js mjs cjs jsx'],
  [json, 'json geojson topojson ipynb jsonl ndjson schema'],
  [markdown, 'md markdown'],
  [python, 'py ipy'],
  [r, 'r'],
  [rust, 'rs'],
  [sql, 'sql'],
  [typescript, 'ts tsx'],
  [xml, 'xml html htm svg urdf launch sdf world'],
  [yaml, 'yaml yml'],
]
const byEnding = new Map<string, string>()
const highlighter: HLJSApi = core
for (const [language, endings] of LANGUAGES) {
  const name = endings.split(' ')[0] ?? ''
  highlighter.registerLanguage(name, language)
  for (const ending of endings.split(' ')) byEnding.set(ending, name)
}

/** Longer texts would hold up the page. */
const MOST_CHARACTERS = 300_000

/** The text as HTML whose only tags are `<span class="hljs-…">`; undefined for a language that is not known. */
export function highlighted(text: string, ending: string): string | undefined {
  const language = byEnding.get(ending)
  if (language === undefined || text.length > MOST_CHARACTERS) return undefined
  return highlighter.highlight(text, { language, ignoreIllegals: true }).value
}
