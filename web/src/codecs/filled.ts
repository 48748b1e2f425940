/** Some of the entries of T, at every depth; undefined is as good as none. */
export type DeepPartial<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** All of `whole`, with what `some` says in its place. */
export function filled<T extends object>(some: DeepPartial<T>, whole: T): T {
  const all: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(whole) as [string, unknown][]) {
    const said = (some as Record<string, unknown>)[key]
    if (said === undefined) all[key] = value
    else all[key] = isGroup(value) && isGroup(said) ? filled<object>(said, value) : said
  }
  return all as T
}
