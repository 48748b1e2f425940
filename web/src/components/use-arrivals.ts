import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { arrivals } from './arrivals.js'

const seen = arrivals(window.location.pathname)
window.addEventListener('popstate', () => seen.popped(window.location.pathname))

/** A page that was opened begins at its top, for the eyes and for the keyboard; back leads to where one was. */
export function useArrivals(): void {
  const [place] = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a page, and not when only its query changes
  useEffect(() => {
    if (!seen.isOpened(window.location.pathname)) return
    // an address may name a place on the page
    if (window.location.hash === '') window.scrollTo(0, 0)
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [place])
}
