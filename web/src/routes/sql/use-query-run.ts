import { useEffect, useRef, useState } from 'react'
import { HubRefused } from '../../data/ask.js'
import {
  cancelSql,
  downloadSql,
  progressOf,
  runSql,
  type SqlFormat,
  type SqlProgress,
  type SqlResult,
} from '../../data/sql.js'

/** Rows that a page holds; a download has all. */
export const SHOWN_ROWS = 10_000
const LOOK_MS = 600

export interface Answer extends SqlResult {
  sql: string
  tookMs: number
  /** There are more rows than are shown. */
  hasMore: boolean
}
interface Running {
  id: string
  began: number
  abort: AbortController
}

/** One query at a time: its progress, its answer or its error, and the way to end it. */
export function useQueryRun() {
  const [running, setRunning] = useState<Running>()
  const [progress, setProgress] = useState<SqlProgress>()
  const [answer, setAnswer] = useState<Answer>()
  const [error, setError] = useState<unknown>()
  const [wasCancelled, setCancelled] = useState(false)
  const current = useRef<Running>(undefined)

  useEffect(() => () => current.current?.abort.abort(), [])
  useEffect(() => {
    if (!running) return
    const look = () => void progressOf(running.id).then(setProgress, () => {})
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [running])

  async function work(todo: (run: { id: string; signal: AbortSignal }) => Promise<void>): Promise<void> {
    if (current.current) return
    const run = { id: newId(), began: performance.now(), abort: new AbortController() }
    current.current = run
    setRunning(run)
    setProgress(undefined)
    setError(undefined)
    setCancelled(false)
    try {
      await todo({ id: run.id, signal: run.abort.signal })
    } catch (caught) {
      if (run.abort.signal.aborted || (caught instanceof HubRefused && caught.code === 'QueryCancelled'))
        setCancelled(true)
      else setError(caught)
    } finally {
      current.current = undefined
      setRunning(undefined)
    }
  }

  const run = (sql: string) =>
    work(async (known) => {
      setAnswer(undefined)
      const began = performance.now()
      const found = await runSql(sql, SHOWN_ROWS + 1, known)
      const hasMore = found.rows.length > SHOWN_ROWS
      const rows = found.rows.slice(0, SHOWN_ROWS)
      setAnswer({ ...found, rows, hasMore, sql, tookMs: performance.now() - began })
    })
  const download = (sql: string, format: SqlFormat) =>
    work(async (known) => save(await downloadSql(sql, format, known), `query.${format}`))
  /** The hub ends the query; the request is let go as well, should the hub not hear of it. */
  const cancel = () => {
    const { id, abort } = current.current ?? {}
    if (id) void cancelSql(id).finally(() => abort?.abort())
  }
  return { run, download, cancel, running, progress, answer, error, wasCancelled }
}
export type QueryRun = ReturnType<typeof useQueryRun>

/** A UUID, also on hubs without HTTPS, where `crypto.randomUUID` is not there. */
function newId(): string {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  )
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(''))
    .join('-')
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
