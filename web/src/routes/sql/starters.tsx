import { useWords } from '../../words/words.js'
import type { Example } from './examples.js'
import { forgetQueries } from './past.js'

interface Props {
  examples: Example[]
  isPending: boolean
  choose(sql: string): void
}

/** Questions to begin with, made of the columns of the first table. */
export function Starters({ examples, isPending, choose }: Props) {
  const { words } = useWords()
  if (examples.length === 0) return isPending ? <p className="quiet small">{words.loading}</p> : null
  return (
    <p className="sql-starters">
      <span className="quiet small">{words.sqlConsole.examples}</span>
      {examples.map(({ name, column, sql }) => (
        <button key={name} type="button" className="small" onClick={() => choose(sql)}>
          {words.sqlConsole.example[name](column)}
        </button>
      ))}
    </p>
  )
}

interface PastProps {
  past: string[]
  /** Whose they are. */
  user: string
  choose(sql: string): void
  change(past: string[]): void
}

/** Earlier questions of this browser. */
export function Past({ past, user, choose, change }: PastProps) {
  const { words } = useWords()
  if (past.length === 0) return null
  const forget = () => {
    forgetQueries(user)
    change([])
  }
  return (
    <details className="sql-past">
      <summary>{words.sqlConsole.past}</summary>
      <p className="quiet small">
        {words.sqlConsole.pastWhere}{' '}
        <button type="button" className="small" onClick={forget}>
          {words.sqlConsole.forget}
        </button>
      </p>
      <ul>
        {past.map((sql) => (
          <li key={sql}>
            <button type="button" onClick={() => choose(sql)}>
              <code>{sql.length > 300 ? `${sql.slice(0, 300)}…` : sql}</code>
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
