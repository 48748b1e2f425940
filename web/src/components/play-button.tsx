import { useEffect, useState } from 'react'
import { useWords } from '../words/words.js'

/** One player for all cells, so that a new sound ends the last one. */
let player: HTMLAudioElement | undefined

/** Plays the sound of a cell. Keyboards open the row instead, so that a table of sounds is no row of tab stops. */
export function PlayButton({ src }: { src: string }) {
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
