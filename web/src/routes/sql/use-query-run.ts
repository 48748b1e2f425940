import { useEffect, useRef, useState } from 'react'
import { HubRefused } from '../../data/ask.js'
import { endBrowserSql, runInBrowser } from '../../data/browser-sql/run.js'
import type { BrowserFormat, BrowserProgress } from '../../data/browser-sql/said.js'
import { exactJson } from '../../data/exact-json.js'
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

/** Who runs a query. */
export type SqlPlace = 'hub' | 'browser'

export interface Answer extends SqlResult {
  sql: string
  place: SqlPlace
  tookMs: number
  /** There are more rows than are shown. */
  hasMore: boolean
}
interface Running {
  id: string
  place: SqlPlace
  began: number
  abort: AbortController
}

/** What is known of a query that runs: rows of the hub's, or what the browser is doing. */
type Progress = SqlProgress | BrowserProgress

/** One query at a time: its progress, its answer or its error, and the way to end it. */
export function useQueryRun() {
  const [running, setRunning] = useState<Running>()
  const [progress, setProgress] = useState<Progress>()
  const [answer, setAnswer] = useState<Answer>()
  const [error, setError] = useState<unknown>()
  const [wasCancelled, setCancelled] = useState(false)
  const current = useRef<Running>(undefined)

  useEffect(
    () => () => {
      current.current?.abort.abort()
      endBrowserSql()
    },
    [],
  )
  useEffect(() => {
    if (running?.place !== 'hub') return
    const look = () => void progressOf(running.id).then(setProgress, () => {})
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [running])

  async function work(
    place: SqlPlace,
    todo: (run: { id: string; signal: AbortSignal }) => Promise<void>,
  ): Promise<void> {
    if (current.current) return
    const run = { id: newId(), place, began: performance.now(), abort: new AbortController() }
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

  const here = (sql: string, format: BrowserFormat, signal: AbortSignal, limit?: number) =>
    runInBrowser({ sql, format, ...(limit && { limit }) }, signal, setProgress)
  const ask = async (sql: string, place: SqlPlace, known: { id: string; signal: AbortSignal }) =>
    place === 'hub'
      ? runSql(sql, SHOWN_ROWS + 1, known)
      : (exactJson(await (await here(sql, 'json', known.signal, SHOWN_ROWS + 1)).text()) as SqlResult)

  const run = (sql: string, place: SqlPlace) =>
    work(place, async (known) => {
      setAnswer(undefined)
      const began = performance.now()
      const found = await ask(sql, place, known)
      const hasMore = found.rows.length > SHOWN_ROWS
      const rows = found.rows.slice(0, SHOWN_ROWS)
      setAnswer({ ...found, rows, hasMore, sql, place, tookMs: performance.now() - began })
    })
  /** The whole answer as a file, from where the answer came. */
  const download = ({ sql, place }: Answer, format: SqlFormat) =>
    work(place, async (known) => {
      const isHere = place === 'browser' && isBrowserFormat(format)
      const file = isHere ? here(sql, format, known.signal) : downloadSql(sql, format, known)
      save(await file, `query.${format}`)
    })
  /** The hub ends the query; the request is let go as well, should the hub not hear of it. */
  const cancel = () => {
    const { id, place, abort } = current.current ?? {}
    if (place === 'browser') abort?.abort()
    else if (id) void cancelSql(id).finally(() => abort?.abort())
  }
  return { run, download, cancel, running, progress, answer, error, wasCancelled }
}
export type QueryRun = ReturnType<typeof useQueryRun>

export const isBrowserFormat = (format: string): format is BrowserFormat =>
  format === 'csv' || format === 'jsonl'

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
