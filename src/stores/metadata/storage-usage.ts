import { type RawBuilder, sql } from 'kysely'
import type { Amount, OwnQuota } from '../../core/quota.js'
import type { Database } from './database.js'
import { toBytes } from './schema.js'

/** A repo, its namespace, what both hold and what is their own limit. */
export interface StorageState {
  repoId: number
  repoName: string
  namespaceId: number
  namespaceName: string
  namespaceKind: 'user' | 'org'
  used: { repo: Amount; namespace: Amount }
  own: { repo: OwnQuota; namespace: OwnQuota }
  /** Storage that vouchers give the namespace now. */
  voucherBytes: number
}
export interface UsageFault {
  /** `repo 7` or `namespace 7`. */
  where: string
  noted: Amount
  counted: Amount
}

const SIZE = sql`coalesce(lfs_size, size)`
const amount = (table: string) => sql`json_build_object('bytes', coalesce(${sql.ref(`${table}.bytes`)}, 0),
  'files', coalesce(${sql.ref(`${table}.files`)}, 0))`
const quota = (
  table: string,
) => sql`json_build_object('storage', ${sql.ref(`${table}.storage`)}, 'files', ${sql.ref(`${table}.files`)},
  'egressDay', ${sql.ref(`${table}.egress_day`)}, 'egressMonth', ${sql.ref(`${table}.egress_month`)},
  'requests', ${sql.ref(`${table}.requests`)})`
export const voucherBytes = (now: Date) => sql`coalesce((select sum(v.budget) from vouchers v
  where v.namespace_id = n.id and v.kind = 'storage' and v.revoked_at is null and v.expires_at > ${now}), 0)::bigint`

/** What repos and namespaces keep, by the logical size of what their commits refer to. */
export class StorageUsageReader {
  constructor(protected readonly db: Database) {}

  async state(repoId: number, now: Date): Promise<StorageState | undefined> {
    const { rows } = await sql<StorageState>`
      select r.id as "repoId", n.name || '/' || r.name as "repoName", n.id as "namespaceId", n.name as "namespaceName",
             n.kind as "namespaceKind", ${voucherBytes(now)} as "voucherBytes",
             json_build_object('repo', ${amount('ru')}, 'namespace', ${amount('nu')}) as used,
             json_build_object('repo', ${quota('rq')}, 'namespace', ${quota('nq')}) as own
        from repos r join namespaces n on n.id = r.namespace_id
        left join repo_usage ru on ru.repo_id = r.id left join namespace_usage nu on nu.namespace_id = n.id
        left join quotas rq on rq.repo_id = r.id left join quotas nq on nq.namespace_id = n.id
       where r.id = ${repoId}`.execute(this.db)
    return rows[0]
  }

  async ofNamespace(
    namespaceId: number,
    now: Date,
  ): Promise<{ used: Amount; own: OwnQuota; voucherBytes: number }> {
    const { rows } = await sql<{ used: Amount; own: OwnQuota; voucherBytes: number }>`
      select ${amount('nu')} as used, ${quota('nq')} as own, ${voucherBytes(now)} as "voucherBytes"
        from namespaces n left join namespace_usage nu on nu.namespace_id = n.id
        left join quotas nq on nq.namespace_id = n.id where n.id = ${namespaceId}`.execute(this.db)
    return rows[0] as { used: Amount; own: OwnQuota; voucherBytes: number }
  }

  /** Bytes that were sent to a repo, or are announced for it, and that no commit of it holds. */
  async pendingBytes(repoId: number): Promise<number> {
    const held = (hash: RawBuilder<unknown>) =>
      sql`exists (select 1 from repo_blobs l where l.repo_id = ${repoId} and l.sha256 = ${hash} and not l.derived)`
    const { rows } = await sql<{ bytes: number }>`
      select (coalesce((select sum(b.size) from (select distinct sha256 from pending_blobs where repo_id = ${repoId}) p
                join blobs b using (sha256) where not ${held(sql`p.sha256`)}), 0)
            + coalesce((select sum(m.size) from multipart_uploads m where m.repo_id = ${repoId}
                and not ${held(sql`m.sha256`)} and not exists (select 1 from pending_blobs p where p.repo_id = ${repoId} and p.sha256 = m.sha256)), 0)
            + coalesce((select sum(b.size) from (select distinct xorb from sent_xorbs where repo_id = ${repoId}) s
                join xorbs x on x.hash = s.xorb join blobs b on b.sha256 = x.sha256
                where not exists (select 1 from xet_file_xorbs u join xet_files f on f.hash = u.file
                  where u.xorb = s.xorb and (${held(sql`f.sha256`)}
                    or exists (select 1 from pending_blobs p where p.repo_id = ${repoId} and p.sha256 = f.sha256)))), 0))::bigint as bytes`.execute(
      this.db,
    )
    return rows[0]?.bytes ?? 0
  }

