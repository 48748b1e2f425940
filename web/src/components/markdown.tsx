import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { decoded } from '../codecs/decoded.js'
import '../design/markdown.css'
import { type Cleaned, clean } from './markdown/clean.js'
import { enrich } from './markdown/enrich.js'
import { keepRoom } from './markdown/room.js'

/** A text that was cleaned is on the page at once; its formulas and the colours of its code follow. */
function CleanText({ html }: { html: string }) {
  const place = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text is a new page
  useEffect(() => {
    if (place.current) void enrich(place.current)
    showPlace()
  }, [html])
  return (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned by an allow-list, in clean.ts
    <div ref={place} className="card-text" dangerouslySetInnerHTML={{ __html: html }} />
  )
}

/** Then the text is shown as it is, and drawn before the reader's eyes: a line may be as slow as that. */
const MOST_WAIT_MS = 4000

/** A text that was cleaned, drawn to its end before it is shown: what came later would move what is read. */
export function useDrawn(html: string): HTMLElement | undefined {
  const [drawn, setDrawn] = useState<{ html: string; root: HTMLElement }>()
  useEffect(() => {
    let isWanted = true
    void draw(html).then((root) => isWanted && setDrawn({ html, root }))
    return () => {
      isWanted = false
    }
  }, [html])
  return drawn?.html === html ? drawn.root : undefined
}

async function draw(html: string): Promise<HTMLElement> {
  const root = document.createElement('div')
  root.className = 'card-text'
  root.innerHTML = html
  const late = new Promise((resolve) => setTimeout(resolve, MOST_WAIT_MS))
  // what cannot be loaded leaves the text as it was written
  await Promise.race([Promise.allSettled([enrich(root), keepRoom(root)]), late])
  return root
}

export function Drawn({ root }: { root: HTMLElement }) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    place.current?.replaceChildren(root)
    showPlace()
  }, [root])
  return <div ref={place} />
}

/** A heading that the address names. */
function showPlace(): void {
  const { hash } = window.location
  if (hash.startsWith('#card-')) document.getElementById(decoded(hash.slice(1)))?.scrollIntoView()
}

/** What `clean` makes of a text, kept while the text is the same. */
export const useClean = (text: string, base: string, title = ''): Cleaned =>
  useMemo(() => clean(text, base, title), [text, base, title])

/** Markdown that somebody wrote. `base` is where its relative links lead. */
export function Markdown({ text, base }: { text: string; base: string }) {
  return <CleanText html={useClean(text, base).html} />
}
