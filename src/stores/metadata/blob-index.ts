import { sql } from 'kysely'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'

export type BlobState = 'stored' | 'condemned' | 'quarantined'
export interface BlobRow {
  sha256: string
  size: number
  blockCrcs: Buffer
  state: BlobState
  /** The bytes are in the store under this name; else only a recipe of chunks gives them. */
  whole: boolean
}
export interface MultipartUpload {
  id: string
  repoId: number
  userId: number
  sha256: string
  size: number
  partBytes: number
}

const MOST_VERSIONS = 4
const BLOB = ['sha256', 'size', 'block_crcs as blockCrcs', 'state', 'whole'] as const
const toBlob = <T extends { sha256: Buffer }>(row: T): Omit<T, 'sha256'> & { sha256: string } => ({
  ...row,
  sha256: toHex(row.sha256),
})

export class BlobIndexReader {
  constructor(protected readonly db: Database) {}

  async find(sha256: string): Promise<BlobRow | undefined> {
    const row = await this.db
      .selectFrom('blobs')
      .select(BLOB)
      .where('sha256', '=', toBytes(sha256))
      .executeTakeFirst()
    return row && toBlob(row)
  }

  /** Rows after `after` in order of SHA-256, for scrub and fsck. */
  async listAfter(after: string, limit: number): Promise<BlobRow[]> {
    const query = this.db.selectFrom('blobs').select(BLOB).where('sha256', '>', toBytes(after))
    return (await query.orderBy('sha256').limit(limit).execute()).map(toBlob)
  }

  /** Stored blobs not checked since `before`, the longest unchecked first. */
  async leastScrubbed(before: Date, limit: number): Promise<BlobRow[]> {
    const query = this.db
      .selectFrom('blobs')
      .select(BLOB)
      .where('state', '=', 'stored')
      .where('whole', '=', true)
    const open = query.where((eb) => eb.or([eb('scrubbed_at', 'is', null), eb('scrubbed_at', '<', before)]))
    return (await open.orderBy(sql`scrubbed_at nulls first`).orderBy('sha256').limit(limit).execute()).map(
      toBlob,
    )
  }

  /** Of these hashes, those a commit of the repo holds. */
  async committed(repoId: number, sha256s: string[]): Promise<Map<string, number>> {
    const { rows } = await sql<{ sha256: Buffer; size: number }>`
      select b.sha256, b.size from repo_blobs r join blobs b using (sha256)
       where r.repo_id = ${repoId} and r.sha256 = any(${sha256s.map(toBytes)}::bytea[])
         and b.state <> 'quarantined'`.execute(this.db)
    return new Map(rows.map((row) => [toHex(row.sha256), row.size]))
  }

  /** What commits of the repo hold, in order of SHA-256, after `after`. */
  async committedAfter(
    repoId: number,
    after: string,
    limit: number,
  ): Promise<{ sha256: string; size: number }[]> {
    const { rows } = await sql<{ sha256: Buffer; size: number }>`
      select b.sha256, b.size from repo_blobs r join blobs b using (sha256)
       where r.repo_id = ${repoId} and r.sha256 > ${toBytes(after)} order by r.sha256 limit ${limit}`.execute(
      this.db,
    )
    return rows.map(toBlob)
  }

  /**
   * Of these hashes, those the user may link in the repo: commits of the repo hold them, or the user sent
   * them to this repo. Never those that are merely somewhere in the store.
   */
  async linkable(repoId: number, userId: number, sha256s: string[]): Promise<Map<string, number>> {
    const { rows } = await sql<{ sha256: Buffer; size: number }>`
      select b.sha256, b.size from blobs b
       where b.sha256 = any(${sha256s.map(toBytes)}::bytea[]) and b.state <> 'quarantined'
         and (exists (select 1 from repo_blobs r where r.repo_id = ${repoId} and r.sha256 = b.sha256)
           or exists (select 1 from pending_blobs p where p.repo_id = ${repoId} and p.user_id = ${userId} and p.sha256 = b.sha256))`.execute(
      this.db,
    )
    return new Map(rows.map((row) => [toHex(row.sha256), row.size]))
  }

  async findMultipart(id: string): Promise<MultipartUpload | undefined> {
    const row = await this.db
      .selectFrom('multipart_uploads')
      .select(['id', 'repo_id as repoId', 'user_id as userId', 'sha256', 'size', 'part_bytes as partBytes'])
      .where('id', '=', id)
      .executeTakeFirst()
    return row && toBlob(row)
  }

  /** Contents that commits hold, that are kept whole, and that nobody has looked at for packing; the oldest first. */
  async unpacked(leastBytes: number, limit: number): Promise<BlobRow[]> {
    const { rows } = await sql<{
      sha256: Buffer
      size: number
      blockCrcs: Buffer
      state: BlobState
      whole: boolean
    }>`
      select sha256, size, block_crcs as "blockCrcs", state, whole from blobs b
       where whole and xet_hash is null and packed_at is null and state = 'stored' and size >= ${leastBytes}
         and exists (select 1 from repo_blobs r where r.sha256 = b.sha256 and not r.derived)
         and not exists (select 1 from sources s where s.sha256 = b.sha256)
         and not exists (select 1 from xorbs x where x.sha256 = b.sha256)
       order by stored_at limit ${limit}`.execute(this.db)
    return rows.map(toBlob)
  }

