const MOST_COLUMNS = 60
const MOST_VALUES = 20

interface Column {
  column_name?: unknown
  column_type?: unknown
  column_statistics?: Record<string, unknown>
}

/** Statistics of a table without what only a drawing needs. */
export function figures(statistics: object): object[] {
  const { statistics: columns = [] } = statistics as { statistics?: Column[] }
  return columns.slice(0, MOST_COLUMNS).map(({ column_name, column_type, column_statistics = {} }) => {
    const { histogram: _, frequencies, ...numbers } = column_statistics
    return { column: column_name, kind: column_type, ...numbers, ...commonest(frequencies) }
  })
}

function commonest(frequencies: unknown): { commonest?: Record<string, number> } {
  if (typeof frequencies !== 'object' || frequencies === null) return {}
  const sorted = Object.entries(frequencies as Record<string, number>).sort(([, a], [, b]) => b - a)
  return { commonest: Object.fromEntries(sorted.slice(0, MOST_VALUES)) }
}
