import { HubError } from '../../core/errors.js'

/** Lets so many at once go on; others wait in line, and get Busy when the line or the wait is too long. */
export function createTurns(options: { atOnce: number; waiting: number; waitMs: number }) {
  const line: (() => void)[] = []
  let running = 0

  /** Resolves when it is the caller's turn, with the function that ends the turn. Throws Busy. */
  async function take(): Promise<() => void> {
    if (running >= options.atOnce) await queue()
    else running++
    let ended = false
    return () => {
      if (ended) return
      ended = true
      const next = line.shift()
      if (next) next()
      else running--
    }
  }

  function queue(): Promise<void> {
    if (line.length >= options.waiting) throw new HubError('Busy')
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => {
        line.splice(line.indexOf(start), 1)
        reject(new HubError('Busy'))
      }, options.waitMs)
      const start = () => {
        clearTimeout(giveUp)
        resolve()
      }
      line.push(start)
    })
  }

  return { take }
}
