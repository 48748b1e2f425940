import { sql } from 'kysely'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'

/** A recipe: which chunks of which xorbs, joined, are the content `sha256`. */
export interface XetFileRow {
  /** Xet file hash, 32 raw bytes. */
  hash: Buffer
  sha256: string
  size: number
  /** 48 bytes a term, as in a shard. */
  terms: Buffer
}
export interface XetFileRecord extends XetFileRow {
  blockCrcs: Buffer
  /** The chunks that it uses, as in xet_file_xorbs. */
  uses: { xorb: Buffer; ranges: Buffer }[]
}
export interface StorageUse {
  files: number
  /** Bytes that users see. */
  logicalBytes: number
  /** Bytes on disk: whole files, and the chunks that are used. */
  storedBytes: number
}

const FILE = ['hash', 'sha256', 'size', 'terms'] as const
const toFile = (row: { hash: Buffer; sha256: Buffer; size: number; terms: Buffer }): XetFileRow => ({
  ...row,
  sha256: toHex(row.sha256),
})

export class XetFileReader {
  constructor(protected readonly db: Database) {}

  /** The recipe, if commits of the repo hold its content, or the user has sent that to the repo. */
  async findIn(repoId: number, userId: number | null, hash: Buffer): Promise<XetFileRow | undefined> {
    const { rows } = await sql<{ hash: Buffer; sha256: Buffer; size: number; terms: Buffer }>`
      select f.hash, f.sha256, f.size, f.terms from xet_files f where f.hash = ${hash}
         and (exists (select 1 from repo_blobs r where r.repo_id = ${repoId} and r.sha256 = f.sha256)
           or exists (select 1 from pending_blobs p where p.repo_id = ${repoId} and p.user_id = ${userId} and p.sha256 = f.sha256))`.execute(
      this.db,
    )
    return rows[0] && toFile(rows[0])
  }

  /** A recipe of a content, the one that its readers are told of. */
  async ofContent(sha256: string): Promise<XetFileRow | undefined> {
    const { rows } = await sql<{ hash: Buffer; sha256: Buffer; size: number; terms: Buffer }>`
      select f.hash, f.sha256, f.size, f.terms from blobs b join xet_files f on f.hash = b.xet_hash
       where b.sha256 = ${toBytes(sha256)}`.execute(this.db)
    return rows[0] && toFile(rows[0])
  }

  /** Rows after `after` in order of hash, for fsck. */
  async listAfter(after: Buffer, limit: number): Promise<XetFileRow[]> {
    const query = this.db.selectFrom('xet_files').select(FILE).where('hash', '>', after)
    return (await query.orderBy('hash').limit(limit).execute()).map(toFile)
  }

  /**
   * The newest recipe with this xorb that commits of the repo hold and whose terms take at most `mostBytes`. Recipes
   * much smaller than the largest do not count: a small file that shares a piece is no version of the large one.
   */
  async newestWith(xorb: Buffer, repoId: number, mostBytes: number): Promise<XetFileRow | undefined> {
    const { rows } = await sql<{ hash: Buffer; sha256: Buffer; size: number; terms: Buffer }>`
      select f.hash, f.sha256, f.size, f.terms from xet_file_xorbs u join xet_files f on f.hash = u.file
       where u.xorb = ${xorb} and octet_length(f.terms) <= ${mostBytes}
         and exists (select 1 from repo_blobs r where r.repo_id = ${repoId} and r.sha256 = f.sha256)
       order by f.size * 2 >= max(f.size) over () desc, f.registered_at desc limit 1`.execute(this.db)
    return rows[0] && toFile(rows[0])
  }

  /** Xorbs that a content uses, in no order. */
  async xorbsOf(sha256: string, limit: number): Promise<Buffer[]> {
    const { rows } = await sql<{ xorb: Buffer }>`
      select distinct u.xorb from xet_files f join xet_file_xorbs u on u.file = f.hash
       where f.sha256 = ${toBytes(sha256)} limit ${Math.max(0, limit)}`.execute(this.db)
    return rows.map((row) => row.xorb)
  }

