import { lazy, Suspense, useEffect, useState } from 'react'
import { useWords } from '../words/words.js'

/** Only tables of sounds need it. */
const CellWave = lazy(() => import('./cell-wave.js'))

/** One player for all cells, so that a new sound ends the last one. */
let player: HTMLAudioElement | undefined

/** The sound of a cell: Space plays it where the cell has the focus, so that a table of sounds is no row of tab stops. */
export function CellSound({ src }: { src: string }) {
  return (
    <span className="cell-sound">
      <PlayButton src={src} />
      <Suspense fallback={null}>
        <CellWave src={src} />
      </Suspense>
    </span>
  )
}

function PlayButton({ src }: { src: string }) {
  const { rowsView } = useWords().words
  const [isPlaying, setPlaying] = useState(false)
  useEffect(() => {
    if (!isPlaying) return
    player?.pause()
    const mine = new Audio(src)
    player = mine
    const ended = () => setPlaying(false)
    for (const event of ['ended', 'pause', 'error']) mine.addEventListener(event, ended)
    mine.play().catch(ended)
    return () => {
      for (const event of ['ended', 'pause', 'error']) mine.removeEventListener(event, ended)
      mine.pause()
    }
  }, [isPlaying, src])
  return (
    <button
      type="button"
      className="cell-play"
      tabIndex={-1}
      aria-pressed={isPlaying}
      onClick={() => setPlaying(!isPlaying)}
    >
      <span aria-hidden="true">{isPlaying ? '■' : '▶'}</span> {isPlaying ? rowsView.stop : rowsView.play}
    </button>
  )
}
