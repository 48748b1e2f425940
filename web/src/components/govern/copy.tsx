import { useState } from 'react'
import { useWords } from '../../words/words.js'

/** A text to take along: in a box, with a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  const { words } = useWords()
  const [isCopied, setCopied] = useState(false)
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true))
  return (
    <div className="copyable">
      <input readOnly value={text} aria-label={label} onFocus={(event) => event.currentTarget.select()} />
      <button type="button" onClick={() => void copy()}>
        {isCopied ? words.copied : words.copy}
      </button>
    </div>
  )
}

/** Gives the browser a text as a file. */
export function saveText(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
