import type { CellContentProps } from 'hightable'
import type { ReactNode } from 'react'
import { boxColumn } from '../data/boxes.js'
import { classNames, groupOf, kindOf } from '../data/features.js'
import { mediaPath } from '../data/media.js'
import { shortText } from '../data/short-text.js'
import type { Column, Row } from '../data/tables.js'
import { timeText } from '../data/time-text.js'
import { CellSound } from './cell-sound.js'
import { ClassName } from './class-name.js'
import { Marked } from './marked.js'
import { Picture } from './picture.js'

interface Shown {
  columns: Column[]
  language: string
  /** Words that were searched, folded. */
  hits: string[]
  rowAt(rowIndex: number): Row | undefined
  /** What a picture is called for those who do not see it. */
  pictureOf(column: string, row: string, label: string): string
}

/** A cell of the table: a thumbnail, a button to hear, a class with its colour, or one line of text. */
export function cellContent({
  columns,
  language,
  hits,
  rowAt,
  pictureOf,
}: Shown): (props: Pick<CellContentProps, 'cell' | 'col' | 'row'>) => ReactNode {
  const boxes = boxColumn(columns)
  return ({ cell, col, row }) => {
    const column = columns[col]
    const value = cell?.value
    if (cell === undefined || !column) return ''
    if (value === null || value === undefined) return <span className="cell-null">null</span>
    const kind = kindOf(column.type)
    const src = mediaPath(value)
    if (kind === 'Image' && src) {
      const whole = row === undefined ? undefined : rowAt(row)
      const of = boxes && whole?.row[boxes.column]
      const alt = pictureOf(column.name, String(whole?.row_idx ?? ''), labelOf(columns, whole))
      return <Picture src={src} alt={alt} boxes={boxes && { column: boxes, value: of }} isSmall />
    }
    if (kind === 'Audio' && src) return <CellSound src={src} />
    if (kind === 'Video' && src) return <span className="cell-film">▶ {column.name}</span>
    if (kind === 'ClassLabel' && typeof value === 'number')
      return <ClassName value={value} names={classNames(column.type)} />
    const time =
      groupOf(column.type) === 'time' && typeof value === 'string' ? timeText(value, language) : undefined
    if (time !== undefined) return <time title={shortText(value)}>{time}</time>
    if (groupOf(column.type) === 'number' || typeof value !== 'string') return shortText(value)
    return <Marked text={shortText(value)} hits={hits} />
  }
}

/** The class of a row, by the first column that has classes. */
function labelOf(columns: Column[], row: Row | undefined): string {
  const column = columns.find(({ type }) => kindOf(type) === 'ClassLabel')
  const value = column && row?.row[column.name]
  return typeof value === 'number' ? (classNames(column?.type)?.[value] ?? String(value)) : ''
}
