import { useState } from 'react'
import { copyText } from '../data/copy-text.js'
import { toldOf } from '../data/told.js'
import { useWords } from '../words/words.js'

const SHOWN_MS = 2000

/** A button that copies a text; `text` may have to be found out first. */
export function Copy({ label, text }: { label: string; text: string | (() => Promise<string>) }) {
  const { words } = useWords()
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      const isCopied = await copyText(typeof text === 'string' ? text : await text())
      setSaid(isCopied ? words.fileView.copied : words.notCopied)
    } catch (error) {
      setSaid(toldOf(error, words) || words.failed)
    }
    setTimeout(() => setSaid(''), SHOWN_MS)
  }
  return (
    <button type="button" onClick={() => void copy()}>
      <span aria-live="polite">{said === '' ? label : said}</span>
    </button>
  )
}
