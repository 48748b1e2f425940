import type { Completion } from '@codemirror/autocomplete'
import type { SQLNamespace } from '@codemirror/lang-sql'
import type { SqlTable } from '../../data/sql.js'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const PLAIN = /^[a-z_][a-z0-9_]*$/

/** A column as SQL writes it. */
export const columnName = (name: string): string => (PLAIN.test(name) ? name : quoted(name))

/** The second part of a table's name: the split, and before it the config where that is not the default one. */
const splitName = ({ config, split }: SqlTable): string =>
  config === 'default' ? split : `${config}/${split}`

/** A table as SQL writes it: `"ns/name".split`. */
export function tableName(table: SqlTable): string {
  const split = splitName(table)
  return `${quoted(table.dataset)}.${PLAIN.test(split) ? split : quoted(split)}`
}

/** What the editor completes: data sets, their splits, and the columns of those. */
export function completions(tables: SqlTable[]): SQLNamespace {
  const all: Record<string, Record<string, string[]>> = {}
  for (const table of tables) {
    // a full stop parts the levels unless it is escaped
    const dataset = table.dataset.replaceAll('.', '\\.')
    all[dataset] ??= {}
    all[dataset][splitName(table).replaceAll('.', '\\.')] = table.columns.map(({ name }) => name)
  }
  return all
}

/** What it completes alone: the columns of all these tables, before any word of the language. */
export function columnCompletions(tables: SqlTable[]): Completion[] {
  const names = new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))
  return [...names].map((name) => ({ label: name, type: 'property', apply: columnName(name), boost: 1 }))
}
