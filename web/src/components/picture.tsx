import { useState } from 'react'
import { type BoxColumn, boxesOf } from '../data/boxes.js'
import { colourOf } from './class-name.js'

interface PictureProps {
  src: string
  alt: string
  boxes?: { column: BoxColumn; value: unknown } | undefined
  isSmall?: boolean
}

/** A picture, with the boxes that its row has for it drawn over it. */
export function Picture({ src, alt, boxes, isSmall = false }: PictureProps) {
  const [size, setSize] = useState<{ width: number; height: number }>()
  const found = size && boxes ? boxesOf(boxes.value, boxes.column, size) : []
  // pixels of tiny pictures, such as digits, are the data: they are not to be blurred
  const isTiny = size !== undefined && size.width < 256 && !isSmall
  return (
    <span className={`picture${isSmall ? ' is-small' : ''}${isTiny ? ' is-tiny' : ''}`}>
      <img
        src={src}
        alt={alt}
        loading="lazy"
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setSize({ width: naturalWidth, height: naturalHeight })
        }
      />
      {found.map(({ left, top, width, height, label, group }) => (
        <span
          key={`${left} ${top} ${width} ${height} ${label}`}
          className={`box ${colourOf(group)}`}
          style={{
            left: share(left),
            top: share(top),
            width: share(width),
            height: share(height),
          }}
        >
          {!isSmall && label !== '' && <b>{label}</b>}
        </span>
      ))}
    </span>
  )
}
const share = (part: number) => `${part * 100}%`
