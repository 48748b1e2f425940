import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Problem } from '../../components/problem.js'
import { refreshAll } from '../../data/refresh.js'
import { useWords } from '../../words/words.js'

/** Does what a button asks for, and knows how it went. What was shown is asked for anew. */
export function useAct(after?: () => void) {
  const queries = useQueryClient()
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle')
  const [error, setError] = useState<unknown>()
  /** As a dialog that asks first needs it: the refusal is its own to show. */
  const must = async (work: () => Promise<unknown>) => {
    setState('busy')
    setError(undefined)
    try {
      await work()
      setState('done')
      after?.()
      await refreshAll(queries)
    } catch (failure) {
      setState('idle')
      throw failure
    }
  }
  /** Whether it was done; what was typed for it is kept until then. */
  const act = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await must(work)
      return true
    } catch (failure) {
      setError(failure)
      return false
    }
  }
  return { act, must, state, error }
}

interface Props {
  title: string
  children: ReactNode
  doing?: ReturnType<typeof useAct>
  isWarned?: boolean
}

/** A part of the settings, and beneath it how the last change of it went. */
export function Section({ title, children, doing, isWarned }: Props) {
  const { words } = useWords()
  return (
    <section className={isWarned ? 'panel warned' : 'panel'} aria-label={title}>
      <h2>{title}</h2>
      {children}
      {doing && (
        <div role="status">
          {doing.state === 'done' && <p className="quiet">{words.settings.changed}</p>}
          {doing.error !== undefined && <Problem error={doing.error} />}
        </div>
      )}
    </section>
  )
}
