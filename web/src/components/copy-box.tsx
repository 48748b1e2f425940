import { useWords } from '../words/words.js'
import { useCopied } from './use-copied.js'

/** A text to copy. */
export function CopyBox({ text, label }: { text: string; label?: string }) {
  const { words } = useWords()
  const { copied, copy, failure } = useCopied()
  return (
    <div className="code-box">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre className="code" tabIndex={0}>
        {text}
      </pre>
      <button type="button" aria-label={label && `${words.copy}: ${label}`} onClick={() => void copy(text)}>
        {copied === text ? words.copied : words.copy}
      </button>
      {failure}
    </div>
  )
}
