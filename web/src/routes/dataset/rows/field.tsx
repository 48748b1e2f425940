import type { ReactNode } from 'react'
import { ClassName } from '../../../components/class-name.js'
import { Marked } from '../../../components/marked.js'
import { Picture } from '../../../components/picture.js'
import { Sound } from '../../../components/sound.js'
import { Tree } from '../../../components/tree.js'
import { boxColumn } from '../../../data/boxes.js'
import { classNames, kindOf, typeText } from '../../../data/features.js'
import { mediaPath } from '../../../data/media.js'
import type { Column, Row } from '../../../data/tables.js'
import { useWords } from '../../../words/words.js'

interface FieldProps {
  column: Column
  columns: Column[]
  row: Row
  hits: string[]
}

/** One column of a row, as large as it is. */
export function RowField(props: FieldProps) {
  const { column, row } = props
  const { rowsView } = useWords().words
  return (
    <section className="row-field" data-column={column.name}>
      <h3>
        {column.name} <span className="head-type">{typeText(column.type)}</span>
      </h3>
      {shownValue(props)}
      {row.truncated_cells.includes(column.name) && <p className="quiet small">{rowsView.truncated}</p>}
    </section>
  )
}

function shownValue({ column: { name, type }, columns, row, hits }: FieldProps): ReactNode {
  const value = row.row[name]
  if (value === null || value === undefined) return <span className="cell-null">null</span>
  const kind = kindOf(type)
  const src = mediaPath(value)
  if (kind === 'Image' && src) {
    const boxes = boxColumn(columns)
    const over = boxes && { column: boxes, value: row.row[boxes.column] }
    return <Picture src={src} alt={`${name} ${row.row_idx + 1}`} boxes={over} />
  }
  if (kind === 'Audio' && src) return <Sound src={src} name={name} />
  if (kind === 'Video' && src)
    // biome-ignore lint/a11y/useMediaCaption: films of a data set have no captions; what they show is in other columns
    return <video src={src} controls preload="metadata" aria-label={name} />
  if (kind === 'ClassLabel' && typeof value === 'number')
    return <ClassName value={value} names={classNames(type)} />
  if (typeof value === 'object') return <Tree value={value} feature={type} />
  return (
    <p className="long-text">
      <Marked text={String(value)} hits={typeof value === 'string' ? hits : []} />
    </p>
  )
}
