import { Link } from 'wouter'
import { isSettled, useJobs } from '../../data/publish.js'
import { useFormats, useWords } from '../../words/words.js'

/** The data set is there; its tables are on their way. */
export function Published({ id }: { id: string }) {
  const { words } = useWords()
  return (
    <section className="panel published" role="status">
      <h1>{words.publish.done}</h1>
      <p>{words.publish.doneLead}</p>
      <p>
        <code>/datasets/{id}</code>
      </p>
      <Tables id={id} />
      <Link className="button primary" href={`/datasets/${id}`}>
        {words.publish.open}
      </Link>
    </section>
  )
}

function Tables({ id }: { id: string }) {
  const { words } = useWords()
  const { number } = useFormats()
  const { data: jobs, error } = useJobs(id)
  if (error) return null
  if (!isSettled(jobs))
    return (
      <>
        <progress aria-label={words.publish.tablesMaking} />
        <p className="quiet">{words.publish.tablesMaking}</p>
      </>
    )
  const rows = jobs?.tables.reduce((sum, { numRows }) => sum + (numRows ?? 0), 0) ?? 0
  return <p>{rows > 0 ? words.publish.tablesReady(number(rows)) : words.publish.tablesNone}</p>
}
