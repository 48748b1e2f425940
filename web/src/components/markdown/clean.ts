import DOMPurify from 'dompurify'
import { Marked } from 'marked'
import { decoded } from '../../codecs/decoded.js'
import { BLOCK, INLINE, mathSyntax } from './math-syntax.js'
import { type Heading, outline, slugOf } from './outline.js'
import { kindOfPicture } from './picture-kind.js'

const TAGS = `a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s span strong
  sub summary sup table tbody td th thead tr ul`
const ATTRIBUTES = 'align alt class colspan href rowspan src title width height start rel'
const ALLOWED = {
  ALLOWED_TAGS: TAGS.split(/\s+/),
  ALLOWED_ATTR: ATTRIBUTES.split(' '),
  ALLOWED_URI_REGEXP: /^(https?:|mailto:|#|[^:]*$)/i,
}
/** Classes say what a text is, and never how it looks: others would borrow the app's own styles. */
const CLASSES = new RegExp(`^(language-[\\w+#-]{1,30}|${INLINE}|${BLOCK})$`)
const FRONT_MATTER = /^\uFEFF?---\r?\n[\s\S]*?\r?\n---[ \t]*(?:\r?\n|$)/

const cleaner = DOMPurify(window)
cleaner.addHook('uponSanitizeAttribute', (_, data) => {
  if (data.attrName === 'class' && !CLASSES.test(data.attrValue)) data.keepAttr = false
})
const marked = new Marked({ gfm: true }, mathSyntax)

export interface Cleaned {
  html: string
  headings: Heading[]
}

/** A text as HTML that can do nothing. `base` is where its relative links lead; `title` needs no heading again. */
export function clean(text: string, base: string, title = ''): Cleaned {
  const html = marked.parse(text.replace(FRONT_MATTER, ''), { async: false })
  const fragment = cleaner.sanitize(html, { ...ALLOWED, RETURN_DOM_FRAGMENT: true })
  for (const link of fragment.querySelectorAll('a')) leadOut(link, base)
  for (const image of fragment.querySelectorAll('img')) showPicture(image, base)
  const headings = outline(fragment, title)
  for (const wide of fragment.querySelectorAll('table, pre')) wide.setAttribute('tabindex', '0')
  const holder = document.createElement('div')
  holder.append(fragment)
  return { html: holder.innerHTML, headings }
}

function leadOut(link: HTMLAnchorElement, base: string): void {
  const href = link.getAttribute('href') ?? ''
  link.setAttribute('rel', 'nofollow noopener')
  if (href.startsWith('#')) link.setAttribute('href', `#${slugOf(decoded(href.slice(1)))}`)
  else if (href !== '' && !/^(https?:|mailto:)/i.test(href))
    link.setAttribute('href', `${base}${href.replace(/^\.?\//, '')}`)
}

/** A picture of the repo is shown, and one that the text itself holds; one from elsewhere becomes a link, so that nobody hears who opened the card. */
function showPicture(image: HTMLImageElement, base: string): void {
  const source = image.getAttribute('src') ?? ''
  const kind = kindOfPicture(source)
  if (kind === 'held') return
  if (kind === 'own') {
    image.setAttribute('src', `${base}${source.replace(/^\.?\//, '')}`)
    image.setAttribute('loading', 'lazy')
    if (!image.hasAttribute('alt')) image.alt = ''
    return
  }
  // a badge leads somewhere already, and a link within a link would be two
  if (image.closest('a')) {
    image.replaceWith(image.alt || source)
    return
  }
  const link = document.createElement('a')
  link.href = source
  link.rel = 'nofollow noopener'
  link.textContent = image.alt || source
  image.replaceWith(link)
}
