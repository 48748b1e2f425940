import { type RawBuilder, sql } from 'kysely'
import type { AuditHead } from '../../codecs/audit-chain.js'
import type { AuditEntry, Origin } from '../../core/audit.js'
import type { Database } from './database.js'

/** An entry in its place. */
export interface ChainedEntry {
  seq: number
  /** Canonical JSON, with its `seq`. */
  text: string
  hash: Buffer
}
/** What entries are found by. */
export interface EntryKeys {
  at: Date
  userId: number | null
  repoIds: number[]
  names: string[]
}
export type StoredEntry = ChainedEntry & EntryKeys

export interface AuditQuery {
  after: number
  limit: number
  userId?: number | undefined
  /** Of the repo in the time that it was of this owner: who has it later did not see what was done then. */
  ownedRepo?: { id: number; namespace: string } | undefined
  /** lower(namespace/name), also of repos that are no more or never were. */
  name?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
}

const ENTRY = sql`seq, entry as text, hash, at, user_id as "userId", repo_ids as "repoIds", names`
/** One sealer at a time, of all processes. */
const SEAL_LOCK = 7_001_010

export class AuditReader {
  constructor(protected readonly db: Database) {}

  /** In the order of the chain. */
  async entries(query: AuditQuery): Promise<StoredEntry[]> {
    const conditions = sql.join(conditionsOf(query), sql` and `)
    const { rows } = await sql<StoredEntry & { repoIds: string[] }>`select ${ENTRY} from audit_log
      where ${conditions} order by seq limit ${query.limit}`.execute(this.db)
    return rows.map((row) => ({ ...row, repoIds: row.repoIds.map(Number) }))
  }

  /** The newest of a person first, `skip` of them left out. */
  async newestOf(
    userId: number,
    page: { skip: number; limit: number; since?: Date | undefined; until?: Date | undefined },
  ): Promise<StoredEntry[]> {
    const conditions = sql.join(conditionsOf({ ...page, userId, after: 0 }), sql` and `)
    const { rows } = await sql<StoredEntry>`select ${ENTRY} from audit_log
      where ${conditions} and not entry::jsonb ? 'beyond' order by seq desc limit ${page.limit} offset ${page.skip}`.execute(
      this.db,
    )
    return rows
  }

  async last(): Promise<ChainedEntry | undefined> {
    const { rows } = await sql<ChainedEntry>`select seq, entry as text, hash from audit_log
      order by seq desc limit 1`.execute(this.db)
    return rows[0]
  }

  async hashAt(seq: number): Promise<Buffer | undefined> {
    const { rows } = await sql<{ hash: Buffer }>`select hash from audit_log where seq = ${seq}`.execute(
      this.db,
    )
    return rows[0]?.hash
  }

  async heads(afterId: number, limit: number): Promise<(AuditHead & { id: number })[]> {
    const { rows } = await sql<
      AuditHead & { id: number }
    >`select id, seq, hash, at, signature from audit_heads
      where id > ${afterId} order by id limit ${limit}`.execute(this.db)
    return rows
  }

  async lastHead(): Promise<(AuditHead & { id: number }) | undefined> {
    const { rows } = await sql<
      AuditHead & { id: number }
    >`select id, seq, hash, at, signature from audit_heads
      order by id desc limit 1`.execute(this.db)
    return rows[0]
  }
}

/** An entry holds the name that the repo had then, and names of owners are never given twice. */
const ownedBy = ({ id, namespace }: { id: number; namespace: string }): RawBuilder<unknown> =>
  sql`exists (select from jsonb_array_elements(entry::jsonb -> 'repos') as r
    where (r ->> 'id')::bigint = ${id}
      and split_part(regexp_replace(lower(r ->> 'name'), '^datasets/', ''), '/', 1) = ${namespace.toLowerCase()})`