  /** Of these contents, how many bytes are new to the repo's quota. */
  async uncharged(repoId: number, objects: { oid: string; size: number }[]): Promise<number> {
    const { rows } = await sql<{ bytes: number }>`
      select coalesce(sum(o.size), 0)::bigint as bytes
        from (select distinct on (h) * from unnest(${objects.map(({ oid }) => toBytes(oid))}::bytea[], ${objects.map(({ size }) => size)}::bigint[]) as u(h, size) order by h, size desc) o
       where not exists (select 1 from git_blobs g where g.repo_id = ${repoId} and g.lfs_sha256 = o.h and g.charged)
         and not exists (select 1 from pending_blobs p where p.repo_id = ${repoId} and p.sha256 = o.h)
         and not exists (select 1 from multipart_uploads m where m.repo_id = ${repoId} and m.sha256 = o.h and m.size >= o.size)`.execute(
      this.db,
    )
    return rows[0]?.bytes ?? 0
  }

  /** Sums that are not what the git blobs say, the first `limit`. */
  async faults(limit: number): Promise<UsageFault[]> {
    const { rows } = await sql<UsageFault>`
      with counted as (${COUNTED}),
           sums as (select namespace_id, sum(bytes) as bytes, sum(files) as files from counted group by namespace_id)
      select 'repo ' || c.repo_id as where, ${amount('u')} as noted, ${amount('c')} as counted
        from counted c left join repo_usage u using (repo_id)
       where (c.bytes, c.files, c.namespace_id) is distinct from (u.bytes, u.files, u.namespace_id)
      union all
      select 'namespace ' || n.id, ${amount('u')}, ${amount('s')} from namespaces n
        left join sums s on s.namespace_id = n.id left join namespace_usage u on u.namespace_id = n.id
       where (coalesce(s.bytes, 0), coalesce(s.files, 0)) <> (coalesce(u.bytes, 0), coalesce(u.files, 0))
       limit ${limit}`.execute(this.db)
    return rows
  }
}

const COUNTED = sql`select r.id as repo_id, r.namespace_id, coalesce(sum(coalesce(g.lfs_size, g.size)), 0)::bigint as bytes, count(g.oid) as files
  from repos r left join git_blobs g on g.repo_id = r.id and g.charged group by r.id`

export class StorageUsageWriter extends StorageUsageReader {
  /** Locks the repo's sums until the transaction ends, and makes them when they are not there. Whoever locks the repo does so before. */
  async lock(repoId: number): Promise<void> {
    await sql`insert into repo_usage (repo_id, namespace_id) select id, namespace_id from repos where id = ${repoId}
      on conflict (repo_id) do update set repo_id = excluded.repo_id`.execute(this.db)
  }

  /** Marks git blobs that a commit refers to. Returns what that adds to the repo: nothing for what it has already. */
  async mark(repoId: number, oids: string[]): Promise<Amount> {
    // in order, so that two commits with the same files cannot wait for each other
    const { rows } = await sql<Amount>`
      with fresh as (select oid from git_blobs where repo_id = ${repoId} and oid = any(${oids.map(toBytes)}::bytea[])
                        and not charged order by oid for update),
           marked as (update git_blobs g set charged = true from fresh f where g.repo_id = ${repoId} and g.oid = f.oid
                        returning ${SIZE} as bytes)
      select coalesce(sum(bytes), 0)::bigint as bytes, count(*)::bigint as files from marked`.execute(this.db)
    return rows[0] ?? { bytes: 0, files: 0 }
  }

