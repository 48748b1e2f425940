import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const EVERY_BYTES = 16 * 1024 * 1024

let collect: ((options: { type: 'minor' }) => void) | undefined
let since = 0

/**
 * Says that `bytes` of a body came in. The socket gives each piece of it as new memory outside of V8's heap, and whenever
 * there are some dozen MiB of that V8 marks its whole heap: up to half of the processor time of a large upload (bench/README.md).
 * The pieces are dead by then, and a collection of the young generation, half a millisecond, frees them.
 */
export function collectYoung(bytes: number): void {
  since += bytes
  if (since < EVERY_BYTES) return
  since = 0
  collect ??= exposed()
  collect({ type: 'minor' })
}

function exposed(): NonNullable<typeof collect> {
  setFlagsFromString('--expose-gc')
  // contexts that are made from here on have it
  return runInNewContext('gc')
}