function conditionsOf(query: Omit<AuditQuery, 'limit'>): RawBuilder<unknown>[] {
  const { userId, ownedRepo, name, since, until } = query
  return [
    sql`seq > ${query.after}`,
    ...(userId === undefined ? [] : [sql`user_id = ${userId}`]),
    ...(ownedRepo === undefined ? [] : [sql`repo_ids @> array[${ownedRepo.id}::bigint]`, ownedBy(ownedRepo)]),
    ...(name === undefined ? [] : [sql`names @> array[${name}::text]`]),
    ...(since === undefined ? [] : [sql`at >= ${since}`]),
    ...(until === undefined ? [] : [sql`at < ${until}`]),
  ]
}

export class AuditWriter extends AuditReader {
  /** Entries that have no place yet. */
  async receive(entries: AuditEntry[]): Promise<void> {
    await sql`insert into audit_inbox (entry)
      select * from jsonb_array_elements(${JSON.stringify(entries)}::jsonb)`.execute(this.db)
  }

  /** Whether this transaction is the one that moves entries on. `wait`: until it is. */
  async lock(wait: boolean): Promise<boolean> {
    if (wait) await sql`select pg_advisory_xact_lock(${SEAL_LOCK})`.execute(this.db)
    const { rows } = await sql<{ is: boolean }>`
      select pg_try_advisory_xact_lock(${SEAL_LOCK}) as is`.execute(this.db)
    return rows[0]?.is === true
  }

  /** Takes entries out of the inbox, in the order they came. */
  async take(limit: number): Promise<AuditEntry[]> {
    const { rows } = await sql<{ id: number; entry: AuditEntry }>`delete from audit_inbox
      where id in (select id from audit_inbox order by id limit ${limit}) returning id, entry`.execute(
      this.db,
    )
    return rows.sort((a, b) => a.id - b.id).map(({ entry }) => entry)
  }

  async append(entries: StoredEntry[]): Promise<void> {
    const rows = entries.map((each) => ({ ...each, hash: each.hash.toString('hex') }))
    await sql`insert into audit_log (seq, entry, hash, at, user_id, repo_ids, names)
      select seq, text, decode(hash, 'hex'), at, "userId", "repoIds", names
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as made(seq bigint, text text, hash text,
             at timestamptz, "userId" bigint, "repoIds" bigint[], names text[])`.execute(this.db)
  }

  async addHead({ seq, hash, at, signature }: AuditHead): Promise<void> {
    await sql`insert into audit_heads (seq, hash, at, signature)
      values (${seq}, ${hash}, ${at}, ${signature})`.execute(this.db)
  }
}

export interface Act {
  type: string
  at: Date
  repoId: number | null
  actorId: number | null
  payload: Record<string, unknown>
}

/** Records an administrative act in the transaction that does it, with the names of now. */
export async function receiveAct(db: Database, act: Act, origin: Origin | null): Promise<void> {
  const actor =
    act.actorId !== null
      ? sql`json_build_object('kind', 'user', 'id', ${act.actorId}::bigint,
          'name', (select name from namespaces where id = ${act.actorId}))`
      : sql`${JSON.stringify(origin?.osUser ? { kind: 'command', name: origin.osUser } : { kind: 'hub' })}::json`
  const entry = {
    at: act.at.toISOString(),
    kind: 'act',
    address: origin?.address ?? null,
    agent: origin?.agent ?? null,
    action: act.type,
    outcome: 'allow',
    ...(origin?.request && { request: origin.request }),
    detail: act.payload,
  }
  await sql`insert into audit_inbox (entry)
    select ${JSON.stringify(entry)}::jsonb || jsonb_build_object('actor', ${actor}, 'repos', coalesce(
      (select jsonb_agg(jsonb_build_object('id', r.id, 'name',
                case r.type when 'dataset' then 'datasets/' else '' end || n.name || '/' || r.name))
         from repos r join namespaces n on n.id = r.namespace_id where r.id = ${act.repoId}),
      case when ${act.repoId}::bigint is null then '[]'::jsonb
           else jsonb_build_array(jsonb_build_object('id', ${act.repoId}::bigint, 'name', null)) end))`.execute(
    db,
  )
}
