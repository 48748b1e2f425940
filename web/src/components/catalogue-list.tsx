import type { ReactNode } from 'react'
import type { RepoType } from '../codecs/repo-address.js'
import { useSearchParams } from '../data/address.js'
import { type CataloguePageData, type Facet, useCatalogue } from '../data/catalogue.js'
import { useTitle } from './use-title.js'
import '../design/people.css'
import { useFormats, useWords } from '../words/words.js'
import { CopyBox } from './copy-box.js'
import { Facets } from './facets.js'
import { FoundRow } from './found-row.js'
import { Loading, Problem } from './problem.js'
import { SearchBox } from './search-box.js'

const SORTS = ['relevance', 'trending', 'updated', 'downloads', 'created', 'opened'] as const

interface Props {
  type: RepoType
  title: string
  lead?: string
  /** Shown above the list while nothing is asked. */
  unasked?(first: CataloguePageData | undefined): ReactNode
}

/** Search, facets and results. Everything chosen is in the address. */
export function CatalogueList({ type, title, lead, unasked }: Props) {
  const { words } = useWords()
  const [query, setQuery] = useSearchParams()
  const found = useCatalogue(query, type)
  const [first] = found.data?.pages ?? []
  const change = (edit: (next: URLSearchParams) => void, replace = false) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before)
        edit(next)
        return next
      },
      { replace },
    )
  const choose = (facet: Facet, value: string, on: boolean) =>
    change((next) => (on ? next.append(facet, value) : next.delete(facet, value)))
  const search = (text: string) =>
    change((next) => (text === '' ? next.delete('q') : next.set('q', text)), true)
  useTitle(query.get('q') ?? undefined, title)
  const isModel = type === 'model'
  return (
    <>
      <section className={lead ? 'hero' : 'list-head'}>
        <h1>{title}</h1>
        {lead && <p>{lead}</p>}
        <SearchBox
          text={query.get('q') ?? ''}
          label={isModel ? words.people.searchModels : words.searchLabel}
          hint={words.searchHint}
          search={search}
        />
      </section>
      {query.size === 0 && unasked?.(first)}
      <div className="columns">
        <Facets counts={first?.facets} query={query} choose={choose} clear={() => change(clearAll)} />
        <Results found={found} type={type} query={query} change={change} search={search} />
      </div>
    </>
  )
}

/** The words stay; only what narrows them goes. */
function clearAll(next: URLSearchParams): void {
  for (const key of new Set(next.keys())) if (key !== 'q' && key !== 'sort') next.delete(key)
}

interface ResultsProps {
  found: ReturnType<typeof useCatalogue>
  type: RepoType
  query: URLSearchParams
  change(edit: (next: URLSearchParams) => void): void
  search(text: string): void
}

function Results({ found, type, query, change, search }: ResultsProps) {
  const { words } = useWords()
  const { number } = useFormats()
  const [first] = found.data?.pages ?? []
  const sorts = { ...words.sorts, trending: words.people.sortTrending, opened: words.people.sortOpened }
  const count = type === 'model' ? words.people.foundModels : words.found
  return (
    <section aria-busy={found.isFetching}>
      <div className="bar">
        <strong role="status">{first && count(number(first.total.value), first.total.isExact)}</strong>
        <label className="small">
          {words.sort}{' '}
          <select
            value={query.get('sort') ?? 'relevance'}
            onChange={(event) => change((next) => next.set('sort', event.target.value))}
          >
            {SORTS.map((sort) => (
              <option key={sort} value={sort}>
                {sorts[sort]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {first?.didYouMean && (
        <p>
          {words.didYouMean}{' '}
          <button type="button" onClick={() => search(first.didYouMean ?? '')}>
            {first.didYouMean}
          </button>
        </p>
      )}
      {found.error ? <Problem error={found.error} retry={() => void found.refetch()} /> : null}
      {found.isPending && <Loading />}
      {first?.results.length === 0 && query.size > 0 && (
        <p>{type === 'model' ? words.people.noModels : words.nothingFound}</p>
      )}
      {first?.results.length === 0 && query.size === 0 && type === 'model' && <NoModels />}
      <ul className="found">
        {found.data?.pages
          .flatMap((page) => page.results)
          .map((each) => (
            <FoundRow key={each.id} found={each} />
          ))}
      </ul>
      {found.hasNextPage && (
        <button type="button" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {words.more}
        </button>
      )}
    </section>
  )
}

/** Data sets are published by a form; models are pushed. */
function NoModels() {
  const { words } = useWords()
  return (
    <>
      <p>{words.people.modelsNone}</p>
      <CopyBox text={`HF_ENDPOINT=${window.location.origin} HF_TOKEN=TOKEN hf upload NAME/MODEL FOLDER`} />
    </>
  )
}
