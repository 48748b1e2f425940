import { useId, useState } from 'react'
import {
  COMPARISONS,
  type Comparison,
  conditionText,
  inputOf,
  joined,
  needsValue,
  partsOf,
} from '../../../data/conditions.js'
import { classNames, groupOf, type Place, placesOf } from '../../../data/features.js'
import type { Column } from '../../../data/tables.js'
import { useWords } from '../../../words/words.js'

interface BuilderProps {
  columns: Column[]
  where: string
  change(where: string): void
}

/** A condition from a column, a comparison and a value; it is added to the text that everybody can write themselves. */
export function Builder({ columns, where, change }: BuilderProps) {
  const { rowsView } = useWords().words
  const places = placesOf(columns)
  const [chosen, setChosen] = useState(0)
  const [asked, setAsked] = useState<Comparison>()
  const [isMissing, setMissing] = useState(false)
  const missing = useId()
  const place = places[chosen] ?? places[0]
  if (!place) return null
  const offered = COMPARISONS[groupOf(place.feature)]
  const comparison = asked && offered.includes(asked) ? asked : (offered[0] ?? 'is')
  return (
    <form
      className="builder"
      aria-label={rowsView.addCondition}
      onSubmit={(event) => {
        event.preventDefault()
        const value = String(new FormData(event.currentTarget).get('value') ?? '')
        const text = conditionText(place, comparison, value)
        setMissing(text === undefined)
        if (text !== undefined) change(joined([...partsOf(where), text]))
      }}
    >
      <label>
        {rowsView.column}
        <select
          value={places.indexOf(place)}
          onChange={({ target }) => {
            setChosen(Number(target.value))
            setAsked(undefined)
          }}
        >
          {places.map(({ path }, i) => (
            <option key={path.join('.')} value={i}>
              {path.join('.')}
            </option>
          ))}
        </select>
      </label>
      <label>
        {rowsView.comparison}
        <select value={comparison} onChange={({ target }) => setAsked(target.value as Comparison)}>
          {offered.map((each) => (
            <option key={each} value={each}>
              {rowsView.comparisons[each]}
            </option>
          ))}
        </select>
      </label>
      {needsValue(comparison) && (
        <Value
          key={`${chosen} ${comparison}`}
          place={place}
          comparison={comparison}
          told={missing}
          isMissing={isMissing}
        />
      )}
      <button type="submit">{rowsView.add}</button>
      <p id={missing} role="alert" className="builder-hint">
        {isMissing && rowsView.valueMissing}
      </p>
    </form>
  )
}

interface ValueProps {
  place: Place
  comparison: Comparison
  told: string
  isMissing: boolean
}
function Value({ place, comparison, told, isMissing }: ValueProps) {
  const { rowsView } = useWords().words
  const names = classNames(place.feature)
  const group = groupOf(place.feature)
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is one of the two below
    <label>
      {rowsView.value}
      {group === 'class' && names ? (
        <select name="value">
          {names.map((name, i) => (
            <option key={name} value={i}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <input
          name="value"
          type={inputOf(group, comparison)}
          step="any"
          aria-invalid={isMissing}
          aria-describedby={told}
        />
      )}
    </label>
  )
}

/** The conditions that hold now, each to be taken away. */
export function Conditions({ where, change }: Omit<BuilderProps, 'columns'>) {
  const { rowsView } = useWords().words
  const parts = partsOf(where)
  if (parts.length === 0) return null
  return (
    <ul className="conditions" aria-label={rowsView.conditions}>
      {parts.map((part, i) => (
        <li key={part}>
          <code>{part}</code>
          <button
            type="button"
            aria-label={rowsView.remove(part)}
            title={rowsView.remove(part)}
            onClick={() => change(joined(parts.filter((_, at) => at !== i)))}
          >
            ✕
          </button>
        </li>
      ))}
    </ul>
  )
}
