import type { AuditActor, AuditEntry } from '../core/audit.js'
import { csvLine } from './csv.js'

/** An entry with its place and the hash that it has there. */
export interface AuditRow {
  seq: number
  hash: string
  entry: AuditEntry & { seq: number }
  /** The entry as it was hashed. */
  text: string
}

/** A line of JSON that holds the entry byte for byte, so that others can compute the chain again. */
const auditJsonLine = ({ hash, text }: Pick<AuditRow, 'hash' | 'text'>): string =>
  `{"hash":"${hash}","entry":${text}}\n`

const COLUMNS = {
  seq: ({ seq }) => seq,
  at: ({ entry }) => entry.at,
  kind: ({ entry }) => entry.kind,
  actor: ({ entry }) => nameOf(entry.actor),
  actorId: ({ entry }) => (entry.actor.kind === 'user' ? entry.actor.id : ''),
  credential: ({ entry }) => (entry.actor.kind === 'user' ? (entry.actor.credential ?? '') : ''),
  address: ({ entry }) => entry.address ?? '',
  agent: ({ entry }) => entry.agent ?? '',
  action: ({ entry }) => entry.action,
  outcome: ({ entry }) => entry.outcome,
  error: ({ entry }) => entry.error ?? '',
  asked: ({ entry }) => entry.asked ?? '',
  repos: ({ entry }) => entry.repos.map(({ id, name }) => name ?? `repo ${id}`).join(' '),
  method: ({ entry }) => entry.request?.method ?? '',
  path: ({ entry }) => entry.request?.path ?? '',
  request: ({ entry }) => entry.request?.id ?? '',
  detail: ({ entry }) => (entry.detail ? JSON.stringify(entry.detail) : ''),
  hash: ({ hash }) => hash,
} satisfies Record<string, (row: AuditRow) => string | number>

const CSV_HEADER = csvLine(Object.keys(COLUMNS))
const auditCsvLine = (row: AuditRow): string =>
  csvLine(Object.values(COLUMNS).map((cell) => String(cell(row))))

const nameOf = (actor: AuditActor): string =>
  actor.kind === 'user'
    ? (actor.name ?? `user ${actor.id}`)
    : actor.kind === 'command'
      ? `command line (${actor.name})`
      : actor.kind

/** All rows as a file. */
export async function* auditFile(
  rows: AsyncIterable<AuditRow>,
  format: 'csv' | 'jsonl',
): AsyncGenerator<string> {
  if (format === 'csv') yield CSV_HEADER
  for await (const row of rows) yield format === 'csv' ? auditCsvLine(row) : auditJsonLine(row)
}
