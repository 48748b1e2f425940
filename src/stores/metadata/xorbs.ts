import { sql } from 'kysely'
import type { BlobState } from './blob-index.js'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'

/** Xet hashes are 32 raw bytes here. */
export interface XorbRow {
  hash: Buffer
  /** Of the packed bytes, which are a blob, as are the facts below. */
  sha256: string
  size: number
  blockCrcs: Buffer
  state: BlobState
}
/** Chunks of a xorb that somebody may use, and the repo that gives the right. */
export interface XorbUse {
  xorb: Buffer
  repoId: number
  /** Pairs of u16, first and end; undefined: all of them. */
  ranges: Buffer | undefined
}

/** Packs of chunks; see docs/storage-format.md, "Chunks". */
export class XorbReader {
  constructor(protected readonly db: Database) {}

  async findMany(hashes: Buffer[]): Promise<XorbRow[]> {
    const { rows } = await sql<Omit<XorbRow, 'sha256'> & { sha256: Buffer }>`
      select x.hash, x.sha256, b.size, b.block_crcs as "blockCrcs", b.state from xorbs x join blobs b using (sha256)
       where x.hash = any(${hashes}::bytea[])`.execute(this.db)
    return rows.map((row) => ({ ...row, sha256: toHex(row.sha256) }))
  }

  /** The packed index of a xorb, as long as its bytes are the blob `sha256`. */
  async chunkIndex(hash: Buffer, sha256: string): Promise<Buffer | undefined> {
    const row = await this.db
      .selectFrom('xorbs')
      .select('chunk_index')
      .where('hash', '=', hash)
      .where('sha256', '=', toBytes(sha256))
      .executeTakeFirst()
    return row?.chunk_index
  }

  /** Rows after `after` in order of hash, for fsck. */
  async listAfter(after: Buffer, limit: number): Promise<XorbRow[]> {
    const { rows } = await sql<Omit<XorbRow, 'sha256'> & { sha256: Buffer }>`
      select x.hash, x.sha256, b.size, b.block_crcs as "blockCrcs", b.state from xorbs x join blobs b using (sha256)
       where x.hash > ${after} order by x.hash limit ${limit}`.execute(this.db)
    return rows.map((row) => ({ ...row, sha256: toHex(row.sha256) }))
  }

  /** What a user has sent of these xorbs, to whichever repo. */
  async sentBy(userId: number, xorbs: Buffer[]): Promise<XorbUse[]> {
    const { rows } = await sql<{ xorb: Buffer; repo_id: number }>`
      select xorb, repo_id from sent_xorbs where user_id = ${userId} and xorb = any(${xorbs}::bytea[])`.execute(
      this.db,
    )
    return rows.map((row) => ({ xorb: row.xorb, repoId: row.repo_id, ranges: undefined }))
  }

  /** Which chunks of these xorbs are in files that commits hold; `repoId`: only commits of that repo. */
  async usedIn(xorbs: Buffer[], limit: number, repoId?: number): Promise<XorbUse[]> {
    const here = repoId === undefined ? sql`true` : sql`r.repo_id = ${repoId}`
    const { rows } = await sql<{ xorb: Buffer; repo_id: number; ranges: Buffer }>`
      select distinct u.xorb, r.repo_id, u.ranges from xet_file_xorbs u join xet_files f on f.hash = u.file
        join repo_blobs r on r.sha256 = f.sha256
       where u.xorb = any(${xorbs}::bytea[]) and ${here} limit ${limit}`.execute(this.db)
    return rows.map((row) => ({ xorb: row.xorb, repoId: row.repo_id, ranges: row.ranges }))
  }

  /**
   * Good xorbs that hold a chunk and are listed under it. First those that the user is likely to be allowed: else the
   * private ones of others would push them out, and show by that.
   */
  async withChunk(chunk: Buffer, userId: number | null, limit: number): Promise<Buffer[]> {
    const { rows } = await sql<{ xorb: Buffer }>`
      select c.xorb from xet_chunks c join xorbs x on x.hash = c.xorb join blobs b using (sha256)
       where c.chunk = ${chunk} and b.state <> 'quarantined'
       order by exists (select 1 from sent_xorbs s where s.xorb = c.xorb and s.user_id = ${userId}) desc,
         exists (select 1 from xet_file_xorbs u join xet_files f on f.hash = u.file
           join repo_blobs l on l.sha256 = f.sha256 join repos r on r.id = l.repo_id
          where u.xorb = c.xorb and ((r.visibility = 'public' and r.gated is null and r.opening in ('beta', 'final')
                and not exists (select from repo_terms t where t.repo_id = r.id)) or r.namespace_id = ${userId}
             or exists (select 1 from memberships m where m.org_id = r.namespace_id and m.user_id = ${userId})
             or exists (select 1 from repo_shares a where a.repo_id = r.id and a.user_id = ${userId}))) desc,
         x.leased_at desc limit ${limit}`.execute(this.db)
    return rows.map((row) => row.xorb)
  }
}

