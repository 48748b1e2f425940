import { type CSSProperties, lazy, Suspense, useRef } from 'react'
import { useSeen } from '../../../components/use-seen.js'
import { readyOf, useQuality } from '../../../data/about.js'

const FirstRows = lazy(() => import('./first-rows.js'))

const MOST_ROWS = 5

/** Room for the first rows below the card, so that they move nothing; they are asked for when it comes into sight. */
export function RowsBelow({ id }: { id: string }) {
  const job = useQuality(id).data
  const place = useRef<HTMLDivElement>(null)
  const isSeen = useSeen(place)
  const [table] = job ? readyOf(job) : []
  const count = Math.min(MOST_ROWS, table?.numRows ?? 0)
  if (!table || count === 0) return null
  return (
    <div className="first-rows" ref={place} style={{ '--rows': count } as CSSProperties}>
      <Suspense fallback={null}>{isSeen && <FirstRows id={id} table={table} count={count} />}</Suspense>
    </div>
  )
}
