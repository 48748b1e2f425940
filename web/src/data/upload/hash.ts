import { Told } from '../told.js'

interface Said {
  done?: number
  sha256?: string
  failed?: string
}

/** The SHA-256 of a file, computed beside the page. `signal` ends it. */
export function sha256Of(file: File, signal: AbortSignal, heard: (done: number) => void): Promise<string> {
  const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' })
  return new Promise<string>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    worker.onerror = () =>
      reject(new Told('The SHA-256 was not computed.', ({ publish }) => publish.noSha256(file.name)))
    worker.onmessage = ({ data }: MessageEvent<Said>) => {
      if (data.done !== undefined) heard(data.done)
      if (data.failed !== undefined) reject(new FileGone(file.name, data.failed))
      if (data.sha256 !== undefined) resolve(data.sha256)
    }
    worker.postMessage(file)
  }).finally(() => worker.terminate())
}

/** The file was changed or moved since it was chosen. */
export class FileGone extends Error {
  override name = 'FileGone'
  constructor(
    readonly file: string,
    readonly why: string,
  ) {
    super(`${file}: ${why}`)
  }
}

/** For `catch` of what reads a file: the browser's own error does not say which one. */
export const named =
  (path: string) =>
  (error: unknown): never => {
    throw new FileGone(path, error instanceof Error ? error.message : String(error))
  }
