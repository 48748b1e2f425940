/** Names of columns as pandas makes them: `Unnamed: 0` for no name, `a.1` for a second `a`. */
export function pandasNames(header: string[]): string[] {
  const given = header.map((name, i) => (name === '' ? `Unnamed: ${i}` : name))
  const reserved = new Set(given)
  const counts = new Map<string, number>()
  return given.map((base) => {
    let count = counts.get(base) ?? 0
    counts.set(base, count + 1)
    if (count === 0) return base
    while (reserved.has(`${base}.${count}`)) count++
    counts.set(base, count + 1)
    reserved.add(`${base}.${count}`)
    return `${base}.${count}`
  })
}

/** Fields without a name before the named ones are the index of pandas; it comes last. */
export const indexName = (i: number): string => `__index_level_${i}__`

/** Names that differ in case only are one name in SQL; the columns get such inner names instead. */
export const innerName = (i: number): string => `c${i}`
