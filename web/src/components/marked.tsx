import { piecesOf } from '../data/marks.js'

/** A text with what was searched for marked in it. */
export function Marked({ text, hits }: { text: string; hits: string[] }) {
  if (hits.length === 0) return text
  return piecesOf(text, hits).map(({ text: piece, isHit, at }) =>
    isHit ? <mark key={at}>{piece}</mark> : <span key={at}>{piece}</span>,
  )
}
