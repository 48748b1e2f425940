import type { Categories, Flags } from './answer.js'
import { all, column, proportion, type Table } from './table.js'

/** What `datasets` writes for "no label". */
const NO_LABEL = -1

interface Described<T> {
  statistics: T
  extra: Record<string, unknown>
}

/** Each value with its count, the frequent first; null is apart. */
export async function frequencies(
  table: Table,
  name: string,
): Promise<{ nulls: number; counts: [string, number][] }> {
  const rows = await all(
    table.engine,
    `select x::varchar, count(*)::double from ${column(table, name)} group by x order by 2 desc, 1`,
  )
  const nulls = rows.find(([text]) => text === null)?.[1] ?? 0
  const counts = rows.filter(([text]) => text !== null) as [string, number][]
  return { nulls: Number(nulls), counts }
}

const gaps = (nulls: number, { rows }: Table) => ({
  nan_count: nulls,
  nan_proportion: proportion(nulls, rows),
})
/** Object.fromEntries also takes a label that is called __proto__. */
const shares = (counts: [string, number][], { rows }: Table) =>
  Object.fromEntries(counts.map(([label, count]) => [label, proportion(count, rows)]))

export async function describeFlags(table: Table, name: string): Promise<Described<Flags>> {
  const { nulls, counts } = await frequencies(table, name)
  const named = counts.map(([text, n]): [string, number] => [text === 'true' ? 'True' : 'False', n]).sort()
  return {
    statistics: { ...gaps(nulls, table), frequencies: Object.fromEntries(named) },
    extra: { n_unique: counts.length, shares: shares(named, table) },
  }
}

export async function describeClasses(
  table: Table,
  name: string,
  names: string[],
): Promise<Described<Categories>> {
  const { nulls, counts } = await frequencies(table, name)
  const byId = new Map(counts.map(([id, n]) => [Number(id), n]))
  const missing = byId.get(NO_LABEL) ?? 0
  const labels = names.map((label, id): [string, number] => [label, byId.get(id) ?? 0])
  const known = labels.reduce((sum, [, n]) => sum + n, missing + nulls)
  const statistics = {
    ...gaps(nulls, table),
    no_label_count: missing,
    no_label_proportion: proportion(missing, table.rows),
    n_unique: names.length,
    frequencies: Object.fromEntries(labels),
  }
  const n_unique = counts.filter(([id]) => Number(id) !== NO_LABEL).length
  return { statistics, extra: { n_unique, shares: shares(labels, table), unknown_count: table.rows - known } }
}

export function describeLabels(
  table: Table,
  { nulls, counts }: { nulls: number; counts: [string, number][] },
): Described<Categories> {
  const statistics = {
    ...gaps(nulls, table),
    no_label_count: 0,
    no_label_proportion: 0,
    n_unique: counts.length,
    frequencies: Object.fromEntries(counts),
  }
  return { statistics, extra: { n_unique: counts.length, shares: shares(counts, table) } }
}
