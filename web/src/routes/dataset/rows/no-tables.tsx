import { useWords } from '../../../words/words.js'

interface NoTablesProps {
  isUnderway: boolean
  failed: { config: string; split: string; error?: { error: string } }[]
}

/** Why there are no rows: they are being made, or could not be. */
export function NoTables({ isUnderway, failed }: NoTablesProps) {
  const { words } = useWords()
  if (isUnderway)
    return (
      <p className="quiet" role="status">
        {words.tablesPending}
      </p>
    )
  return (
    <div className="notice">
      <p>{failed.length > 0 ? words.tablesFailed : words.rowsView.noTables}</p>
      <ul>
        {failed.map(({ config, split, error }) => (
          <li key={`${config} ${split}`}>
            <code>
              {config} / {split}
            </code>{' '}
            {error?.error}
          </li>
        ))}
      </ul>
    </div>
  )
}
