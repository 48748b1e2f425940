import { type FormEvent, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { type RepoRef, repoPath } from '../../codecs/repo-address.js'
import { Refusal } from '../../components/govern/refusal.js'
import { useSearchParams } from '../../data/address.js'
import { PLACES, type Report, useOpenDiscussion } from '../../data/discussions.js'
import { useWords } from '../../words/words.js'
import { Composer } from './composer.js'

/** The form of a new discussion. A place in the address (`?row=7&split=train`) makes it a report of an error there. */
export function StartDiscussion({ repo }: { repo: RepoRef }) {
  const { words } = useWords()
  const [, go] = useLocation()
  const [query] = useSearchParams()
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [isReport, setReport] = useState(PLACES.some((place) => query.has(place)))
  const open = useOpenDiscussion(repo)
  const place = `${repoPath(repo)}/discussions`

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const report = isReport ? reportOf(new FormData(event.currentTarget)) : {}
    const opened = { title, description: text, ...(Object.keys(report).length > 0 && { report }) }
    open.mutate(opened, { onSuccess: (num) => go(`${place}/${num}`) })
  }
  return (
    <form className="discussion-form" onSubmit={submit}>
      <h2>{words.discussions.start}</h2>
      <label className="post-field">
        {words.discussions.startTitle}
        <input
          value={title}
          required
          minLength={3}
          maxLength={200}
          onChange={(event) => setTitle(event.target.value)}
        />
      </label>
      <Composer
        label={words.discussions.startText}
        base={`${repoPath(repo)}/resolve/main/`}
        text={text}
        change={setText}
      />
      <label className="report-check">
        <input type="checkbox" checked={isReport} onChange={(event) => setReport(event.target.checked)} />
        {words.discussions.reportToggle}
      </label>
      {isReport && <Places query={query} />}
      {open.error && <Refusal error={open.error} />}
      <p className="post-actions">
        <button type="submit" className="main-action" disabled={open.isPending}>
          {words.discussions.publish}
        </button>
        <Link className="button" href={place}>
          {words.discussions.cancel}
        </Link>
      </p>
    </form>
  )
}

function Places({ query }: { query: URLSearchParams }) {
  const { words } = useWords()
  return (
    <fieldset className="report">
      <legend>{words.discussions.reportHint}</legend>
      {PLACES.map((place) => (
        <label key={place} className="post-field">
          {words.discussions.place[place]}
          <input
            name={place}
            defaultValue={query.get(place) ?? ''}
            {...(place === 'row' ? { inputMode: 'numeric', pattern: '\\d{1,15}' } : { maxLength: 512 })}
          />
        </label>
      ))}
    </fieldset>
  )
}

function reportOf(data: FormData): Report {
  const filled = PLACES.flatMap((place) => {
    const value = String(data.get(place) ?? '').trim()
    return value === '' ? [] : [[place, place === 'row' ? Number(value) : value] as const]
  })
  return Object.fromEntries(filled)
}
