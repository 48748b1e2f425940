import type { CellContentProps } from 'hightable'
import type { ReactNode } from 'react'

interface Media {
  src: string
}
const isMedia = (value: unknown): value is Media =>
  typeof value === 'object' && value !== null && typeof (value as Media).src === 'string'

/** A cell: a picture, a sound, or text. `types` holds the feature of each column. */
export function cellContent(types: Record<string, unknown>[]): (props: CellContentProps) => ReactNode {
  return ({ cell, col, stringify }) => {
    const value = cell?.value
    const kind = types[col]?._type
    if (kind === 'Image' && isMedia(value))
      return <img className="cell-picture" src={ownPath(value.src)} alt="" loading="lazy" />
    const sound = Array.isArray(value) ? value[0] : value
    if (kind === 'Audio' && isMedia(sound))
      // biome-ignore lint/a11y/useMediaCaption: recordings of a data set have no captions; their text is in another column
      return <audio className="cell-sound" src={ownPath(sound.src)} controls preload="none" />
    const names = types[col]?.names
    if (kind === 'ClassLabel' && Array.isArray(names) && typeof value === 'number')
      return `${value} · ${names[value] ?? ''}`
    return stringify(value)
  }
}

/** Signed addresses name the hub as it knows itself; here it is the address of the page. */
function ownPath(address: string): string {
  const url = new URL(address, window.location.href)
  return url.pathname + url.search
}
