import { type ReactNode, useState } from 'react'
import { copyText } from '../data/copy-text.js'
import { useWords } from '../words/words.js'

interface Copied {
  /** The text that was copied last. */
  copied: string | undefined
  copy(text: string): Promise<void>
  /** Says so where nothing could be copied. */
  failure: ReactNode
}

export function useCopied(): Copied {
  const { words } = useWords()
  const [copied, setCopied] = useState<string>()
  const [hasFailed, setFailed] = useState(false)
  const copy = async (text: string) => {
    const isDone = await copyText(text)
    setCopied(isDone ? text : undefined)
    setFailed(!isDone)
  }
  const failure = hasFailed && (
    <span role="alert" className="small">
      {words.notCopied}
    </span>
  )
  return { copied, copy, failure }
}
