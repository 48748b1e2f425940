import { useSyncExternalStore } from 'react'

// widths as the style sheets have them
const PHONE = '(max-width: 40rem)'
const ONE_COLUMN = '(max-width: 52rem)'

/** Whether the window is that of a phone. */
export const useNarrow = (): boolean => useMedia(PHONE)

/** Whether the window has no room for columns side by side. It may get it: a tablet is turned. */
export const useOneColumn = (): boolean => useMedia(ONE_COLUMN)

function useMedia(text: string): boolean {
  const watch = (changed: () => void) => {
    const query = window.matchMedia(text)
    query.addEventListener('change', changed)
    return () => query.removeEventListener('change', changed)
  }
  return useSyncExternalStore(watch, () => window.matchMedia(text).matches)
}
