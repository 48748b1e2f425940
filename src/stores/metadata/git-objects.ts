import { sql } from 'kysely'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'

export interface BlobInfo {
  oid: string
  size: number
  /** SHA-256 of content that is kept in the blob store; null when it is in the row. */
  sha256: string | null
  lfs: { sha256: string; size: number } | null
}
export interface NewGitBlob extends BlobInfo {
  content: Buffer | null
}
export interface StoredTree {
  oid: string
  entryCount: number
  pageIndex: Buffer
}
export interface TreePage {
  hash: string
  content: Buffer
}

type InfoRow = {
  oid: Buffer
  size: number
  sha256: Buffer | null
  lfs_sha256: Buffer | null
  lfs_size: number | null
}
const toInfo = (row: InfoRow): BlobInfo => ({
  oid: toHex(row.oid),
  size: row.size,
  sha256: row.sha256 && toHex(row.sha256),
  lfs: row.lfs_sha256 && { sha256: toHex(row.lfs_sha256), size: row.lfs_size ?? 0 },
})
const anyOf = (oids: string[]) => sql<Buffer>`any(${oids.map(toBytes)}::bytea[])`

export class GitObjectReader {
  constructor(protected readonly db: Database) {}

  /** Facts of git blobs, in no order; absent ones are left out. */
  async blobInfos(repoId: number, oids: string[]): Promise<BlobInfo[]> {
    if (oids.length === 0) return []
    const query = this.db.selectFrom('git_blobs').select(['oid', 'size', 'sha256', 'lfs_sha256', 'lfs_size'])
    return (await query.where('repo_id', '=', repoId).where('oid', '=', anyOf(oids)).execute()).map(toInfo)
  }

  /** Content of git blobs that are kept in their rows, in no order. */
  async inlineContents(repoId: number, oids: string[]): Promise<{ oid: string; content: Buffer }[]> {
    const query = this.db.selectFrom('git_blobs').select(['oid', 'content']).where('repo_id', '=', repoId)
    const rows = await query.where('oid', '=', anyOf(oids)).where('content', 'is not', null).execute()
    return rows.map((row) => ({ oid: toHex(row.oid), content: row.content as Buffer }))
  }

  async tree(repoId: number, oid: string): Promise<StoredTree | undefined> {
    const row = await this.db
      .selectFrom('git_trees')
      .select(['oid', 'entry_count', 'page_index'])
      .where('repo_id', '=', repoId)
      .where('oid', '=', toBytes(oid))
      .executeTakeFirst()
    return row && { oid: toHex(row.oid), entryCount: row.entry_count, pageIndex: row.page_index }
  }

  /** In no order; absent ones are left out. */
  async trees(repoId: number, oids: string[]): Promise<StoredTree[]> {
    if (oids.length === 0) return []
    const query = this.db.selectFrom('git_trees').select(['oid', 'entry_count', 'page_index'])
    const rows = await query.where('repo_id', '=', repoId).where('oid', '=', anyOf(oids)).execute()
    return rows.map((row) => ({
      oid: toHex(row.oid),
      entryCount: row.entry_count,
      pageIndex: row.page_index,
    }))
  }

  /** In no order; absent ones are left out. */
  async treePages(repoId: number, hashes: string[]): Promise<TreePage[]> {
    if (hashes.length === 0) return []
    const query = this.db
      .selectFrom('git_tree_pages')
      .select(['hash', 'content'])
      .where('repo_id', '=', repoId)
    const rows = await query.where('hash', '=', anyOf(hashes)).execute()
    return rows.map((row) => ({ hash: toHex(row.hash), content: row.content }))
  }

  async tags(repoId: number, oids: string[]): Promise<{ oid: string; content: Buffer }[]> {
    if (oids.length === 0) return []
    const query = this.db.selectFrom('git_tags').select(['oid', 'content']).where('repo_id', '=', repoId)
    const rows = await query.where('oid', '=', anyOf(oids)).execute()
    return rows.map((row) => ({ oid: toHex(row.oid), content: row.content }))
  }
}

/**
 * Objects are named by their content, so adding one again only renews `stored_at`: garbage collection
 * spares objects that a running commit may be about to use.
 */
export class GitObjectWriter extends GitObjectReader {
  async addBlobs(repoId: number, blobs: NewGitBlob[]): Promise<void> {
    if (blobs.length === 0) return
    const bytes = (values: (string | null)[]) =>
      values.map((value) => (value === null ? null : toBytes(value)))
    await sql`insert into git_blobs (repo_id, oid, size, content, sha256, lfs_sha256, lfs_size)
      select distinct on (oid) ${repoId}, b.* from unnest(
        ${bytes(blobs.map((b) => b.oid))}::bytea[], ${blobs.map((b) => b.size)}::bigint[],
        ${blobs.map((b) => b.content)}::bytea[], ${bytes(blobs.map((b) => b.sha256))}::bytea[],
        ${bytes(blobs.map((b) => b.lfs?.sha256 ?? null))}::bytea[], ${blobs.map((b) => b.lfs?.size ?? null)}::bigint[])
        as b(oid, size, content, sha256, lfs_sha256, lfs_size)
      order by oid
      on conflict (repo_id, oid) do update set stored_at = now()`.execute(this.db)
  }

  addTree(repoId: number, tree: StoredTree, pages: TreePage[]): Promise<void> {
    return this.addTrees(repoId, [tree], pages)
  }

  /** Stores trees and all pages of theirs that may be new. */
  async addTrees(repoId: number, trees: StoredTree[], pages: TreePage[]): Promise<void> {
    for (let at = 0; at < pages.length; at += PAGES_A_STATEMENT) {
      const some = pages.slice(at, at + PAGES_A_STATEMENT)
      await sql`insert into git_tree_pages (repo_id, hash, content)
        select distinct on (hash) ${repoId}, p.* from unnest(
          ${some.map((page) => toBytes(page.hash))}::bytea[], ${some.map((page) => page.content)}::bytea[]) as p(hash, content)
        order by hash
        on conflict (repo_id, hash) do update set stored_at = now()`.execute(this.db)
    }
    if (trees.length === 0) return
    await sql`insert into git_trees (repo_id, oid, entry_count, page_index)
      select distinct on (oid) ${repoId}, t.* from unnest(
        ${trees.map((tree) => toBytes(tree.oid))}::bytea[], ${trees.map((tree) => tree.entryCount)}::int[],
        ${trees.map((tree) => tree.pageIndex)}::bytea[]) as t(oid, entry_count, page_index)
      order by oid
      on conflict (repo_id, oid) do update set stored_at = now()`.execute(this.db)
  }

  async addTag(repoId: number, oid: string, content: Buffer): Promise<void> {
    await sql`insert into git_tags (repo_id, oid, content) values (${repoId}, ${toBytes(oid)}, ${content})
      on conflict (repo_id, oid) do update set stored_at = now()`.execute(this.db)
  }
}

const PAGES_A_STATEMENT = 200
