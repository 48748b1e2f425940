import { useState } from 'react'
import { classNames, type Feature, innerOf, kindOf } from '../data/features.js'
import { shortText } from '../data/short-text.js'
import { useFormats, useWords } from '../words/words.js'
import { ClassName } from './class-name.js'

/** So many items of a list are shown at once. */
const STEP = 100

interface TreeProps {
  value: unknown
  feature: Feature | undefined
}

/** A list or struct, to open level by level. */
export function Tree({ value, feature }: TreeProps) {
  const [shown, setShown] = useState(STEP)
  const { rowsView, more } = useWords().words
  const { number } = useFormats()
  const entries = entriesOf(value, feature)
  if (entries.length === 0) return <span className="cell-null">{Array.isArray(value) ? '[]' : '{}'}</span>
  const rest = entries.length - shown
  return (
    <>
      <ul className="tree">
        {entries.slice(0, shown).map(([name, of, type]) => (
          <li key={name}>
            <Branch name={name} value={of} feature={type} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" onClick={() => setShown(shown + STEP)}>
          {more} ({rowsView.items(number(rest))})
        </button>
      )}
    </>
  )
}

type Entry = [name: string, value: unknown, feature: Feature | undefined]
function entriesOf(value: unknown, feature: Feature | undefined): Entry[] {
  if (Array.isArray(value)) return value.map((of, i) => [String(i), of, feature && innerOf(feature)])
  const isStruct = feature !== undefined && kindOf(feature) === undefined
  const inner = isStruct ? feature : feature && innerOf(feature)
  return Object.entries(value ?? {}).map(([name, of]) => [name, of, inner?.[name] as Feature | undefined])
}

function Branch({ name, value, feature }: TreeProps & { name: string }) {
  const [isOpen, setOpen] = useState(false)
  if (typeof value !== 'object' || value === null)
    return (
      <>
        <span className="tree-name">{name}</span> <Leaf value={value} feature={feature} />
      </>
    )
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <span className="tree-name">{name}</span> <span className="quiet tree-short">{shortText(value)}</span>
      </summary>
      {isOpen && <Tree value={value} feature={feature} />}
    </details>
  )
}

function Leaf({ value, feature }: TreeProps) {
  const names = classNames(feature)
  if (value === null || value === undefined) return <span className="cell-null">null</span>
  if (names && typeof value === 'number') return <ClassName value={value} names={names} />
  return <span className={typeof value === 'string' ? 'long-text' : 'tree-value'}>{String(value)}</span>
}
