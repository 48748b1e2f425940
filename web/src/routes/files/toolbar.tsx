import { Link, useLocation } from 'wouter'
import { type FilePlace, viewPath } from '../../codecs/repo-address.js'
import { type Refs, useRefs } from '../../data/repo-files.js'
import { useWords } from '../../words/words.js'

/** Which version, where in it, and a way to its history. */
export function Toolbar({ place }: { place: FilePlace }) {
  const { words } = useWords()
  const { repo, revision, path } = place
  return (
    <div className="file-bar">
      <RevisionChooser place={place} />
      <Crumbs place={place} />
      <Link href={viewPath(repo, 'commits', revision, path)} className="file-bar-end">
        {words.fileView.history}
      </Link>
    </div>
  )
}

const isCommit = (revision: string) => /^[0-9a-f]{7,40}$/.test(revision)

/** Branches, tags and what the hub made; a commit of the address stands beside them. */
export function RevisionChooser({ place: { repo, view, revision, path } }: { place: FilePlace }) {
  const { words } = useWords()
  const texts = words.fileView
  const [, go] = useLocation()
  const { data: refs } = useRefs(repo)
  const groups: [string, { value: string; name: string }[]][] = [
    [texts.branches, (refs?.branches ?? []).map(({ name }) => ({ value: name, name }))],
    [texts.tags, (refs?.tags ?? []).map(({ name }) => ({ value: name, name }))],
    [texts.converts, (refs?.converts ?? []).map(({ name, ref }) => ({ value: ref, name }))],
  ]
  const isListed = groups.some(([, options]) => options.some(({ value }) => value === revision))
  return (
    <label className="revision">
      <span className="hidden-label">{texts.revision}</span>
      <select value={revision} onChange={({ target }) => go(viewPath(repo, view, target.value, path))}>
        {!isListed && (
          <option value={revision}>
            {isCommit(revision) ? texts.commit(revision.slice(0, 8)) : revision}
          </option>
        )}
        {groups.map(
          ([label, options]) =>
            options.length > 0 && (
              <optgroup key={label} label={label}>
                {options.map(({ value, name }) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </optgroup>
            ),
        )}
      </select>
    </label>
  )
}

/** Names of all versions, for fields that take one. */
export const namesOf = (refs: Refs | undefined): string[] => [
  ...(refs?.branches ?? []).map(({ name }) => name),
  ...(refs?.tags ?? []).map(({ name }) => name),
]

/** The folders on the way to a path; the last is where one is, or what the page tells of. */
export function Crumbs({ place: { repo, view, revision, path } }: { place: FilePlace }) {
  const { words } = useWords()
  const parts = path === '' ? [] : path.split('/')
  const steps = parts.map((name, i) => ({ name, path: parts.slice(0, i + 1).join('/') }))
  return (
    <nav className="crumbs" aria-label={words.fileView.path}>
      <Link href={viewPath(repo, 'tree', revision)}>{repo.id.split('/')[1]}</Link>
      {steps.map((step, i) => (
        <span key={step.path}>
          {' / '}
          {i === steps.length - 1 ? (
            <strong aria-current={view === 'blob' ? 'page' : 'location'}>{step.name}</strong>
          ) : (
            <Link href={viewPath(repo, 'tree', revision, step.path)}>{step.name}</Link>
          )}
        </span>
      ))}
    </nav>
  )
}
