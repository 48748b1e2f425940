import { useMemo, useState } from 'react'
import { endingOf } from '../../../codecs/file-kinds.js'
import { highlighted } from '../../../codecs/highlight.js'
import { Loading, Problem } from '../../../components/problem.js'
import { ScrollBox } from '../../../components/scroll-box.js'
import { useBeginning } from '../../../data/file-text.js'
import { useWords } from '../../../words/words.js'
import { HexDump } from './hex-dump.js'
import { LoadMore } from './load-more.js'
import type { PreviewProps } from './preview.js'

/** Text and code: the first 256 KiB, and more when asked for. */
export default function TextPreview({ file }: PreviewProps) {
  const { pieces, bytes, text, size } = useBeginning(file)
  if (pieces.isPending) return <Loading />
  if (pieces.error) return <Problem error={pieces.error} retry={() => void pieces.refetch()} />
  return (
    <>
      {text === undefined ? <HexDump bytes={bytes} /> : <Code text={text} ending={endingOf(file.path)} />}
      <LoadMore pieces={pieces} shown={bytes.length} size={size} />
    </>
  )
}

/** Text with the numbers of its lines. */
export function Code({ text, ending }: { text: string; ending: string }) {
  const { words } = useWords()
  const [wraps, setWraps] = useState(false)
  const html = useMemo(() => highlighted(text, ending), [text, ending])
  const numbers = useMemo(() => lineNumbers(text), [text])
  return (
    <>
      <label className="check">
        <input type="checkbox" checked={wraps} onChange={({ target }) => setWraps(target.checked)} />
        {words.fileView.wrap}
      </label>
      <ScrollBox name={wraps ? 'code-view wraps' : 'code-view'} label={words.fileView.text}>
        {!wraps && (
          <pre className="line-numbers" aria-hidden="true">
            {numbers}
          </pre>
        )}
        {html === undefined ? (
          <pre className="lines">{text}</pre>
        ) : (
          // biome-ignore lint/security/noDangerouslySetInnerHtml: the highlighter escapes all but its own spans
          <pre className="lines" dangerouslySetInnerHTML={{ __html: html }} />
        )}
      </ScrollBox>
    </>
  )
}

function lineNumbers(text: string): string {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  return Array.from({ length: Math.max(1, lines) }, (_, i) => i + 1).join('\n')
}
