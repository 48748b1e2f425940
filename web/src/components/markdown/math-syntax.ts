import type { MarkedExtension, Tokens } from 'marked'

/** What marks a formula until KaTeX has drawn it; the allow-list of clean.ts lets these two classes through. */
export const INLINE = 'math-inline'
export const BLOCK = 'math-block'

// as Pandoc reads them: no space inside of the signs and no digit after the last, so that "$5 and $6" is money
const IN_TEXT = /^(?:\$(?!\s)((?:\\.|[^\\$\n])+?)(?<![\s\\])\$(?![\d$])|\\\(([\s\S]+?)\\\))/
const DISPLAYED = /^(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])/

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const formula = (rule: RegExp, source: string, name: string): Tokens.Generic | undefined => {
  const found = rule.exec(source)
  return found ? { type: name, raw: found[0], text: (found[1] ?? found[2] ?? '').trim() } : undefined
}
const startOf = (source: string): number | undefined => {
  const at = source.search(/\$|\\[([]/)
  return at < 0 ? undefined : at
}

/** A block begins with its line. */
const lineOf = (source: string): number | undefined => /(?<=^|\n)(?:\$\$|\\\[)/.exec(source)?.index

/** Formulas between $..$, $$..$$, \(..\) and \[..\]; their text stays as it was written. */
export const mathSyntax: MarkedExtension = {
  extensions: [
    {
      name: 'mathBlock',
      level: 'block',
      start: lineOf,
      tokenizer: (source) => formula(new RegExp(`${DISPLAYED.source}[ \\t]*(?:\\n|$)`), source, 'mathBlock'),
      renderer: ({ text }) => `<pre class="${BLOCK}">${escaped(text)}</pre>`,
    },
    {
      name: 'mathDisplayed',
      level: 'inline',
      start: startOf,
      tokenizer: (source) => formula(DISPLAYED, source, 'mathDisplayed'),
      renderer: ({ text }) => `<code class="${BLOCK}">${escaped(text)}</code>`,
    },
    {
      name: 'mathInline',
      level: 'inline',
      start: startOf,
      tokenizer: (source) => formula(IN_TEXT, source, 'mathInline'),
      renderer: ({ text }) => `<code class="${INLINE}">${escaped(text)}</code>`,
    },
  ],
}
