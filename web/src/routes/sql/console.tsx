import { useEffect, useMemo, useState } from 'react'
import { useSearchParams } from '../../data/address.js'
import { useMe } from '../../data/me.js'
import { useSqlTables } from '../../data/sql.js'
import { useWords } from '../../words/words.js'
import '../../design/sql.css'
import { SqlEditor } from './editor.js'
import { examplesOf } from './examples.js'
import { pastQueries, rememberQuery } from './past.js'
import { Result } from './result.js'
import { Failure, RunBar } from './run-bar.js'
import { Past, Starters } from './starters.js'
import { TablesPanel } from './tables-panel.js'
import { type SqlPlace, useQueryRun } from './use-query-run.js'

/** A place to ask questions about data sets. The question is in the address; to open it does not run it. */
export default function Console({ datasets }: { datasets: string[] }) {
  const { words } = useWords()
  const [address, setAddress] = useSearchParams()
  const shared = address.get('q') ?? ''
  const place: SqlPlace = address.get('run') === 'browser' ? 'browser' : 'hub'
  const [text, setText] = useState(shared)
  const user = useMe().data?.name ?? ''
  const [past, setPast] = useState<string[]>([])
  const found = useSqlTables(datasets)
  const isPending = found.some((each) => each.isPending)
  const key = found.map(({ dataUpdatedAt }) => dataUpdatedAt).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list each time; the key says when it is another
  const tables = useMemo(() => found.flatMap(({ data }) => data ?? []), [key])
  const query = useQueryRun()
  const [first] = tables
  const examples = useMemo(() => (first ? examplesOf(first) : []), [first])
  const opening = examples[0]?.sql

  useEffect(() => setPast(pastQueries(user)), [user])
  useEffect(() => {
    // an empty field begins with what can be asked here
    if (opening !== undefined) setText((before) => before || opening)
  }, [opening])
  const run = () => {
    const sql = text.trim()
    if (sql === '') return
    setPast(rememberQuery(sql, user))
    setAddress(
      (before) => {
        const next = new URLSearchParams(before)
        next.set('q', sql)
        return next
      },
      { replace: true },
    )
    void query.run(sql, place)
  }
  const choose = (chosen: SqlPlace) =>
    setAddress(
      (before) => {
        const next = new URLSearchParams(before)
        if (chosen === 'browser') next.set('run', chosen)
        else next.delete('run')
        return next
      },
      { replace: true },
    )

  return (
    <div className="sql">
      <TablesPanel datasets={datasets} found={found} />
      <div className="sql-work">
        <SqlEditor text={text} label={words.sqlConsole.editor} tables={tables} change={setText} run={run} />
        <RunBar query={query} run={run} text={text} place={place} choose={choose} />
        {place === 'browser' && <p className="quiet small">{words.sqlConsole.here.note}</p>}
        <Starters examples={examples} isPending={isPending} choose={setText} />
        <Failure query={query} />
        {query.answer && (
          <Result
            key={query.answer.sql + query.answer.tookMs}
            answer={query.answer}
            query={query}
            isEarlier={text.trim() !== query.answer.sql}
          />
        )}
        <Past past={past} user={user} choose={setText} change={setPast} />
      </div>
    </div>
  )
}
