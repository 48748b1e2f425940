/** The push is not taken. `reason` stands beside each ref; `advice` are lines for the person who pushed. */
export class PushRefused extends Error {
  override name = 'PushRefused'
  constructor(
    readonly reason: string,
    readonly advice: string[],
  ) {
    super(reason)
  }
}

const MOST_SHOWN = 10

/** `items` as lines, the first few of them. */
export function shown(items: string[], total: number): string[] {
  const lines = items.slice(0, MOST_SHOWN).map((item) => `  ${item}`)
  return total > lines.length ? [...lines, `  and ${total - lines.length} more`] : lines
}

export const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
