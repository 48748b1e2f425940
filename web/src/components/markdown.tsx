import { useEffect, useMemo, useRef } from 'react'
import { decoded } from '../codecs/decoded.js'
import '../design/markdown.css'
import { type Cleaned, clean } from './markdown/clean.js'
import { enrich } from './markdown/enrich.js'

/** A text that was cleaned, with its formulas and code. */
export function CleanText({ html }: { html: string }) {
  const place = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text is a new page
  useEffect(() => {
    if (place.current) void enrich(place.current)
    const { hash } = window.location
    if (hash.startsWith('#card-')) document.getElementById(decoded(hash.slice(1)))?.scrollIntoView()
  }, [html])
  return (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned by an allow-list, in clean.ts
    <div ref={place} className="card-text" dangerouslySetInnerHTML={{ __html: html }} />
  )
}

/** What `clean` makes of a text, kept while the text is the same. */
export const useClean = (text: string, base: string, title = ''): Cleaned =>
  useMemo(() => clean(text, base, title), [text, base, title])

/** Markdown that somebody wrote. `base` is where its relative links lead. */
export function Markdown({ text, base }: { text: string; base: string }) {
  return <CleanText html={useClean(text, base).html} />
}
