import openParquet from 'parquet-wasm/esm'
import parquetUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url'
import { HubRefused } from '../ask.js'
import { answerOf } from './answer.js'
import { openEngine } from './engine.js'
import { namedTables } from './named-tables.js'
import { type Asked, type BrowserFailure, type BrowserProgress, Failed, type Said } from './said.js'
import { filesOf } from './table-files.js'
import { type Found, Tables } from './tables.js'

/** SQL in the browser: one question at a time. The engine and what was read stay for the next one. */
const say = (said: Said) => self.postMessage(said)
const progress: BrowserProgress = { stage: 'engine', bytes: 0, total: 0 }
const tell = (now: Partial<BrowserProgress>) => say({ progress: Object.assign(progress, now) })

let opened: ReturnType<typeof open> | undefined
async function open() {
  const [engine] = await Promise.all([
    openEngine((bytes, total) => tell({ stage: 'engine', bytes, total })),
    openParquet({ module_or_path: parquetUrl }),
  ])
  const heard = {
    got: (bytes: number) => tell({ bytes: progress.bytes + bytes }),
    // the reader does not come back from this
    failed: (error: unknown) => say({ failed: failureOf(error), isOver: true }),
  }
  return { engine, tables: new Tables(engine, heard) }
}

self.onmessage = async ({ data: asked }: MessageEvent<Asked>) => {
  try {
    say({ answer: await answer(asked) })
  } catch (error) {
    say({ failed: failureOf(error), isOver: false })
  }
}

async function answer(asked: Asked): Promise<Blob> {
  tell({ stage: 'engine', bytes: 0, total: 0 })
  opened ??= open()
  const { engine, tables } = await opened
  tell({ stage: 'reading', bytes: 0, total: 0 })
  const { found, refused } = await find(asked.sql)
  await tables.meet(found)
  const needed = await tables.neededBy(asked.sql).catch((error) => {
    // what the hub refused was a table after all
    throw refused ?? error
  })
  await tables.read(found, needed, (total) => tell({ bytes: 0, total }))
  tell({ stage: 'running', bytes: 0, total: 0 })
  return answerOf(engine, asked)
}

/** The tables that a text may name. A name that is refused may stand in a comment, or be a column's: it is kept for later. */
async function find(sql: string): Promise<{ found: Found[]; refused: unknown }> {
  const found: Found[] = []
  let refused: unknown
  for (const table of namedTables(sql)) {
    try {
      const files = await filesOf(table)
      if (files) found.push({ ...table, ...files })
    } catch (error) {
      refused ??= error
    }
  }
  return { found, refused }
}

function failureOf(error: unknown): BrowserFailure {
  if (error instanceof Failed) return error.failure
  if (error instanceof HubRefused) {
    const { status, code, message } = error
    return { kind: 'refused', status, code, message }
  }
  return { kind: 'sql', message: error instanceof Error ? error.message : String(error) }
}
