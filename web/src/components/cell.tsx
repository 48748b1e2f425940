import type { CellContentProps } from 'hightable'
import type { ReactNode } from 'react'
import { boxColumn } from '../data/boxes.js'
import { classNames, groupOf, kindOf } from '../data/features.js'
import { mediaPath } from '../data/media.js'
import { shortText } from '../data/short-text.js'
import type { Column, Row } from '../data/tables.js'
import { timeText } from '../data/time-text.js'
import { ClassName } from './class-name.js'
import { Marked } from './marked.js'
import { Picture } from './picture.js'
import { PlayButton } from './play-button.js'

interface Shown {
  columns: Column[]
  language: string
  /** Words that were searched, folded. */
  hits: string[]
  rowAt(rowIndex: number): Row | undefined
}

/** A cell of the table: a thumbnail, a button to hear, a class with its colour, or one line of text. */
export function cellContent({
  columns,
  language,
  hits,
  rowAt,
}: Shown): (props: CellContentProps) => ReactNode {
  const boxes = boxColumn(columns)
  return ({ cell, col, row }) => {
    const column = columns[col]
    const value = cell?.value
    if (cell === undefined || !column) return ''
    if (value === null || value === undefined) return <span className="cell-null">null</span>
    const kind = kindOf(column.type)
    const src = mediaPath(value)
    if (kind === 'Image' && src) {
      const of = boxes && row !== undefined ? rowAt(row)?.row[boxes.column] : undefined
      return <Picture src={src} alt="" boxes={boxes && { column: boxes, value: of }} isSmall />
    }
    if (kind === 'Audio' && src) return <PlayButton src={src} />
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
