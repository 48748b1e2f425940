import { useWords } from '../../words/words.js'
import { useCopied } from '../use-copied.js'

/** A text to take along: in a box, with a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  const { words } = useWords()
  const { copied, copy, failure } = useCopied()
  return (
    <div className="copyable">
      <input readOnly value={text} aria-label={label} onFocus={(event) => event.currentTarget.select()} />
      <button type="button" onClick={() => void copy(text)}>
        {copied === text ? words.copied : words.copy}
      </button>
      {failure}
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