  /** Adds to the sums of the repo, locked before, and of the namespace that it counts for. */
  async add(repoId: number, { bytes, files }: Amount): Promise<void> {
    await sql`with r as (update repo_usage set bytes = bytes + ${bytes}, files = files + ${files}
                          where repo_id = ${repoId} returning namespace_id)
      insert into namespace_usage as n (namespace_id, bytes, files) select namespace_id, ${bytes}, ${files} from r
      on conflict (namespace_id) do update set bytes = n.bytes + excluded.bytes, files = n.files + excluded.files`.execute(
      this.db,
    )
  }

  /** The repo now counts for another namespace. */
  async move(repoId: number, namespaceId: number): Promise<void> {
    await this.lock(repoId)
    const { rows } = await sql<Amount & { from: number }>`
      select namespace_id as "from", bytes, files from repo_usage where repo_id = ${repoId}`.execute(this.db)
    const [usage] = rows
    if (!usage || usage.from === namespaceId) return
    await sql`update repo_usage set namespace_id = ${namespaceId} where repo_id = ${repoId}`.execute(this.db)
    // in order, so that two moves cannot wait for each other
    const sums = [
      { id: usage.from, sign: -1 },
      { id: namespaceId, sign: 1 },
    ].sort((a, b) => a.id - b.id)
    for (const { id, sign } of sums) await this.addTo(id, sign * usage.bytes, sign * usage.files)
  }

  private async addTo(namespaceId: number, bytes: number, files: number): Promise<void> {
    await sql`insert into namespace_usage as n (namespace_id, bytes, files) values (${namespaceId}, ${bytes}, ${files})
      on conflict (namespace_id) do update set bytes = n.bytes + excluded.bytes, files = n.files + excluded.files`.execute(
      this.db,
    )
  }

  /** Takes the repo, which is about to go, out of its namespace's sums. The caller has locked the repo. */
  async giveBackAll(repoId: number): Promise<void> {
    await this.lock(repoId)
    const { rows } = await sql<Amount>`select bytes, files from repo_usage where repo_id = ${repoId}`.execute(
      this.db,
    )
    const { bytes = 0, files = 0 } = rows[0] ?? {}
    await this.add(repoId, { bytes: -bytes, files: -files })
  }

  /** Sets all sums to what the git blobs say. Commits wait meanwhile. */
  async recompute(): Promise<void> {
    await sql`lock table repo_usage, namespace_usage in exclusive mode`.execute(this.db)
    await sql`insert into repo_usage as u (repo_id, namespace_id, bytes, files) select * from (${COUNTED}) c
      on conflict (repo_id) do update set namespace_id = excluded.namespace_id, bytes = excluded.bytes, files = excluded.files`.execute(
      this.db,
    )
    await sql`delete from namespace_usage`.execute(this.db)
    await sql`insert into namespace_usage (namespace_id, bytes, files)
      select namespace_id, sum(bytes), sum(files) from repo_usage group by namespace_id`.execute(this.db)
  }

  /** Replaces the limits of a repo or a namespace; those that are undefined stay. */
  async setQuota(
    of: { namespaceId: number } | { repoId: number },
    changes: { [K in keyof OwnQuota]?: number | null | undefined },
  ): Promise<void> {
    const [column, id] =
      'repoId' in of ? (['repo_id', of.repoId] as const) : (['namespace_id', of.namespaceId] as const)
    const { storage, files, egressDay, egressMonth, requests } = changes
    const named = { storage, files, egress_day: egressDay, egress_month: egressMonth, requests }
    const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
    const { rows } = await sql`select 1 from quotas where ${sql.ref(column)} = ${id}`.execute(this.db)
    if (rows.length === 0)
      await sql`insert into quotas (${sql.ref(column)}) values (${id}) on conflict do nothing`.execute(
        this.db,
      )
    for (const [name, value] of Object.entries(given))
      await sql`update quotas set ${sql.ref(name)} = ${value} where ${sql.ref(column)} = ${id}`.execute(
        this.db,
      )
  }
}
