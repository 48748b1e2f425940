import { Problem } from '../../components/problem.js'
import { ScrollBox } from '../../components/scroll-box.js'
import type { FileAt } from '../../data/repo-files.js'
import { type RowChange, type RowChanges, useRowChanges } from '../../data/row-changes.js'
import { useFormats, useWords } from '../../words/words.js'

/** Rows that were added, removed or changed; of a changed row both values of each cell that differs. */
export function RowDifference({ sides }: { sides: [FileAt, FileAt] }) {
  const texts = useWords().words.history
  const { number } = useFormats()
  const found = useRowChanges(sides)
  if (found.isPending)
    return (
      <p className="quiet" role="status">
        {texts.countingRows}
      </p>
    )
  if (found.error) return <Problem error={found.error} retry={() => void found.refetch()} />
  const [first] = found.data.pages as [RowChanges]
  const changes = found.data.pages.flatMap((page) => page.changes)
  return (
    <>
      <Summary found={first} />
      {changes.length > 0 && <ChangedRows found={first} changes={changes} />}
      {found.hasNextPage && (
        <p className="file-more">
          <button
            type="button"
            disabled={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {texts.moreRows}
          </button>
          <span className="quiet small">{texts.rowsOf(number(changes.length), number(first.total))}</span>
        </p>
      )}
    </>
  )
}

function Summary({
  found: { key, newColumns, goneColumns, counts, total, moreColumns },
}: {
  found: RowChanges
}) {
  const texts = useWords().words.history
  const { number } = useFormats()
  const { added, changed, removed, same } = counts
  const isSame = total === 0 && newColumns.length + goneColumns.length === 0
  return (
    <div role="status">
      <p>
        {isSame
          ? texts.sameRows
          : texts.rowSummary(number(added), number(changed), number(removed), number(same))}
      </p>
      <ul className="quiet small plain-list">
        {total > 0 && <li>{key === null ? texts.byPlace : texts.byKey(key)}</li>}
        {newColumns.length > 0 && <li>{texts.newColumns(newColumns.join(', '))}</li>}
        {goneColumns.length > 0 && <li>{texts.goneColumns(goneColumns.join(', '))}</li>}
        {moreColumns > 0 && <li>{texts.moreColumns(number(moreColumns))}</li>}
      </ul>
    </div>
  )
}

function ChangedRows({ found: { columns }, changes }: { found: RowChanges; changes: RowChange[] }) {
  const texts = useWords().words.history
  const { number } = useFormats()
  const names = { added: texts.added, removed: texts.deleted, changed: texts.modified }
  return (
    <ScrollBox name="cells row-changes" label={texts.rows}>
      <table>
        <thead>
          <tr>
            <th scope="col" className="index">
              {texts.row}
            </th>
            <th scope="col">{texts.change}</th>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.before?.row} ${change.after?.row}`} className={change.kind}>
              <th scope="row" className="index">
                {number(((change.after ?? change.before)?.row ?? 0) + 1)}
              </th>
              <td>
                <span className={`status ${change.kind}`}>{names[change.kind]}</span>
              </td>
              {columns.map((name, i) => (
                <Cell key={name} change={change} column={i} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

function Cell({ change: { before, after, changed }, column }: { change: RowChange; column: number }) {
  const texts = useWords().words.history
  const [old, now] = [before?.cells[column] ?? null, after?.cells[column] ?? null]
  if (before && after && changed.includes(column))
    return (
      <td className="differs">
        <del>
          <span className="hidden-label">{texts.was} </span>
          {old ?? '∅'}
        </del>
        <ins>{now ?? '∅'}</ins>
      </td>
    )
  return (
    <td>
      <div>{after ? now : old}</div>
    </td>
  )
}
