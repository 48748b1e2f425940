import type { Words } from '../words/en.js'

/** An error of the app itself, which every language tells in its own words. */
export class Told extends Error {
  override name = 'Told'
  constructor(
    message: string,
    readonly tell: (words: Words) => string,
  ) {
    super(message)
  }
}

/** What browsers say when no answer came. They say it in English, whatever the page speaks. */
const UNREACHED = /^(Failed to fetch|NetworkError when|Load failed|network error|fetch failed)/i

/** What went wrong: in the app's words where they are known, else in those of the hub or the browser. */
export function toldOf(error: unknown, words: Words): string {
  if (error instanceof Told) return error.tell(words)
  if (error instanceof TypeError && UNREACHED.test(error.message)) return words.unreached
  return error instanceof Error ? error.message : String(error ?? '')
}
