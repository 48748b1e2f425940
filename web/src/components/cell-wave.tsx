import { usePeaks } from '../data/media.js'
import { useFormats, useWords } from '../words/words.js'
import { Wave } from './sound.js'

/** Many are in sight at once, so that only short ones are drawn, with few stretches. */
const SMALL = { mostBytes: 500_000, stretches: 48 }

/** The shape of a sound in its cell, and how long it takes. A table has only the rows that are in sight. */
export default function CellWave({ src }: { src: string }) {
  const { rowsView } = useWords().words
  const { number } = useFormats()
  const found = usePeaks(src, SMALL).data
  if (!found) return null
  return (
    <>
      <Wave peaks={found.peaks} />
      <span className="quiet">{rowsView.seconds(number(Number(found.seconds.toFixed(1))))}</span>
    </>
  )
}
