import { useEffect, useRef, useState } from 'react'

const TYPING_MS = 150

interface Props {
  text: string
  label: string
  hint: string
  search(text: string): void
}

/** Searches as one types, but never in the middle of composing a syllable. */
export function SearchBox({ text, label, hint, search }: Props) {
  const [typed, setTyped] = useState(text)
  const [isComposing, setComposing] = useState(false)
  const asked = useRef(text)
  useEffect(() => {
    // what comes back of one's own search must not overwrite what was typed since
    if (text !== asked.current) setTyped(text)
    asked.current = text
  }, [text])
  useEffect(() => {
    if (isComposing || typed === text) return
    const timer = setTimeout(() => {
      asked.current = typed
      search(typed)
    }, TYPING_MS)
    return () => clearTimeout(timer)
  })
  return (
    <input
      className="search"
      type="search"
      value={typed}
      aria-label={label}
      placeholder={hint}
      maxLength={500}
      onChange={(event) => setTyped(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={(event) => {
        setComposing(false)
        setTyped(event.currentTarget.value)
      }}
    />
  )
}
