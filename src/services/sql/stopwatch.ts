const TICK_MS = 50

/** Counts the time a query takes, without the time its reader lets it wait; calls `onLate` once when it is too long. */
export function startStopwatch(
  limitMs: number,
  isWaiting: () => boolean,
  onLate: () => void,
): { stop(): void; spentMs(): number } {
  let spent = 0
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    if (!isWaiting()) spent += now - last
    last = now
    if (spent < limitMs) return
    clearInterval(timer)
    onLate()
  }, TICK_MS)
  return { stop: () => clearInterval(timer), spentMs: () => spent }
}
