import { useSyncExternalStore } from 'react'

/** As the style sheets have it: a phone. */
const NARROW = '(max-width: 40rem)'

function watch(changed: () => void): () => void {
  const query = window.matchMedia(NARROW)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

/** Whether the window is that of a phone. */
export const useNarrow = (): boolean => useSyncExternalStore(watch, () => window.matchMedia(NARROW).matches)
