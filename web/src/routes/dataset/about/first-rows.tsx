import '../../../design/row.css'
import '../../../design/rows.css'
import { useMemo } from 'react'
import { Link } from 'wouter'
import { cellContent } from '../../../components/cell.js'
import { ScrollBox } from '../../../components/scroll-box.js'
import { groupOf } from '../../../data/features.js'
import { type RowsPage, type Split, useFirstRows } from '../../../data/tables.js'
import { useFormats, useWords } from '../../../words/words.js'

const MOST_COLUMNS = 6

interface FirstRowsProps {
  id: string
  table: Split & { numRows: number }
  count: number
}

/** The first rows of a table, as a taste, and the way to all of them. */
export default function FirstRows({ id, table, count }: FirstRowsProps) {
  const { words } = useWords()
  const { rowsView } = words
  const { number } = useFormats()
  const { config, split, numRows } = table
  const name = rowsView.firstOf(`${config} / ${split}`)
  const { data: page, isPending } = useFirstRows(id, table, count)
  // all at once: what stands below would be pushed down
  if (isPending) return null
  return (
    <>
      {page && (
        <ScrollBox name="first-rows-box" label={name}>
          <Table name={name} page={page} />
        </ScrollBox>
      )}
      <p>
        <Link href={`/datasets/${id}/viewer?${new URLSearchParams({ config, split })}`}>
          {rowsView.all(number(numRows))}
        </Link>
        {page && page.features.length > MOST_COLUMNS && (
          <span className="quiet small">
            {' '}
            {rowsView.someColumns(number(MOST_COLUMNS), number(page.features.length))}
          </span>
        )}
      </p>
    </>
  )
}

function Table({ name, page }: { name: string; page: RowsPage }) {
  const { words, language } = useWords()
  const { rowsView } = words
  const columns = page.features.slice(0, MOST_COLUMNS)
  const render = useMemo(
    () =>
      cellContent({
        ...{ columns: page.features, language, hits: [], rowAt: (row) => page.rows[row] },
        pictureOf: rowsView.picture,
      }),
    [page, language, rowsView],
  )
  return (
    <table>
      <caption>{name}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.name} scope="col" title={column.name}>
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {page.rows.map(({ row_idx: row, row: values }, at) => (
          <tr key={row}>
            {columns.map((column, col) => (
              <td key={column.name} className={groupOf(column.type) === 'number' ? 'is-number' : ''}>
                {render({ cell: { value: values[column.name] }, col, row: at })}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
