import { useDeferredValue, useEffect, useState } from 'react'
import { Loading, Problem } from '../../components/problem.js'
import { useTitle } from '../../components/use-title.js'
import { type Operation, useOperations } from '../../data/openapi.js'
import '../../design/api.css'
import { useNames } from '../../words/names.js'
import { useFormats, useWords } from '../../words/words.js'
import { OperationBox } from './operation.js'

const ALSO = ['/api/openapi.json', '/llms.txt', '/mcp']

/** Every address of the hub, by what it is for. */
export default function ApiPage() {
  const { words, language } = useWords()
  const { number } = useFormats()
  const { apiParts } = useNames()
  const operations = useOperations(language)
  const [typed, setTyped] = useState('')
  const [token, setToken] = useState('')
  const meant = useFragment()
  const asked = useDeferredValue(typed.trim().toLowerCase())
  useTitle(words.apiPage.title)
  if (operations.isPending) return <Loading />
  if (operations.error) return <Problem error={operations.error} retry={() => void operations.refetch()} />
  const found = operations.data.filter(({ method, path, summary, operationId }) =>
    `${method} ${path} ${summary} ${operationId}`.toLowerCase().includes(asked),
  )
  return (
    <>
      <h1>{words.apiPage.title}</h1>
      <p className="quiet api-lead">{words.apiPage.lead}</p>
      <p className="api-also">
        <span className="quiet">{words.apiPage.also}</span>
        {ALSO.map((path) => (
          <a key={path} href={path}>
            <code>{path}</code>
          </a>
        ))}
      </p>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <label className="wide">
          {words.apiPage.find}
          <input type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
        <label className="wide">
          {words.apiPage.token}
          <input
            type="password"
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.target.value.trim())}
          />
        </label>
      </form>
      <p className="quiet small" role="status">
        {found.length === 0 ? words.apiPage.none : words.apiPage.count(number(found.length))}
      </p>
      {byTag(found).map(([tag, all]) => (
        <section key={tag} className="api-tag">
          <h2>{apiParts[tag] ?? tag}</h2>
          {all.map((operation) => (
            <OperationBox
              key={operation.operationId}
              operation={operation}
              token={token}
              isMeant={operation.operationId === meant}
            />
          ))}
        </section>
      ))}
    </>
  )
}

/** What stands after # in the address: the name of an operation. */
function useFragment(): string {
  const [fragment, setFragment] = useState(fragmentNow)
  useEffect(() => {
    const look = () => setFragment(fragmentNow())
    window.addEventListener('hashchange', look)
    return () => window.removeEventListener('hashchange', look)
  }, [])
  return fragment
}

const fragmentNow = (): string => window.location.hash.slice(1)

/** In an order that begins with what most come for. */
const FIRST = [
  'Search',
  'Rows of data sets',
  'SQL',
  'Data sets and models',
  'Files',
  'Access and terms',
  'Programs that read',
]
function byTag(operations: Operation[]): [string, Operation[]][] {
  const found = new Map<string, Operation[]>(FIRST.map((tag) => [tag, []]))
  for (const operation of operations) {
    const [tag = ''] = operation.tags
    found.set(tag, [...(found.get(tag) ?? []), operation])
  }
  return [...found].filter(([, all]) => all.length > 0)
}
