import type { AuditEntry } from '../../core/audit.js'
import type { EntryKeys } from '../../stores/metadata/audit.js'

/** What an entry is found by, which is in the entry itself. */
export function keysOf(entry: AuditEntry): EntryKeys {
  const called = [entry.asked, ...entry.repos.map(({ name }) => name)]
  const names = called.flatMap((name) => (name ? [name.replace(/^datasets\//, '').toLowerCase()] : []))
  return {
    at: new Date(entry.at),
    userId: entry.actor.kind === 'user' ? entry.actor.id : null,
    repoIds: entry.repos.map(({ id }) => id),
    names: [...new Set(names)],
  }
}
