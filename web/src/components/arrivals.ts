/** Tells pages that a link opened from those that the browser's own back and forward showed again. */
export function arrivals(first: string) {
  let here = first
  let shownAgain: string | undefined
  return {
    popped(place: string): void {
      shownAgain = place
    },
    /** Whether this is another page than before, and one that was opened. */
    isOpened(place: string): boolean {
      const isOther = place !== here
      const isAgain = place === shownAgain
      here = place
      shownAgain = undefined
      return isOther && !isAgain
    },
  }
}
