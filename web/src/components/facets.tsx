import { useState } from 'react'
import { type CataloguePageData, FACETS, type Facet } from '../data/catalogue.js'
import { useFormats, useWords } from '../words/words.js'
import { useFacetName } from './facet-name.js'
import { useOneColumn } from './use-narrow.js'

const FEW = 6

interface Props {
  counts: CataloguePageData['facets'] | undefined
  query: URLSearchParams
  choose(facet: Facet, value: string, on: boolean): void
  clear(): void
}

export function Facets({ counts, query, choose, clear }: Props) {
  const { words } = useWords()
  const isOneColumn = useOneColumn()
  const isNarrowed = FACETS.some((facet) => query.has(facet))
  return (
    <details className="facets" open={!isOneColumn}>
      <summary>{words.showFilters}</summary>
      {isNarrowed && (
        <p>
          <button type="button" className="small" onClick={clear}>
            {words.clearFilters}
          </button>
        </p>
      )}
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
  const facetName = useFacetName()
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
          <span>{facetName(facet, value)}</span>
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
