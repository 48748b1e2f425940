import { useCallback, useEffect, useState } from 'react'
import { type Draft, EMPTY_DRAFT, readDraft } from '../../core/draft.js'
import { keptFor } from '../../data/kept.js'

export type ChangeDraft = (change: Partial<Draft>) => void

/** The form of a new data set, kept in this browser, for them alone, until it is published. */
export function useDraft(user: string): [Draft, ChangeDraft, forget: () => void] {
  const key = keptFor('new-dataset', user)
  const [draft, setDraft] = useState(() => readDraft(localStorage.getItem(key)))
  useEffect(() => {
    if (draft === EMPTY_DRAFT) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(draft))
  }, [draft, key])
  const change = useCallback((some: Partial<Draft>) => setDraft((before) => ({ ...before, ...some })), [])
  const forget = useCallback(() => setDraft(EMPTY_DRAFT), [])
  return [draft, change, forget]
}