export class XorbWriter extends XorbReader {
  /**
   * Records a xorb whose bytes are the blob `sha256`. A xorb keeps the bytes it has, unless they were damaged:
   * addresses into them may be in use. Returns whether these bytes are now the xorb's.
   */
  async record(xorb: { hash: Buffer; sha256: string; index: { packed: Buffer } }): Promise<boolean> {
    const { hash, sha256, index } = xorb
    const { rows } = await sql<{ sha256: Buffer }>`
      insert into xorbs as x (hash, sha256, chunk_index)
      values (${hash}, ${toBytes(sha256)}, ${index.packed})
      on conflict (hash) do update set leased_at = now(),
        sha256 = case when ${DAMAGED} then excluded.sha256 else x.sha256 end,
        chunk_index = case when ${DAMAGED} then excluded.chunk_index else x.chunk_index end
      returning x.sha256`.execute(this.db)
    await this.restoreContents(hash)
    return rows[0] !== undefined && toHex(rows[0].sha256) === sha256
  }

  /** Puts contents back in use whose xorbs are all good again. */
  private async restoreContents(xorb: Buffer): Promise<void> {
    await sql`update blobs c set state = 'stored' where c.state = 'quarantined' and not c.whole
      and c.xet_hash in (select file from xet_file_xorbs where xorb = ${xorb})
      and not exists (select 1 from xet_file_xorbs u join xorbs x on x.hash = u.xorb join blobs b on b.sha256 = x.sha256
                       where u.file = c.xet_hash and b.state = 'quarantined')`.execute(this.db)
  }

  /** Returns whether it is the first time. */
  async addSent(repoId: number, userId: number, xorb: Buffer): Promise<boolean> {
    const { rows } = await sql<{ is_new: boolean }>`
      insert into sent_xorbs (repo_id, user_id, xorb) values (${repoId}, ${userId}, ${xorb})
      on conflict (user_id, xorb, repo_id) do update set sent_at = now() returning xmax = 0 as is_new`.execute(
      this.db,
    )
    return rows[0]?.is_new ?? false
  }

  /** Lists chunks for deduplication queries. */
  async listChunks(entries: { chunk: Buffer; xorb: Buffer }[]): Promise<void> {
    if (entries.length === 0) return
    await sql`insert into xet_chunks (chunk, xorb)
      select * from unnest(${entries.map((entry) => entry.chunk)}::bytea[], ${entries.map((entry) => entry.xorb)}::bytea[])
      on conflict do nothing`.execute(this.db)
  }

  /**
   * Keeps xorbs from garbage collection for another grace period, and takes back condemned bytes. Returns how many
   * of them are there and not damaged.
   */
  async lease(hashes: Buffer[]): Promise<number> {
    if (hashes.length === 0) return 0
    // in order, so that two uploads that share xorbs cannot wait for each other
    const { rows } = await sql<{ sha256: Buffer }>`
      update xorbs set leased_at = now() where hash in
        (select hash from xorbs where hash = any(${hashes}::bytea[]) order by hash for update) returning sha256`.execute(
      this.db,
    )
    const blobs = rows.map((row) => row.sha256)
    await sql`update blobs set state = 'stored', condemned_at = null where sha256 in
      (select sha256 from blobs where sha256 = any(${blobs}::bytea[]) and state = 'condemned' order by sha256 for update)`.execute(
      this.db,
    )
    const { rows: good } = await sql<{ count: number }>`
      select count(*)::bigint as count from xorbs x join blobs b using (sha256)
       where x.hash = any(${hashes}::bytea[]) and b.state = 'stored'`.execute(this.db)
    return good[0]?.count ?? 0
  }
}

/** The bytes that a xorb has are known to be bad. */
const DAMAGED = sql`exists (select 1 from blobs b where b.sha256 = x.sha256 and b.state = 'quarantined')`
