/**
 * SQL takes names that differ in case only for one, so the second gets a number: `A_1` beside `a`. It has no empty names
 * either.
 */
export function distinctNames(names: string[]): string[] {
  const taken = new Set<string>()
  const reserved = new Set(names.map((name) => name.toLowerCase()))
  return names.map((original) => {
    const given = original === '' ? 'unnamed' : original
    let name = given
    for (let n = 1; taken.has(name.toLowerCase()) || (n > 1 && reserved.has(name.toLowerCase())); n++)
      name = `${given}_${n}`
    taken.add(name.toLowerCase())
    return name
  })
}

/** For the notes of a relation. */
export function renamedNote(names: string[]): Record<string, string> {
  const changes = distinctNames(names).flatMap((name, i) =>
    name === names[i] ? [] : `${names[i] || '""'} is ${name}`,
  )
  return changes.length === 0 ? {} : { renamed: changes.join(', ') }
}
