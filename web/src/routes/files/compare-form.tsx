import { type FormEvent, useId } from 'react'
import { useLocation } from 'wouter'
import { type RepoRef, repoPath } from '../../codecs/repo-address.js'
import { useRefs } from '../../data/repo-files.js'
import { useWords } from '../../words/words.js'
import { namesOf } from './toolbar.js'

/** Asks for two versions; names of branches and tags are offered, a commit can be typed. */
export function CompareForm({ repo, from = '', to = '' }: { repo: RepoRef; from?: string; to?: string }) {
  const texts = useWords().words.history
  const [, go] = useLocation()
  const list = useId()
  const names = namesOf(useRefs(repo).data)
  const compare = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const side = (name: string) => encodeURIComponent(String(data.get(name) ?? '').trim())
    go(`${repoPath(repo)}/compare/${side('from')}..${side('to')}`)
  }
  return (
    <form className="filters compare-form" onSubmit={compare}>
      <datalist id={list}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label>
        {texts.from}
        <input
          key={from}
          name="from"
          list={list}
          defaultValue={from}
          required
          maxLength={200}
          autoComplete="off"
        />
      </label>
      <label>
        {texts.to}
        <input key={to} name="to" list={list} defaultValue={to} required maxLength={200} autoComplete="off" />
      </label>
      <button type="submit">{texts.compare}</button>
    </form>
  )
}
