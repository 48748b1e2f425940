/**
 * Values of a card's key, which may be one or many. Only texts and numbers are values: a card is anybody's, and what else
 * YAML can say has no text that could be relied on.
 */
export const cardValues = (value: unknown): string[] =>
  [value]
    .flat()
    .flatMap((each) => (typeof each === 'string' || typeof each === 'number' ? [String(each)] : []))