  /** Contents that a file of a repo had just before or just after it had this one. */
  async otherVersions(sha256: string): Promise<string[]> {
    const { rows } = await sql<{ sha256: Buffer }>`
      with other as (
        select n.repo_id, c.old_oid as oid from git_blobs n
          join commit_changes c on c.repo_id = n.repo_id and c.new_oid = n.oid and c.old_oid is not null
         where n.lfs_sha256 = ${toBytes(sha256)}
        union
        select n.repo_id, c.new_oid from git_blobs n
          join commit_changes c on c.repo_id = n.repo_id and c.old_oid = n.oid and c.new_oid is not null
         where n.lfs_sha256 = ${toBytes(sha256)})
      select distinct v.lfs_sha256 as sha256 from other join git_blobs v using (repo_id, oid)
       where v.lfs_sha256 is not null and v.lfs_sha256 <> ${toBytes(sha256)} limit ${MOST_VERSIONS}`.execute(
      this.db,
    )
    return rows.map((row) => toHex(row.sha256))
  }

  /** Logical and stored bytes of a repo's LFS objects. */
  async repoBytes(repoId: number): Promise<number> {
    const { rows } = await sql<{ bytes: number }>`
      select coalesce(sum(b.size), 0)::bigint as bytes from repo_blobs r join blobs b using (sha256)
       where r.repo_id = ${repoId} and not r.derived`.execute(this.db)
    return rows[0]?.bytes ?? 0
  }
}

export class BlobIndexWriter extends BlobIndexReader {
  /** Records bytes as stored and locks the row until the transaction ends; the caller then puts the file in place. */
  async record(blob: Omit<BlobRow, 'state' | 'whole'>): Promise<void> {
    await sql`insert into blobs as b (sha256, size, block_crcs)
      values (${toBytes(blob.sha256)}, ${blob.size}, ${blob.blockCrcs})
      on conflict (sha256) do update
        set state = 'stored', condemned_at = null, stored_at = now(), size = excluded.size, block_crcs = excluded.block_crcs,
          whole = true, xet_hash = case when b.state = 'quarantined' then null else b.xet_hash end`.execute(
      this.db,
    )
  }

  async addPending(repoId: number, userId: number, ...sha256s: string[]): Promise<void> {
    const bytes = [...new Set(sha256s)].map(toBytes)
    await sql`insert into pending_blobs (repo_id, user_id, sha256) select ${repoId}, ${userId}, unnest(${bytes}::bytea[])
      on conflict (repo_id, user_id, sha256) do update set sent_at = now()`.execute(this.db)
  }

  /**
   * Links bytes to the repo for good; takes them out of garbage collection's hands first. `derived`: the hub made them
   * of other files of the repo.
   */
  async link(repoId: number, sha256s: string[], derived = false): Promise<void> {
    if (sha256s.length === 0) return
    // in order, so that two commits that share blobs cannot wait for each other
    const bytes = [...new Set(sha256s)].sort().map(toBytes)
    await sql`update blobs set state = 'stored', condemned_at = null
      where sha256 in (select sha256 from blobs where sha256 = any(${bytes}::bytea[]) and state = 'condemned' order by sha256 for update)`.execute(
      this.db,
    )
    await sql`insert into repo_blobs as r (repo_id, sha256, derived) select ${repoId}, unnest(${bytes}::bytea[]), ${derived}
      on conflict (repo_id, sha256) do update set derived = r.derived and excluded.derived`.execute(this.db)
  }

  /**
   * Takes a blob out of use, unless its bytes are kept in another way by now than the reader found them; and with a
   * xorb the contents that need it: a hub that still said "I have it" would never be healed.
   */
  async quarantine(blob: { sha256: string; whole: boolean }): Promise<void> {
    const mine = this.db.updateTable('blobs').set({ state: 'quarantined' })
    await mine.where('sha256', '=', toBytes(blob.sha256)).where('whole', '=', blob.whole).execute()
    await sql`update blobs c set state = 'quarantined' where not c.whole and c.xet_hash in
      (select u.file from xorbs x join xet_file_xorbs u on u.xorb = x.hash where x.sha256 = ${toBytes(blob.sha256)})`.execute(
      this.db,
    )
  }

  async markLookedAt(sha256: string): Promise<void> {
    await this.db
      .updateTable('blobs')
      .set({ packed_at: sql<Date>`now()` })
      .where('sha256', '=', toBytes(sha256))
      .execute()
  }

  /** The recipe is enough from now on. The file goes with the next garbage collection. */
  async letWholeGo(sha256: string): Promise<void> {
    await sql`update blobs b set whole = false, packed_at = now() where sha256 = ${toBytes(sha256)}
      and xet_hash is not null and state = 'stored' and not exists (select 1 from xorbs x where x.sha256 = b.sha256)`.execute(
      this.db,
    )
  }

  async markScrubbed(sha256: string): Promise<void> {
    await this.db
      .updateTable('blobs')
      .set({ scrubbed_at: sql<Date>`now()` })
      .where('sha256', '=', toBytes(sha256))
      .execute()
  }

  /**
   * The upload of this object by this user, a new one or one to go on with. An object of another size is another object:
   * parts that were chosen for the one could be any number for the other.
   */
  async beginMultipart(upload: MultipartUpload): Promise<MultipartUpload> {
    const { rows } = await sql<{ id: string; part_bytes: number }>`
      insert into multipart_uploads as m (id, repo_id, user_id, sha256, size, part_bytes)
      values (${upload.id}, ${upload.repoId}, ${upload.userId}, ${toBytes(upload.sha256)}, ${upload.size}, ${upload.partBytes})
      on conflict (repo_id, user_id, sha256) do update set size = excluded.size,
        part_bytes = case when m.size = excluded.size then m.part_bytes else excluded.part_bytes end
      returning id, part_bytes`.execute(this.db)
    return { ...upload, id: rows[0]?.id ?? upload.id, partBytes: rows[0]?.part_bytes ?? upload.partBytes }
  }

  async endMultipart(id: string): Promise<void> {
    await this.db.deleteFrom('multipart_uploads').where('id', '=', id).execute()
  }
}
