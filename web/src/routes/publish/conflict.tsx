import { useWords } from '../../words/words.js'

interface Props {
  theirs: string
  mine: string
  takeTheirs(): void
  keepMine(): void
}

/** Two texts of one card, of which none may be lost. */
export function Conflict({ theirs, mine, takeTheirs, keepMine }: Props) {
  const { words } = useWords()
  const says = words.publish
  return (
    <section className="panel warned" role="alert">
      <p>{says.conflict}</p>
      <div className="two-texts">
        {[
          [says.theirs, theirs],
          [says.mine, mine],
        ].map(([name, text]) => (
          <div key={name}>
            <h3>{name}</h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
            <pre className="code" tabIndex={0}>
              {text}
            </pre>
          </div>
        ))}
      </div>
      <p>
        <button type="button" onClick={keepMine}>
          {says.keepMine}
        </button>{' '}
        <button type="button" onClick={takeTheirs}>
          {says.takeTheirs}
        </button>
      </p>
    </section>
  )
}
