import { useEffect, useState } from 'react'
import { MOST_SMALL_BYTES, usePeaks } from '../data/media.js'
import { useFormats, useWords } from '../words/words.js'
import { Wave } from './sound.js'

/** One player for all cells, so that a new sound ends the last one. */
let player: HTMLAudioElement | undefined

/**
 * The sound of a cell: a button, its shape if it is small, and how long it takes. A table draws only the rows that are in sight.
 * Space plays it where the cell has the focus, so that a table of sounds is no row of tab stops.
 */
export function CellSound({ src }: { src: string }) {
  const { rowsView } = useWords().words
  const { number } = useFormats()
  const found = usePeaks(src, MOST_SMALL_BYTES).data
  return (
    <span className="cell-sound">
      <PlayButton src={src} />
      {found && <Wave peaks={found.peaks} />}
      {found && <span className="quiet">{rowsView.seconds(number(Number(found.seconds.toFixed(1))))}</span>}
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
