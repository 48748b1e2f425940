import { LayoutTrouble } from './trouble.js'

/**
 * Steps of matches, and what follows for files that are found. All of it takes some ten seconds on one core; a
 * million files in one config are half of it.
 */
const MOST_STEPS = 1_000_000_000

/** What one layout may cost. Patterns come from uploaded cards, and a card can hold thousands of them. */
export class Work {
  constructor(private left = MOST_STEPS) {}

  spend(steps: number): void {
    this.left -= steps
    if (this.left < 0) {
      throw new LayoutTrouble(
        'TooMuchWork',
        'The patterns in the card take too long to match, so this config and those after it are left out; ' +
          'begin patterns with a folder name, or write fewer.',
      )
    }
  }
}
