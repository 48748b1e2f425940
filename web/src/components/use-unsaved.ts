import { useEffect } from 'react'
import { leavesPage } from '../core/leaving.js'
import { useWords } from '../words/words.js'

/** How long a page that one has agreed to leave does not ask again: the browser's own question would be the second. */
const AGREED_MS = 2000
/** Of the whole page: of several unsaved things on it only one asks. */
let agreedAt = Number.NEGATIVE_INFINITY
const isAgreed = () => performance.now() - agreedAt < AGREED_MS

/** Asks before a page is left on which something would be lost: by closing the tab, or by a link. */
export function useUnsaved(isDirty: boolean) {
  const { words } = useWords()
  const question = words.publish.leave
  useEffect(() => {
    if (!isDirty) return
    const closing = (event: BeforeUnloadEvent) => {
      if (!isAgreed()) event.preventDefault()
    }
    const clicked = (event: MouseEvent) => {
      if (isAgreed() || !isLeaving(event)) return
      if (window.confirm(question)) {
        agreedAt = performance.now()
        return
      }
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    window.addEventListener('beforeunload', closing)
    // before the router hears of it
    document.addEventListener('click', clicked, { capture: true })
    return () => {
      window.removeEventListener('beforeunload', closing)
      document.removeEventListener('click', clicked, { capture: true })
    }
  }, [isDirty, question])
}

function isLeaving(event: MouseEvent): boolean {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null
  if (!link) return false
  const isElsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
  const { href, target } = link
  return leavesPage(
    { href, target, isElsewhere, isDownload: link.hasAttribute('download') },
    window.location.href,
  )
}
