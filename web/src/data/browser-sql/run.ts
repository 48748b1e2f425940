import type { Words } from '../../words/en.js'
import { HubRefused } from '../ask.js'
import { Told } from '../told.js'
import {
  type Asked,
  type BrowserFailure,
  type BrowserProgress,
  MOST_BYTES,
  MOST_ROWS,
  type Said,
} from './said.js'

let worker: Worker | undefined

/** Runs a query in this browser. `signal` ends it, and with it the engine and all that it read. */
export function runInBrowser(
  asked: Asked,
  signal: AbortSignal,
  heard: (progress: BrowserProgress) => void,
): Promise<Blob> {
  worker ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const mine = worker
  return new Promise((resolve, reject) => {
    const end = (error: unknown) => {
      endBrowserSql()
      reject(error)
    }
    signal.addEventListener('abort', () => end(signal.reason), { once: true })
    mine.onerror = () => end(new Told('The worker stopped.', ({ sqlConsole }) => sqlConsole.here.stopped))
    mine.onmessage = ({ data }: MessageEvent<Said>) => {
      if ('progress' in data) heard(data.progress)
      else if ('answer' in data) resolve(data.answer)
      else if (data.isOver) end(errorOf(data.failed))
      else reject(errorOf(data.failed))
    }
    mine.postMessage(asked)
  })
}

/** Gives back the memory. */
export function endBrowserSql(): void {
  worker?.terminate()
  worker = undefined
}

function errorOf(failure: BrowserFailure): Error {
  if (failure.kind === 'refused') return new HubRefused(failure.status, failure.code, failure.message)
  return new Told(failure.kind, ({ sqlConsole }) => textOf(failure, sqlConsole.here))
}

const MIB = 1024 * 1024
function textOf(
  failure: Exclude<BrowserFailure, { kind: 'refused' }>,
  here: Words['sqlConsole']['here'],
): string {
  switch (failure.kind) {
    case 'large': {
      const mib = (bytes: number) => Math.ceil(bytes / MIB).toLocaleString()
      return here.large(
        failure.rows.toLocaleString(),
        mib(failure.bytes),
        MOST_ROWS.toLocaleString(),
        mib(MOST_BYTES),
      )
    }
    case 'config':
      return here.config(failure.dataset)
    case 'sql':
      return /extension/i.test(failure.message) ? `${failure.message}\n\n${here.lacks}` : failure.message
    default:
      return here[failure.kind]
  }
}
