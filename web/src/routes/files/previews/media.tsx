import { useState } from 'react'
import { kindOf } from '../../../codecs/file-kinds.js'
import { bytesPath } from '../../../codecs/repo-address.js'
import { useFormats, useWords } from '../../../words/words.js'
import type { PreviewProps } from './preview.js'

/** Pictures, sounds and films, as the browser shows them. */
export default function MediaPreview({ file }: PreviewProps) {
  const { words } = useWords()
  const { number } = useFormats()
  const [isBroken, setBroken] = useState(false)
  const [pixels, setPixels] = useState('')
  const address = bytesPath(file.repo, file.revision, file.path)
  const name = file.path.split('/').at(-1) ?? ''
  const broken = () => setBroken(true)
  if (isBroken) return <p className="notice">{words.fileView.cannotPlay}</p>
  const kind = kindOf(file.path)
  // biome-ignore lint/a11y/useMediaCaption: recordings of a data set have no captions to show
  if (kind === 'audio') return <audio className="media-sound" controls src={address} onError={broken} />
  if (kind === 'video')
    // biome-ignore lint/a11y/useMediaCaption: as above
    return <video className="media-film" controls src={address} onError={broken} />
  return (
    <figure className="media-picture">
      <img
        src={address}
        alt={name}
        onError={broken}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setPixels(`${number(naturalWidth)} × ${number(naturalHeight)}`)
        }
      />
      <figcaption className="quiet small">{pixels}</figcaption>
    </figure>
  )
}
