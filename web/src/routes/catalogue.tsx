import { useEffect, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { Facets } from '../components/facets.js'
import { Loading, Problem } from '../components/problem.js'
import { type Facet, type Found, useCatalogue } from '../data/catalogue.js'
import { useFormats, useWords } from '../words/words.js'

const SORTS = ['relevance', 'updated', 'downloads', 'created'] as const
const TYPING_MS = 150

/** Search, facets and results. Everything chosen is in the address. */
export function CataloguePage() {
  const { words } = useWords()
  const { number } = useFormats()
  const [query, setQuery] = useSearchParams()
  const found = useCatalogue(query)
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

  useEffect(() => {
    document.title = 'Databelt'
  }, [])
  return (
    <>
      <section className="hero">
        <h1>{words.tagline}</h1>
        <p>{words.lead}</p>
        <SearchBox text={query.get('q') ?? ''} search={search} />
      </section>
      <div className="columns">
        <Facets counts={first?.facets} query={query} choose={choose} />
        <section aria-busy={found.isFetching}>
          <div className="bar">
            <strong role="status">
              {first && words.found(number(first.total.value), first.total.isExact)}
            </strong>
            <label className="small">
              {words.sort}{' '}
              <select
                value={query.get('sort') ?? 'relevance'}
                onChange={(event) => change((next) => next.set('sort', event.target.value))}
              >
                {SORTS.map((sort) => (
                  <option key={sort} value={sort}>
                    {words.sorts[sort]}
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
          {first?.results.length === 0 && <p>{words.nothingFound}</p>}
          <ul className="found">
            {found.data?.pages
              .flatMap((page) => page.results)
              .map((each) => (
                <FoundRow key={each.id} found={each} />
              ))}
          </ul>
          {found.hasNextPage && (
            <button
              type="button"
              disabled={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {words.more}
            </button>
          )}
        </section>
      </div>
    </>
  )
}

/** Searches as one types, but never in the middle of composing a syllable. */
function SearchBox({ text, search }: { text: string; search(text: string): void }) {
  const { words } = useWords()
  const [typed, setTyped] = useState(text)
  const [isComposing, setComposing] = useState(false)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (isComposing || typed === text) return
    const timer = setTimeout(() => search(typed), TYPING_MS)
    return () => clearTimeout(timer)
  })
  return (
    <input
      className="search"
      type="search"
      value={typed}
      aria-label={words.searchLabel}
      placeholder={words.searchHint}
      maxLength={500}
      onChange={(event) => setTyped(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    />
  )
}

function FoundRow({ found }: { found: Found }) {
  const { words } = useWords()
  const { short, date } = useFormats()
  const { facets } = found
  return (
    <li>
      <h2>
        <Link href={`/datasets/${found.id}`}>{found.title || found.id}</Link>
        {found.visibility === 'private' && <span className="badge">{words.private}</span>}
      </h2>
      {found.summary && <p>{found.summary}</p>}
      <div className="facts">
        <code>{found.id}</code>
        {facets.license && <span>{facets.license.join(', ')}</span>}
        {facets.modality && <span>{facets.modality.join(', ')}</span>}
        <span>
          {words.updated} {date(found.updatedAt)}
        </span>
        <span>
          {short(found.downloads)} {words.downloads}
        </span>
      </div>
    </li>
  )
}
