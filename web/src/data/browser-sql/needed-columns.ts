/** A plan as `explain (format json)` writes it. */
export interface PlanNode {
  name: string
  children?: PlanNode[]
  extra_info?: Record<string, unknown>
}

/** Columns of tables `loaded.tN`, by N. */
export type Needed = Map<number, Set<string>>

/** Columns that a plan reads of each table. Throws when the plan scans what has no such name: then nothing is sure. */
export function readColumns(plan: PlanNode[]): Needed {
  const found: Needed = new Map()
  const visit = ({ name, children = [], extra_info: info = {} }: PlanNode): void => {
    if (name.trim() === 'SEQ_SCAN') {
      const [, at] = /(?:^|\.)t(\d+)$/.exec(String(info.Table)) ?? []
      if (at === undefined) throw new Error(`The plan reads ${info.Table}, which is no table of the hub.`)
      const columns = found.get(Number(at)) ?? new Set()
      for (const column of [info.Projections ?? []].flat()) if (column !== '') columns.add(String(column))
      found.set(Number(at), columns)
    }
    for (const child of children) visit(child)
  }
  for (const node of plan) visit(node)
  return found
}

/** The columns that are meant. A field of a struct stands for its column; what cannot be told means all of them. */
export function columnsMeant(read: Iterable<string>, all: string[]): string[] {
  const needed = new Set<string>()
  for (const name of read) {
    const column = all.includes(name) ? name : longest(all.filter((each) => name.startsWith(`${each}.`)))
    if (column === undefined) return all
    needed.add(column)
  }
  return all.filter((each) => needed.has(each))
}

const longest = (names: string[]): string | undefined => names.sort((a, b) => b.length - a.length)[0]
