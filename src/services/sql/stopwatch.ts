const TICK_MS = 50

/** Counts the time a query takes, without the time its reader lets it wait; calls `onLate` once when it is too long. */
export function startStopwatch(
  limitMs: number,
  isWaiting: () => boolean,
  onLate: () => void,
): { stop(): void; spentMs(): number } {
  let spent = 0
  let last = Date.now()
  let isStopped = false
  const look = () => {
    const now = Date.now()
    if (!isStopped && !isWaiting()) spent += now - last
    last = now
    return spent
  }
  const timer = setInterval(() => {
    if (look() < limitMs) return
    stop()
    onLate()
  }, TICK_MS)
  const stop = () => {
    look()
    isStopped = true
    clearInterval(timer)
  }
  return { stop, spentMs: look }
}
