import { useEffect, useState } from 'react'
import { useTitle } from '../../components/use-title.js'
import { useSearchParams } from '../../data/address.js'
import { useDatasetsLike } from '../../data/sql.js'
import { useWords } from '../../words/words.js'
import Console from './console.js'

const MOST_DATASETS = 8
const TYPING_MS = 200

/** The console over data sets of one's choice, which are in the address. */
export default function SqlPage() {
  const { words } = useWords()
  const [address, setAddress] = useSearchParams()
  const datasets = [...new Set(address.getAll('dataset'))].slice(0, MOST_DATASETS)
  useTitle(words.sqlConsole.title)
  const change = (chosen: string[]) =>
    setAddress((before) => {
      const next = new URLSearchParams(before)
      next.delete('dataset')
      for (const each of chosen) next.append('dataset', each)
      return next
    })
  return (
    <>
      <h1>{words.sqlConsole.title}</h1>
      <p className="quiet sql-lead">{words.sqlConsole.lead}</p>
      <ul className="sql-chosen" aria-label={words.sqlConsole.chosen}>
        {datasets.map((id) => (
          <li key={id}>
            <code>{id}</code>
            <button
              type="button"
              aria-label={words.sqlConsole.remove(id)}
              onClick={() => change(datasets.filter((each) => each !== id))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      {datasets.length < MOST_DATASETS && (
        <Chooser chosen={datasets} add={(id) => change([...datasets, id])} />
      )}
      <Console datasets={datasets} />
    </>
  )
}

/** Data sets by words; never in the middle of composing a syllable. */
function Chooser({ chosen, add }: { chosen: string[]; add(id: string): void }) {
  const { words } = useWords()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const [isComposing, setComposing] = useState(false)
  const found = useDatasetsLike(asked)
  useEffect(() => {
    if (isComposing) return
    const timer = setTimeout(() => setAsked(typed), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, isComposing])
  const choose = (id: string) => {
    add(id)
    setTyped('')
    setAsked('')
  }
  const results = asked === '' ? [] : (found.data?.results ?? []).filter(({ id }) => !chosen.includes(id))
  return (
    <div className="sql-chooser">
      <input
        type="search"
        value={typed}
        aria-label={words.sqlConsole.add}
        placeholder={words.sqlConsole.add}
        maxLength={500}
        onChange={(event) => setTyped(event.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
      />
      {results.length > 0 && (
        <ul aria-label={words.sqlConsole.found}>
          {results.map(({ id, title }) => (
            <li key={id}>
              <button type="button" onClick={() => choose(id)}>
                <strong>{title || id}</strong> <code>{id}</code>
              </button>
            </li>
          ))}
        </ul>
      )}
      {asked !== '' && found.data?.results.length === 0 && <p className="quiet">{words.nothingFound}</p>}
    </div>
  )
}
