import { type ReactNode, useId } from 'react'
import { useWords } from '../../words/words.js'
import { Loading, Problem } from '../problem.js'

interface Asked<T> {
  isPending: boolean
  error: unknown
  data: T | undefined
  refetch(): unknown
}

/** What was asked for, when it is here; until then that it comes, or why it does not. */
export function Shown<T>({ asked, children }: { asked: Asked<T>; children(data: T): ReactNode }) {
  if (asked.isPending) return <Loading />
  if (asked.error) return <Problem error={asked.error} retry={() => void asked.refetch()} />
  return <>{children(asked.data as T)}</>
}

/** A label, a field and a hint that belongs to it. */
export function Field({
  label,
  hint,
  children,
}: {
  label: string
  hint?: ReactNode
  children(id: string): ReactNode
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && (
        <p id={`${id}-hint`} className="quiet small">
          {hint}
        </p>
      )}
    </div>
  )
}

/** A table that scrolls on its own where the page is narrow. */
export function Table({ head, label, children }: { head: ReactNode[]; label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="wide-table" aria-label={label} tabIndex={0}>
      <table className="listing">
        <thead>
          <tr>
            {head.map((each, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a table do not move
              <th scope="col" key={i}>
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}

interface More {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage(): unknown
}
/** The rest of a list that comes in pages. */
export function MoreButton({ of }: { of: More }) {
  const { words } = useWords()
  if (!of.hasNextPage) return null
  return (
    <button type="button" disabled={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
      {words.more}
    </button>
  )
}

/** What was done, told to those who do not see it, too. */
export function Said({ children }: { children: ReactNode }) {
  return (
    <p className="said" role="status">
      {children}
    </p>
  )
}
