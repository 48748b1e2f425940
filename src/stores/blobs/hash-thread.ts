import { Worker } from 'node:worker_threads'
import type { Algorithm, BlockHash } from './block-hash.js'

export type HashRequest =
  | { id: number; kind: 'start'; algorithm: Algorithm }
  | { id: number; kind: 'block'; bytes: Uint8Array }
  | { id: number; kind: 'end' | 'drop' }
type Answer = number | string

/** The built one also when this file is read from src/, by tests: a thread takes no TypeScript. */
const WORKER = new URL('../../../dist/stores/blobs/hash-worker.js', import.meta.url)

/** One thread for the whole process, started when the first hash is wanted and again when it ended. */
let thread: HashThread | undefined

/** A hash that is made beside the thread that receives. Blocks must lie in shared memory, else they are copied. */
export function hashOnThread(algorithm: Algorithm): BlockHash {
  thread ??= new HashThread(() => {
    thread = undefined
  })
  return thread.start(algorithm)
}

class HashThread {
  private readonly worker = new Worker(WORKER)
  private readonly waiting: Waiting[] = []
  private ids = 0
  private failure: Error | undefined

  constructor(private readonly onEnd: () => void) {
    this.worker.on('message', (answer: Answer) => this.waiting.shift()?.resolve(answer))
    this.worker.on('error', (error) => this.end(error))
    this.worker.on('exit', () => this.end(new Error('the thread that hashes has ended')))
    // the hub may end while the thread waits for more
    this.worker.unref()
  }

  start(algorithm: Algorithm): BlockHash {
    const id = this.ids++
    this.post({ id, kind: 'start', algorithm })
    return {
      update: (bytes) => this.ask<number>({ id, kind: 'block', bytes }),
      digest: () => this.ask<string>({ id, kind: 'end' }),
      drop: () => this.post({ id, kind: 'drop' }),
    }
  }

  private post(request: HashRequest): void {
    this.worker.postMessage(request)
  }

  private ask<T extends Answer>(request: HashRequest): Promise<T> {
    if (this.failure) return Promise.reject(this.failure)
    this.post(request)
    return new Promise<Answer>((resolve, reject) => this.waiting.push({ resolve, reject })) as Promise<T>
  }

  private end(error: Error): void {
    this.failure ??= error
    for (const { reject } of this.waiting.splice(0)) reject(this.failure)
    this.onEnd()
  }
}

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}
