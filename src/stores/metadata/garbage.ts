import { sql } from 'kysely'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'
import { StorageUsageWriter } from './storage-usage.js'

/** Rows that garbage collection and fsck look for; see docs/storage-format.md, "Garbage collection". */
export class GarbageReader {
  constructor(protected readonly db: Database) {}

  async repoIds(after: number, limit: number): Promise<number[]> {
    const rows = await this.db
      .selectFrom('repos')
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map((row) => row.id)
  }

  async condemned(before: Date, after: string, limit: number): Promise<string[]> {
    const { rows } = await sql<{ sha256: Buffer }>`select sha256 from blobs
      where state = 'condemned' and condemned_at < ${before} and sha256 > ${toBytes(after)} order by sha256 limit ${limit}`.execute(
      this.db,
    )
    return rows.map((row) => toHex(row.sha256))
  }

  /** Links and git blobs whose bytes have no row: must be none. */
  async danglingBlobs(limit: number): Promise<{ repoId: number; sha256: string }[]> {
    const { rows } = await sql<{ repo_id: number; sha256: Buffer }>`
      select g.repo_id, g.sha256 from git_blobs g where g.sha256 is not null
        and not exists (select 1 from blobs b where b.sha256 = g.sha256) limit ${limit}`.execute(this.db)
    return rows.map((row) => ({ repoId: row.repo_id, sha256: toHex(row.sha256) }))
  }
}

export class GarbageWriter extends GarbageReader {
  async lockRepo(repoId: number): Promise<void> {
    await this.db.selectFrom('repos').select('id').where('id', '=', repoId).forUpdate().execute()
  }

  /** Empties the marks of this connection's run and makes the table when it is not there. */
  async beginMarks(): Promise<void> {
    await sql`create temporary table if not exists gc_marks (oid bytea primary key) on commit drop`.execute(
      this.db,
    )
  }

  /** Marks objects as reachable. Returns those that were not marked before. */
  async mark(oids: string[]): Promise<string[]> {
    const { rows } = await sql<{
      oid: Buffer
    }>`insert into gc_marks select distinct unnest(${oids.map(toBytes)}::bytea[])
      on conflict do nothing returning oid`.execute(this.db)
    return rows.map((row) => toHex(row.oid))
  }

  /** Deletes the repo's objects that are unmarked and older than `before`. Returns how many. */
  async sweepObjects(repoId: number, before: Date): Promise<number> {
    let count = 0n
    for (const table of ['git_trees', 'git_tags', 'git_commits'] as const) {
      const result =
        await sql`delete from ${sql.table(table)} where repo_id = ${repoId} and stored_at < ${before}
        and not exists (select 1 from gc_marks m where m.oid = ${sql.ref(`${table}.oid`)})`.execute(this.db)
      count += result.numAffectedRows ?? 0n
    }
    count += await this.sweepGitBlobs(repoId, before)
    const pages = await sql`delete from git_tree_pages where repo_id = ${repoId} and stored_at < ${before}
      and not exists (select 1 from gc_marks m where m.oid = git_tree_pages.hash)`.execute(this.db)
    await sql`delete from commit_changes ch where repo_id = ${repoId}
      and not exists (select 1 from git_commits c where c.seq = ch.commit_seq)`.execute(this.db)
    return Number(count + (pages.numAffectedRows ?? 0n))
  }

  /** What goes is given back to the quotas that it counted in. The repo is locked. */
  private async sweepGitBlobs(repoId: number, before: Date): Promise<bigint> {
    const usage = new StorageUsageWriter(this.db)
    await usage.lock(repoId)
    const { rows } = await sql<{ count: number; files: number; bytes: number }>`
      with gone as (delete from git_blobs where repo_id = ${repoId} and stored_at < ${before}
        and not exists (select 1 from gc_marks m where m.oid = git_blobs.oid) returning charged, coalesce(lfs_size, size) as bytes)
      select count(*)::bigint as count, count(*) filter (where charged)::bigint as files,
             coalesce(sum(bytes) filter (where charged), 0)::bigint as bytes from gone`.execute(this.db)
    const { count = 0, files = 0, bytes = 0 } = rows[0] ?? {}
    if (files > 0) await usage.add(repoId, { bytes: -bytes, files: -files })
    return BigInt(count)
  }

  /** Forgets links that no git blob of the repo needs, and uploads never committed, when older than `before`. */
  async dropLinks(before: Date): Promise<void> {
    await sql`delete from repo_blobs r where committed_at < ${before} and not exists
      (select 1 from git_blobs g where g.repo_id = r.repo_id and g.lfs_sha256 = r.sha256)`.execute(this.db)
    await sql`delete from pending_blobs where sent_at < ${before}`.execute(this.db)
    await sql`delete from multipart_uploads where created_at < ${before}`.execute(this.db)
  }

  /**
   * Forgets xorbs that no recipe uses and that nobody has been told of since `before`, and with them what is listed
   * for deduplication; their bytes are condemned next. Returns how many.
   */
  async dropXorbs(before: Date): Promise<number> {
    const result = await sql`delete from xorbs x where leased_at < ${before}
      and not exists (select 1 from xet_file_xorbs u where u.xorb = x.hash)`.execute(this.db)
    return Number(result.numAffectedRows ?? 0n)
  }

  /** Condemns bytes that nothing needs any more and that are older than `before`. Returns how many. */
  async condemn(before: Date, at: Date): Promise<number> {
    const result = await sql`update blobs set state = 'condemned', condemned_at = ${at}
      where state = 'stored' and stored_at < ${before} and ${UNNEEDED}`.execute(this.db)
    return Number(result.numAffectedRows ?? 0n)
  }

  /** Locks a condemned blob that is still unneeded; false when somebody took it back. */
  async lockCondemned(sha256: string): Promise<boolean> {
    const { rows } =
      await sql`select 1 from blobs where sha256 = ${toBytes(sha256)} and state = 'condemned' for update`.execute(
        this.db,
      )
    if (rows.length === 0) return false
    const needed =
      await sql`select 1 from blobs where sha256 = ${toBytes(sha256)} and not ${UNNEEDED}`.execute(this.db)
    if (needed.rows.length === 0) return true
    await sql`update blobs set state = 'stored', condemned_at = null where sha256 = ${toBytes(sha256)}`.execute(
      this.db,
    )
    return false
  }

  /** Locks a content that is kept as chunks only; false when it is not so any more. */
  async lockLetGo(sha256: string): Promise<boolean> {
    const { rows } =
      await sql`select 1 from blobs where sha256 = ${toBytes(sha256)} and not whole for update`.execute(
        this.db,
      )
    return rows.length > 0
  }

  async forget(sha256: string): Promise<void> {
    await this.db.deleteFrom('blobs').where('sha256', '=', toBytes(sha256)).execute()
  }
}

const UNNEEDED = sql`(not exists (select 1 from repo_blobs r where r.sha256 = blobs.sha256)
  and not exists (select 1 from pending_blobs p where p.sha256 = blobs.sha256)
  and not exists (select 1 from git_blobs g where g.sha256 = blobs.sha256)
  and not exists (select 1 from xorbs x where x.sha256 = blobs.sha256)
  and not exists (select 1 from sources s where s.sha256 = blobs.sha256)
  and not exists (select 1 from sources s where s.index_sha256 = blobs.sha256))`
