import { useState } from 'react'
import { useWords } from '../words/words.js'

/** A text to copy. */
export function CopyBox({ text, label }: { text: string; label?: string }) {
  const { words } = useWords()
  const [copied, setCopied] = useState('')
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(text))
  return (
    <div className="code-box">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre className="code" tabIndex={0}>
        {text}
      </pre>
      <button type="button" aria-label={label && `${words.copy}: ${label}`} onClick={() => void copy()}>
        {copied === text ? words.copied : words.copy}
      </button>
    </div>
  )
}
