import { useRef, useState } from 'react'
import { usePeaks } from '../data/media.js'
import { useFormats, useWords } from '../words/words.js'

/** A sound to hear, with its shape over time; a click in it leads there. */
export function Sound({ src, name }: { src: string; name: string }) {
  const { rowsView } = useWords().words
  const { number } = useFormats()
  const found = usePeaks(src)
  const player = useRef<HTMLAudioElement>(null)
  const [played, setPlayed] = useState(0)
  const follow = () => {
    const { currentTime = 0, duration = 1 } = player.current ?? {}
    setPlayed(duration > 0 ? currentTime / duration : 0)
  }
  const seek = (share: number) => {
    if (player.current && found.data) player.current.currentTime = share * found.data.seconds
  }
  return (
    <div className="sound">
      {found.data && <Wave peaks={found.data.peaks} played={played} seek={seek} />}
      {/* biome-ignore lint/a11y/useMediaCaption: recordings of a data set have no captions; their text is in another column */}
      <audio ref={player} src={src} controls preload="metadata" aria-label={name} onTimeUpdate={follow} />
      {found.data && (
        <p className="quiet small">{rowsView.seconds(number(Number(found.data.seconds.toFixed(3))))}</p>
      )}
    </div>
  )
}

interface WaveProps {
  peaks: [low: number, high: number][]
  played?: number
  seek?(share: number): void
}
/** For the mouse only: what plays it is beside it, for the keyboard too. */
export function Wave({ peaks, played = 0, seek }: WaveProps) {
  const most = Math.max(0.02, ...peaks.map(([low, high]) => Math.max(-low, high)))
  return (
    <svg
      className="wave"
      viewBox={`0 -1 ${peaks.length} 2`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onClick={({ currentTarget, clientX }) => {
        const { left, width } = currentTarget.getBoundingClientRect()
        seek?.((clientX - left) / width)
      }}
    >
      {peaks.map(([low, high], i) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a stretch of time is its place
          key={i}
          className={i < played * peaks.length ? 'is-played' : ''}
          x={i + 0.1}
          width={0.8}
          y={-high / most}
          height={Math.max(0.02, (high - low) / most)}
        />
      ))}
    </svg>
  )
}