  /** File hashes of those contents that have a recipe. */
  async hashesOf(sha256s: string[]): Promise<Map<string, Buffer>> {
    const { rows } = await sql<{ sha256: Buffer; xet_hash: Buffer }>`
      select sha256, xet_hash from blobs where sha256 = any(${sha256s.map(toBytes)}::bytea[])
         and xet_hash is not null and state <> 'quarantined'`.execute(this.db)
    return new Map(rows.map((row) => [toHex(row.sha256), row.xet_hash]))
  }

  /** What the LFS files of a repo take; undefined: those of the hub. */
  async storageUse(repoId: number | undefined): Promise<StorageUse> {
    // what the hub made of the files is not what users stored
    const mine = repoId === undefined ? sql`not r.derived` : sql`r.repo_id = ${repoId} and not r.derived`
    const { rows } = await sql<{ files: number; logical: number; whole: number; chunks: number }>`
      with content as (select distinct b.sha256, b.size, b.whole from repo_blobs r join blobs b using (sha256) where ${mine}),
           uses as (select distinct u.xorb from content c join xet_files f using (sha256) join xet_file_xorbs u on u.file = f.hash
                     where not c.whole)
      select (select count(*) from content)::bigint as files,
             (select coalesce(sum(b.size), 0) from repo_blobs r join blobs b using (sha256) where ${mine})::bigint as logical,
             (select coalesce(sum(size), 0) from content where whole)::bigint as whole,
             (select coalesce(sum(b.size), 0) from uses u join xorbs x on x.hash = u.xorb join blobs b using (sha256))::bigint as chunks`.execute(
      this.db,
    )
    const { files = 0, logical = 0, whole = 0, chunks = 0 } = rows[0] ?? {}
    return { files, logicalBytes: logical, storedBytes: whole + chunks }
  }
}

export class XetFileWriter extends XetFileReader {
  /** Records contents whose recipes were checked, and the recipes. Their bytes need not be files of the store. */
  async record(files: XetFileRecord[]): Promise<void> {
    // in order, so that two uploads of the same contents cannot wait for each other; and each row once
    const contents = [...new Map(files.map((file) => [file.sha256, file])).values()]
    contents.sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
    await sql`insert into blobs as b (sha256, size, block_crcs, whole, xet_hash)
      select s, n, c, false, h from unnest(${contents.map((file) => toBytes(file.sha256))}::bytea[],
        ${contents.map((file) => file.size)}::bigint[], ${contents.map((file) => file.blockCrcs)}::bytea[],
        ${contents.map((file) => file.hash)}::bytea[]) as t (s, n, c, h)
      on conflict (sha256) do update set stored_at = now(), condemned_at = null, state = 'stored',
        whole = b.whole and b.state <> 'quarantined',
        xet_hash = case when b.state = 'quarantined' then excluded.xet_hash else coalesce(b.xet_hash, excluded.xet_hash) end`.execute(
      this.db,
    )
    await sql`insert into xet_files (hash, sha256, size, terms)
      select * from unnest(${files.map((file) => file.hash)}::bytea[], ${files.map((file) => toBytes(file.sha256))}::bytea[],
        ${files.map((file) => file.size)}::bigint[], ${files.map((file) => file.terms)}::bytea[])
      on conflict (hash) do nothing`.execute(this.db)
    const uses = files.flatMap((file) => file.uses.map((use) => ({ ...use, file: file.hash })))
    await sql`insert into xet_file_xorbs (xorb, file, ranges)
      select * from unnest(${uses.map((use) => use.xorb)}::bytea[], ${uses.map((use) => use.file)}::bytea[],
        ${uses.map((use) => use.ranges)}::bytea[])
      on conflict do nothing`.execute(this.db)
  }
}
