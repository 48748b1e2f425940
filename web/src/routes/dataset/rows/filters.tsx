import { type FormEvent, useId } from 'react'
import { exampleOf } from '../../../data/conditions.js'
import type { Column, Split, Wanted } from '../../../data/tables.js'
import { useWords } from '../../../words/words.js'

interface FiltersProps {
  all: Split[]
  wanted: Wanted
  /** None while they are not known. */
  columns: Column[]
  /** What is wrong with the condition; empty: nothing. */
  fault: string
  change(values: Record<string, string>): void
}

/** Which table, and which of its rows. */
export function Filters({ all, wanted, columns, fault, change }: FiltersProps) {
  const { words } = useWords()
  const hint = useId()
  const told = useId()
  const example = exampleOf(columns)
  return (
    <form
      className="filters row-filters"
      onSubmit={(event) => {
        event.preventDefault()
        const data = new FormData(event.currentTarget)
        change({ words: String(data.get('words') ?? ''), where: String(data.get('where') ?? ''), row: '' })
      }}
    >
      <SplitChoice all={all} chosen={wanted} choose={(split) => change({ ...NOTHING, ...split })} />
      <label className="wide">
        {words.findRows}
        <input
          key={wanted.words}
          name="words"
          type="search"
          defaultValue={wanted.words}
          maxLength={500}
          aria-describedby={hint}
          onInput={(event) => empty(event, 'where')}
        />
      </label>
      <label className="wide">
        {words.where}
        <input
          key={wanted.where}
          name="where"
          className="code-input"
          spellCheck={false}
          autoComplete="off"
          defaultValue={wanted.where}
          placeholder={example && words.whereHint(example)}
          maxLength={2000}
          aria-invalid={fault !== ''}
          aria-describedby={`${told} ${hint}`}
          onInput={(event) => empty(event, 'words')}
        />
      </label>
      <button type="submit">{words.search}</button>
      <p id={told} role="alert" className="filters-fault">
        {fault}
      </p>
      <p id={hint} className="filters-hint quiet small">
        {words.rowsView.wordsOrWhere}
      </p>
    </form>
  )
}

/** What is written in one field takes the other's away, as it does in the address. */
function empty({ currentTarget }: FormEvent<HTMLInputElement>, name: string): void {
  const other = currentTarget.form?.elements.namedItem(name)
  if (currentTarget.value !== '' && other instanceof HTMLInputElement) other.value = ''
}

/** Another table has other columns, so what was asked of this one goes. */
const NOTHING = { words: '', where: '', order: '', row: '' }

interface ChoiceProps {
  all: Split[]
  chosen: Split
  choose(split: Split): void
}
/** The config and the split, where there is a choice. */
export function SplitChoice({ all, chosen, choose }: ChoiceProps) {
  const { words } = useWords()
  const configs = [...new Set(all.map(({ config }) => config))]
  const splits = all.filter(({ config }) => config === chosen.config).map(({ split }) => split)
  const firstOf = (config: string) => all.find((each) => each.config === config)?.split ?? ''
  return (
    <>
      {configs.length > 1 && (
        <label>
          {words.config}
          <select
            value={chosen.config}
            onChange={({ target }) => choose({ config: target.value, split: firstOf(target.value) })}
          >
            {configs.map((config) => (
              <option key={config}>{config}</option>
            ))}
          </select>
        </label>
      )}
      <label>
        {words.split}
        <select
          value={chosen.split}
          onChange={({ target }) => choose({ config: chosen.config, split: target.value })}
        >
          {splits.map((split) => (
            <option key={split}>{split}</option>
          ))}
        </select>
      </label>
    </>
  )
}
