import highlighter from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import cpp from 'highlight.js/lib/languages/cpp'
import ini from 'highlight.js/lib/languages/ini'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import python from 'highlight.js/lib/languages/python'
import r from 'highlight.js/lib/languages/r'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'

const languages = { bash, cpp, ini, java, javascript, json, python, r, sql, typescript, xml, yaml }
for (const [name, language] of Object.entries(languages)) highlighter.registerLanguage(name, language)

/** Longer texts are left plain: colours are not worth a page that stands still. */
const MOST_CHARACTERS = 50_000

/** Colours a block of code whose class names a language that is known here. */
export function colour(block: HTMLElement): void {
  const language = /^language-(\S+)/.exec(block.className)?.[1] ?? ''
  const text = block.textContent ?? ''
  if (!highlighter.getLanguage(language) || text.length > MOST_CHARACTERS) return
  block.innerHTML = highlighter.highlight(text, { language, ignoreIllegals: true }).value
}
