import { useCallback, useEffect, useState } from 'react'
import { type Draft, EMPTY_DRAFT, readDraft } from '../../core/draft.js'

const KEPT = 'databelt.new-dataset'

export type ChangeDraft = (change: Partial<Draft>) => void

/** The form of a new data set, kept in this browser until it is published. */
export function useDraft(): [Draft, ChangeDraft, forget: () => void] {
  const [draft, setDraft] = useState(() => readDraft(localStorage.getItem(KEPT)))
  useEffect(() => {
    if (draft === EMPTY_DRAFT) localStorage.removeItem(KEPT)
    else localStorage.setItem(KEPT, JSON.stringify(draft))
  }, [draft])
  const change = useCallback((some: Partial<Draft>) => setDraft((before) => ({ ...before, ...some })), [])
  const forget = useCallback(() => setDraft(EMPTY_DRAFT), [])
  return [draft, change, forget]
}
