import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type DiffBlock, diffLines } from '../../codecs/diff-lines.js'
import { decodeText, looksLikeText } from '../../codecs/file-kinds.js'
import { Loading, Problem } from '../../components/problem.js'
import { type FileAt, readBytes, sizeOf } from '../../data/repo-files.js'
import { useFormats, useWords } from '../../words/words.js'
import { SplitRows, UnifiedRows } from './diff-rows.js'

const MOST_BYTES = 1_000_000
/** Beyond that a page has more lines than anybody reads. */
const MOST_SHOWN_LINES = 3000

/** Two texts, line by line. */
export function TextDifference({ sides }: { sides: [FileAt, FileAt] }) {
  const texts = useWords().words.history
  const { bytes } = useFormats()
  const isShort = sides.every(({ facts }) => sizeOf(facts) <= MOST_BYTES)
  const read = useQuery({
    queryKey: ['texts', sides],
    enabled: isShort,
    queryFn: ({ signal }) => Promise.all(sides.map((file) => textOf(file, signal))),
  })
  if (!isShort) return <p className="quiet">{texts.tooLong(bytes(MOST_BYTES))}</p>
  if (read.isPending) return <Loading />
  if (read.error) return <Problem error={read.error} retry={() => void read.refetch()} />
  const [before, after] = read.data
  if (before === undefined || after === undefined) return <p className="quiet">{texts.binary}</p>
  return <Lines before={before} after={after} />
}

/** Undefined when it is no text. */
async function textOf(file: FileAt, signal: AbortSignal): Promise<string | undefined> {
  const size = sizeOf(file.facts)
  if (size === 0) return ''
  const { bytes } = await readBytes(file, [0, size], signal)
  return looksLikeText(bytes) ? decodeText(bytes) : undefined
}

const linesOf = (text: string): string[] => {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function Lines({ before, after }: { before: string; after: string }) {
  const texts = useWords().words.history
  const [isSplit, setSplit] = useState(false)
  const [all, setAll] = useState(false)
  const { old, now, blocks } = useMemo(() => {
    const [old, now] = [linesOf(before), linesOf(after)]
    return { old, now, blocks: diffLines(old, now) }
  }, [before, after])
  if (blocks.every(({ equal }) => equal)) return <p className="quiet">{texts.sameText}</p>
  const shown = all ? blocks : firstBlocks(blocks)
  const Rows = isSplit ? SplitRows : UnifiedRows
  return (
    <>
      <label className="check split-choice">
        <input type="checkbox" checked={isSplit} onChange={({ target }) => setSplit(target.checked)} />
        {texts.sideBySide}
      </label>
      <Rows before={old} after={now} blocks={shown} />
      {shown.length < blocks.length && (
        <button type="button" onClick={() => setAll(true)}>
          {texts.moreRows}
        </button>
      )}
    </>
  )
}

function firstBlocks(blocks: DiffBlock[]): DiffBlock[] {
  let lines = 0
  const end = blocks.findIndex(({ equal, before, after }) => {
    if (!equal) lines += before[1] - before[0] + after[1] - after[0]
    return lines > MOST_SHOWN_LINES
  })
  return end < 0 ? blocks : blocks.slice(0, Math.max(1, end))
}
