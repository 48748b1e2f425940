import { Fragment } from 'react'
import { Link } from 'wouter'
import { Problem } from '../../components/problem.js'
import { useOneColumn } from '../../components/use-narrow.js'
import type { SqlTable, useSqlTables } from '../../data/sql.js'
import { useFormats, useWords } from '../../words/words.js'
import { tableName } from './table-name.js'

/** A data set of hundreds of configs shows some; the others are found by typing. */
const MOST_TABLES = 30

/** Which tables there are, and their columns. */
export function TablesPanel({
  datasets,
  found,
}: {
  datasets: string[]
  found: ReturnType<typeof useSqlTables>
}) {
  const isOneColumn = useOneColumn()
  const { words } = useWords()
  if (datasets.length === 0) return null
  return (
    <details className="sql-tables" open={!isOneColumn}>
      <summary>{words.sqlConsole.tables}</summary>
      {datasets.map((dataset, i) => (
        <Fragment key={dataset}>
          {datasets.length > 1 && (
            <h3>
              <Link href={`/datasets/${dataset}`}>{dataset}</Link>
            </h3>
          )}
          {found[i]?.isPending && <p className="quiet">{words.loading}</p>}
          {found[i]?.error && <Problem error={found[i].error} retry={() => void found[i]?.refetch()} />}
          <Tables tables={found[i]?.data ?? []} />
        </Fragment>
      ))}
    </details>
  )
}

function Tables({ tables }: { tables: SqlTable[] }) {
  const { words } = useWords()
  const { number } = useFormats()
  return (
    <>
      {tables.slice(0, MOST_TABLES).map((table, i) => (
        <details key={tableName(table)} open={i === 0} className="sql-table">
          <summary>
            <code>{tableName(table)}</code>
            <span className="quiet small">{words.sqlConsole.rows(number(table.rows))}</span>
          </summary>
          <dl>
            {table.columns.map(({ name, type }) => (
              <Fragment key={name}>
                <dt>{name}</dt>
                <dd className="quiet">{typeName(type)}</dd>
              </Fragment>
            ))}
          </dl>
        </details>
      ))}
      {tables.length > MOST_TABLES && (
        <p className="quiet small">{words.sqlConsole.moreTables(number(tables.length - MOST_TABLES))}</p>
      )}
    </>
  )
}

const typeName = ({ dtype, _type }: Record<string, unknown>): string =>
  typeof dtype === 'string' ? dtype : String(_type ?? '{}')
