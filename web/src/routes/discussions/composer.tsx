import { useId, useState } from 'react'
import { Markdown } from '../../components/markdown.js'
import { useUnsaved } from '../../components/use-unsaved.js'
import { useWords } from '../../words/words.js'

interface Props {
  label: string
  base: string
  text: string
  change(text: string): void
}

/** A field for Markdown, and what it will look like. */
export function Composer({ label, base, text, change }: Props) {
  const { words } = useWords()
  const [isPreview, setPreview] = useState(false)
  const [before] = useState(text)
  useUnsaved(text !== before)
  const id = useId()
  const { write, preview, nothingToPreview, markdownHint } = words.discussions
  return (
    <div className="composer">
      <div className="bar">
        <label htmlFor={id}>{label}</label>
        <fieldset className="choice" aria-label={`${write}, ${preview}`}>
          <button type="button" aria-pressed={!isPreview} onClick={() => setPreview(false)}>
            {write}
          </button>
          <button type="button" aria-pressed={isPreview} onClick={() => setPreview(true)}>
            {preview}
          </button>
        </fieldset>
      </div>
      <textarea
        id={id}
        value={text}
        hidden={isPreview}
        rows={6}
        aria-describedby={`${id}-hint`}
        onChange={(event) => change(event.target.value)}
      />
      {isPreview && (
        <div className="post-preview">
          {text.trim() === '' ? (
            <p className="quiet">{nothingToPreview}</p>
          ) : (
            <Markdown text={text} base={base} />
          )}
        </div>
      )}
      <p id={`${id}-hint`} className="quiet small">
        {markdownHint}
      </p>
    </div>
  )
}
