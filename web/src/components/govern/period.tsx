import { useState } from 'react'
import { useWords } from '../../words/words.js'

const DAY_MS = 86_400_000

/** From a day to a day, both included, as `&since=…&until=…` of the audit's addresses. */
export function Period({ choose }: { choose(query: string): void }) {
  const { words } = useWords()
  const [days, setDays] = useState({ from: '', to: '' })
  const change = (next: typeof days) => {
    setDays(next)
    const until =
      next.to === '' ? '' : new Date(new Date(`${next.to}T00:00:00`).getTime() + DAY_MS).toISOString()
    const since = next.from === '' ? '' : new Date(`${next.from}T00:00:00`).toISOString()
    choose(`${since && `&since=${since}`}${until && `&until=${until}`}`)
  }
  return (
    <div className="actions">
      <label>
        {words.account.from}{' '}
        <input
          type="date"
          value={days.from}
          max={days.to}
          onChange={(event) => change({ ...days, from: event.target.value })}
        />
      </label>
      <label>
        {words.account.to}{' '}
        <input
          type="date"
          value={days.to}
          min={days.from}
          onChange={(event) => change({ ...days, to: event.target.value })}
        />
      </label>
    </div>
  )
}
