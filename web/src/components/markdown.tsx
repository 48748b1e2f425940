import DOMPurify from 'dompurify'
import { marked } from 'marked'
import { useMemo } from 'react'

const cleaner = DOMPurify(window)
const ALLOWED = {
  ALLOWED_TAGS: [
    ...[
      'a',
      'b',
      'blockquote',
      'br',
      'code',
      'dd',
      'del',
      'details',
      'div',
      'dl',
      'dt',
      'em',
      'h1',
      'h2',
      'h3',
      'h4',
      'h5',
    ],
    ...[
      'h6',
      'hr',
      'i',
      'img',
      'kbd',
      'li',
      'ol',
      'p',
      'pre',
      's',
      'span',
      'strong',
      'sub',
      'summary',
      'sup',
      'table',
    ],
    ...['tbody', 'td', 'th', 'thead', 'tr', 'ul'],
  ],
  ALLOWED_ATTR: [
    'align',
    'alt',
    'colspan',
    'href',
    'rowspan',
    'src',
    'title',
    'width',
    'height',
    'start',
    'rel',
  ],
  ALLOWED_URI_REGEXP: /^(https?:|mailto:|#|[^:]*$)/i,
}

/** The text of a card as HTML that can do nothing. `base` is where its relative links lead. */
function cleanHtml(text: string, base: string): string {
  const html = marked.parse(text.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, ''), { async: false, gfm: true })
  const fragment = cleaner.sanitize(html, { ...ALLOWED, RETURN_DOM_FRAGMENT: true })
  for (const link of fragment.querySelectorAll('a')) {
    const href = link.getAttribute('href') ?? ''
    link.setAttribute('rel', 'nofollow noopener')
    if (href !== '' && !/^(https?:|mailto:|#)/i.test(href))
      link.setAttribute('href', `${base}${href.replace(/^\.?\//, '')}`)
  }
  for (const image of fragment.querySelectorAll('img')) showPicture(image, base)
  const holder = document.createElement('div')
  holder.append(fragment)
  return holder.innerHTML
}

/** A picture of the repo is shown; one from elsewhere becomes a link, so that nobody hears who opened the card. */
function showPicture(image: HTMLImageElement, base: string): void {
  const source = image.getAttribute('src') ?? ''
  if (!/^[a-z]+:|^\/\//i.test(source)) {
    image.setAttribute('src', `${base}${source.replace(/^\.?\//, '')}`)
    return
  }
  const link = document.createElement('a')
  link.href = source
  link.rel = 'nofollow noopener'
  link.textContent = image.alt || source
  image.replaceWith(link)
}

export function Markdown({ text, base }: { text: string; base: string }) {
  const html = useMemo(() => cleanHtml(text, base), [text, base])
  // biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned just above, by an allow-list
  return <div className="card-text" dangerouslySetInnerHTML={{ __html: html }} />
}
