import '../../design/govern.css'
import { useState } from 'react'
import { MoreButton, Shown } from '../../components/govern/parts.js'
import { type Listed, QUEUE_STATES, type QueueState, useQueue } from '../../data/requests.js'
import { useFormats, useWords } from '../../words/words.js'
import { Decide } from './decide.js'
import { GiveAccess } from './give-access.js'
import { History } from './history.js'
import { RequestTable } from './request-table.js'

/** The requests for a data set: which state, who, and what is decided of one or several. */
export function Queue({ id, isGated }: { id: string; isGated: boolean }) {
  const { words } = useWords()
  const [state, setState] = useState<QueueState>('pending')
  if (!isGated) return <p className="quiet">{words.requests.noGate}</p>
  return (
    <>
      <h2>{words.requests.queueTitle}</h2>
      <div className="bar">
        <fieldset className="pills" style={{ border: 0, margin: 0, padding: 0 }}>
          <legend className="hidden-label">{words.requests.state}</legend>
          {QUEUE_STATES.map((each) => (
            <button key={each} type="button" aria-pressed={each === state} onClick={() => setState(each)}>
              {words.requests.states[each]}
            </button>
          ))}
        </fieldset>
        <p className="actions">
          {words.requests.export}
          {['csv', 'json'].map((format) => (
            <a
              key={format}
              className="button"
              href={`/api/datasets/${id}/user-access-report?format=${format}`}
              download
            >
              {format.toUpperCase()}
            </a>
          ))}
        </p>
      </div>
      <Requests key={state} id={id} state={state} />
      <GiveAccess id={id} />
      <History id={id} />
    </>
  )
}

/** Requests in one state, some of them selected. */
export function Requests({ id, state }: { id: string; state: QueueState }) {
  const { words } = useWords()
  const { number } = useFormats()
  const queue = useQueue(id, state)
  const [filter, setFilter] = useState('')
  const [chosen, setChosen] = useState<Set<string>>(new Set())
  return (
    <Shown asked={queue}>
      {() => {
        const all = queue.rows ?? []
        if (all.length === 0) return <p className="quiet">{words.requests.emptyState}</p>
        const shown = all.filter((each) => holds(each, filter))
        const selected = shown.filter((each) => chosen.has(each.requestId))
        return (
          <>
            <div className="bar">
              <input
                type="search"
                value={filter}
                placeholder={words.requests.filter}
                aria-label={words.requests.filter}
                onChange={(event) => setFilter(event.target.value)}
              />
              {selected.length > 0 && (
                <p className="actions" role="status">
                  {words.requests.selected(number(selected.length))}
                  <Decide id={id} state={state} requests={selected} keep={(ids) => setChosen(new Set(ids))} />
                </p>
              )}
            </div>
            <RequestTable id={id} state={state} requests={shown} chosen={chosen} choose={setChosen} />
            <MoreButton of={queue} />
          </>
        )
      }}
    </Shown>
  )
}

/** Whether the words are in what the person said, or in who they are. */
function holds({ user, fields, purpose }: Listed, filter: string): boolean {
  const text = [user.user, user.fullname, user.email, purpose, ...Object.values(fields)]
    .join(' ')
    .toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
