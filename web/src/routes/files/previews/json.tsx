import { useState } from 'react'
import { Loading, Problem } from '../../../components/problem.js'
import { asWritten, exactJson, jsonText, Written } from '../../../data/exact-json.js'
import { useBeginning } from '../../../data/file-text.js'
import { useFormats, useWords } from '../../../words/words.js'
import type { PreviewProps } from './preview.js'
import TextPreview from './text.js'

const MOST_BYTES = 4_000_000
const PAGE = 100
/** So many members of the root are shown open. */
const OPEN_MEMBERS = 50

/** JSON as a tree of what is in it; what is too large or broken is shown as text. */
export default function JsonPreview({ file }: PreviewProps) {
  const texts = useWords().words.fileView
  const { pieces, text, isCut } = useBeginning(file, MOST_BYTES)
  if (pieces.isPending) return <Loading />
  if (pieces.error) return <Problem error={pieces.error} retry={() => void pieces.refetch()} />
  const read = isCut ? { why: texts.jsonCut } : parsed(text ?? '', texts.jsonBroken)
  if ('why' in read)
    return (
      <>
        <p className="notice">{read.why}</p>
        <TextPreview file={file} />
      </>
    )
  return (
    <div className="json-tree">
      <Value
        value={read.value}
        isOpen={membersOf(read.value).length <= OPEN_MEMBERS || Array.isArray(read.value)}
      />
    </div>
  )
}

function parsed(text: string, broken: (why: string) => string): { value: unknown } | { why: string } {
  try {
    return { value: exactJson(text.replace(/^\ufeff/, ''), asWritten) }
  } catch (error) {
    return { why: broken((error as Error).message) }
  }
}

const membersOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

const leafKind = (value: unknown): string =>
  value === null ? 'null' : typeof value === 'bigint' || value instanceof Written ? 'number' : typeof value
/** Not by way of JSON where there are digits: a browser may not write them without quotes. */
const leafText = (value: unknown): string =>
  value instanceof Written ? value.digits : typeof value === 'bigint' ? String(value) : jsonText(value)

/** A value, and what is in it once it is opened. */
function Value({ name, value, isOpen = false }: { name?: string; value: unknown; isOpen?: boolean }) {
  const texts = useWords().words.fileView
  const { number } = useFormats()
  const [opened, setOpened] = useState(isOpen)
  const [shown, setShown] = useState(PAGE)
  const key = name !== undefined && <span className="json-key">{name}: </span>
  if (typeof value !== 'object' || value === null || value instanceof Written)
    return (
      <div className="json-leaf">
        {key}
        <span className={`json-${leafKind(value)}`}>{leafText(value)}</span>
      </div>
    )
  const members = membersOf(value)
  const left = members.length - shown
  return (
    <details open={opened} onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
      <summary>
        {key}
        <span className="quiet">
          {Array.isArray(value) ? '[ ]' : '{ }'} {texts.items(number(members.length))}
        </span>
      </summary>
      {opened &&
        members.slice(0, shown).map(([key, member]) => <Value key={key} name={key} value={member} />)}
      {opened && left > 0 && (
        <button type="button" onClick={() => setShown(shown + PAGE)}>
          {texts.moreItems(number(Math.min(PAGE, left)))}
        </button>
      )}
    </details>
  )
}
