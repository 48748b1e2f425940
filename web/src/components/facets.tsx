import { useState } from 'react'
import { type CataloguePageData, FACETS, type Facet } from '../data/catalogue.js'
import { useFormats, useWords } from '../words/words.js'

const FEW = 6

interface Props {
  counts: CataloguePageData['facets'] | undefined
  query: URLSearchParams
  choose(facet: Facet, value: string, on: boolean): void
}

export function Facets({ counts, query, choose }: Props) {
  const { words } = useWords()
  return (
    <details className="facets" open={window.matchMedia('(min-width: 52rem)').matches}>
      <summary>{words.showFilters}</summary>
      {FACETS.map((facet) => (
        <FacetBox
          key={facet}
          facet={facet}
          values={counts?.[facet] ?? []}
          chosen={query.getAll(facet)}
          choose={(value, on) => choose(facet, value, on)}
        />
      ))}
    </details>
  )
}

interface BoxProps {
  facet: Facet
  values: { value: string; count: number }[]
  chosen: string[]
  choose(value: string, on: boolean): void
}

function FacetBox({ facet, values, chosen, choose }: BoxProps) {
  const { words } = useWords()
  const { short } = useFormats()
  const [isLong, setLong] = useState(false)
  const missing = chosen.filter((value) => !values.some((each) => each.value === value))
  const all = [...missing.map((value) => ({ value, count: 0 })), ...values]
  if (all.length === 0) return null
  const shown = isLong ? all : all.filter(({ value }, i) => i < FEW || chosen.includes(value))
  return (
    <fieldset className="facet">
      <legend>{words.facets[facet]}</legend>
      {shown.map(({ value, count }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) => choose(value, event.target.checked)}
          />
          <span>{nameOf(facet, value, words.updatedValues)}</span>
          <span className="count">{short(count)}</span>
        </label>
      ))}
      {all.length > FEW && (
        <button type="button" className="small" onClick={() => setLong(!isLong)}>
          {isLong ? words.fewerValues : words.moreValues}
        </button>
      )}
    </fieldset>
  )
}

function nameOf(facet: Facet, value: string, updated: Record<string, string>): string {
  if (facet === 'updated') return updated[value] ?? value
  if (facet !== 'language') return value
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(value) ?? value
  } catch {
    return value
  }
}
