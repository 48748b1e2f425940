import { type ReactNode, useState } from 'react'
import { useNarrow } from '../../../components/use-narrow.js'
import { useWords } from '../../../words/words.js'

/** On a phone what it holds waits behind a click, so that the table begins on the first screen. */
export function Fold({ children, isNeeded }: { children: ReactNode; isNeeded: boolean }) {
  const { words } = useWords()
  const isNarrow = useNarrow()
  const [isOpen, setOpen] = useState(false)
  if (!isNarrow) return children
  return (
    <details
      className="rows-fold"
      open={isOpen || isNeeded}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>{words.rowsView.choose}</summary>
      {children}
    </details>
  )
}
