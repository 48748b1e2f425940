import { sql } from 'kysely'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'

export interface CommitRow {
  oid: string
  seq: number
  tree: string
  parents: string[]
  title: string
  message: string
  authorName: string
  committedAt: Date
}
/** What a commit did to a path; null old: added, null new: deleted. */
export interface PathChange {
  path: string
  oldOid: string | null
  newOid: string | null
}
/** Which commits of a path to give, and how many of the history to look at for them. */
export interface PathPage {
  /** Id of the commit that the page before ended at. */
  after: string | undefined
  looked: number
  limit: number
}
/** Where a commit stands among the objects. */
export type CommitLinks = Pick<CommitRow, 'oid' | 'tree' | 'parents'>
export interface NewCommit extends Omit<CommitRow, 'seq'> {
  content: Buffer
  requestHash: string | null
}

const COMMIT = [
  'oid',
  'seq',
  'tree',
  'parents',
  'title',
  'message',
  'author_name as authorName',
  'committed_at as committedAt',
] as const
type Row = Omit<CommitRow, 'oid' | 'tree' | 'parents'> & { oid: Buffer; tree: Buffer; parents: Buffer[] }
const toCommit = (row: Row): CommitRow => ({
  ...row,
  oid: toHex(row.oid),
  tree: toHex(row.tree),
  parents: row.parents.map(toHex),
})

/** `tip` and all its ancestors, as the SQL table `history (oid)`. */
const history = (repoId: number, tip: string) => sql`
  with recursive history (oid) as (
    select ${toBytes(tip)}::bytea
    union
    select parent from history
      join git_commits c on c.repo_id = ${repoId} and c.oid = history.oid
      cross join unnest(c.parents) as parent
  )`

export class CommitReader {
  constructor(protected readonly db: Database) {}

  async find(repoId: number, oid: string): Promise<CommitRow | undefined> {
    const row = await this.db
      .selectFrom('git_commits')
      .select(COMMIT)
      .where('repo_id', '=', repoId)
      .where('oid', '=', toBytes(oid))
      .executeTakeFirst()
    return row && toCommit(row)
  }

  /** The commit of the first of these refs that exists, and which ref that is. One query: every read asks it. */
  async findByRef(repoId: number, names: string[]): Promise<{ commit: CommitRow; ref: string } | undefined> {
    const rows = await this.db
      .selectFrom('refs as r')
      .innerJoin('git_commits as c', (join) =>
        join.onRef('c.repo_id', '=', 'r.repo_id').onRef('c.oid', '=', 'r.commit'),
      )
      .select([
        'c.oid',
        'c.seq',
        'c.tree',
        'c.parents',
        'c.title',
        'c.message',
        'c.author_name as authorName',
      ])
      .select(['c.committed_at as committedAt', 'r.name as ref'])
      .where('r.repo_id', '=', repoId)
      .where('r.name', 'in', names)
      .execute()
    const [first] = rows.sort((a, b) => names.indexOf(a.ref) - names.indexOf(b.ref))
    if (!first) return undefined
    const { ref, ...row } = first
    return { commit: toCommit(row), ref }
  }

  /** In no order; absent ones are left out. */
  async findMany(repoId: number, oids: string[]): Promise<CommitRow[]> {
    const query = this.db.selectFrom('git_commits').select(COMMIT).where('repo_id', '=', repoId)
    return (await query.where('oid', '=', sql<Buffer>`any(${oids.map(toBytes)}::bytea[])`).execute()).map(
      toCommit,
    )
  }

  /** Up to two commits whose id begins with `prefix` (5 to 39 hex digits). */
  async findByPrefix(repoId: number, prefix: string): Promise<CommitRow[]> {
    const low = toBytes(prefix.padEnd(40, '0'))
    const high = toBytes(prefix.padEnd(40, 'f'))
    const query = this.db.selectFrom('git_commits').select(COMMIT).where('repo_id', '=', repoId)
    return (await query.where('oid', '>=', low).where('oid', '<=', high).limit(2).execute()).map(toCommit)
  }

  /** A commit that answered the same request before. */
  async findByRequest(repoId: number, requestHash: string): Promise<CommitRow[]> {
    const query = this.db.selectFrom('git_commits').select(COMMIT).where('repo_id', '=', repoId)
    return (
      await query.where('request_hash', '=', toBytes(requestHash)).orderBy('seq', 'desc').limit(5).execute()
    ).map(toCommit)
  }

  /** History from `tip`, newest first: a child before its parents, whatever their clocks said. */
  async log(
    repoId: number,
    tip: string,
    offset: number,
    limit: number,
  ): Promise<{ commits: CommitRow[]; total: number }> {
    const { rows } = await sql<Row & { total: number }>`${history(repoId, tip)}
      select c.oid, c.seq, c.tree, c.parents, c.title, c.message, c.author_name as "authorName",
             c.committed_at as "committedAt", count(*) over () as total
        from history join git_commits c on c.repo_id = ${repoId} and c.oid = history.oid
       order by c.seq desc offset ${offset} limit ${limit}`.execute(this.db)
    return { commits: rows.map(({ total: _, ...row }) => toCommit(row)), total: rows[0]?.total ?? 0 }
  }

  /** Commits from `tip` that touched a path or a file below it, newest first; `next` says where to go on. */
  async pathLog(
    repoId: number,
    tip: string,
    path: string,
    { after, looked, limit }: PathPage,
  ): Promise<{ commits: CommitRow[]; next: string | undefined }> {
    const before = after === undefined ? null : toBytes(after)
    const { rows } = await sql<Row & { touched: boolean; isEnd: boolean }>`${history(repoId, tip)},
      looked as (
        select c.*, row_number() over (order by c.seq desc) as place
          from history join git_commits c on c.repo_id = ${repoId} and c.oid = history.oid
         where ${before}::bytea is null
            or c.seq < (select seq from git_commits where repo_id = ${repoId} and oid = ${before}::bytea)
         order by c.seq desc limit ${looked}),
      told as (
        select l.*, place = ${looked} as "isEnd", exists (
          select 1 from commit_changes ch
           where ch.repo_id = ${repoId} and ch.commit_seq = l.seq and (ch.path = ${path} collate "C"
             or (ch.path >= ${`${path}/`} collate "C" and ch.path < ${`${path}0`} collate "C"))) as touched
          from looked l)
      select oid, seq, tree, parents, title, message, author_name as "authorName",
             committed_at as "committedAt", touched, "isEnd"
        from told where touched or "isEnd" order by seq desc limit ${limit + 1}`.execute(this.db)
    const shown = rows.slice(0, limit)
    const end = rows.length > limit ? shown.at(-1) : rows.find(({ isEnd }) => isEnd)
    const commits = shown
      .filter(({ touched }) => touched)
      .map(({ touched: _, isEnd: __, ...row }) => toCommit(row))
    return { commits, next: end && toHex(end.oid) }
  }

  async isAncestor(repoId: number, ancestor: string, tip: string): Promise<boolean> {
    const { rows } = await sql`${history(repoId, tip)}
      select 1 from history where oid = ${toBytes(ancestor)} limit 1`.execute(this.db)
    return rows.length > 0
  }

  /** The newest commit in the history of `tip` that touched each path, or a file below it. */
  async lastChanges(repoId: number, tip: string, paths: string[]): Promise<Map<string, CommitRow>> {
    const { rows } = await sql<Row & { asked: string }>`${history(repoId, tip)}
      select asked.path as asked, c.oid, c.seq, c.tree, c.parents, c.title, c.message,
             c.author_name as "authorName", c.committed_at as "committedAt"
        from unnest(${paths}::text[]) as asked(path)
        cross join lateral (
          select c.* from git_commits c join commit_changes ch on ch.commit_seq = c.seq
           where c.repo_id = ${repoId} and ch.repo_id = ${repoId}
             and (ch.path = asked.path collate "C"
               or (ch.path >= (asked.path || '/') collate "C" and ch.path < (asked.path || '0') collate "C"))
             and c.oid in (select oid from history)
           order by c.seq desc limit 1) as c`.execute(this.db)
    return new Map(rows.map(({ asked, ...row }) => [asked, toCommit(row)]))
  }

  /** Raw objects, for git itself. In no order. */
  async contents(repoId: number, oids: string[]): Promise<{ oid: string; content: Buffer }[]> {
    const query = this.db.selectFrom('git_commits').select(['oid', 'content']).where('repo_id', '=', repoId)
    const rows = await query.where('oid', '=', sql<Buffer>`any(${oids.map(toBytes)}::bytea[])`).execute()
    return rows.map((row) => ({ oid: toHex(row.oid), content: row.content }))
  }

  /**
   * The tips and their ancestors, parents before children. The search goes no further at the commits of `stops`,
   * which are left out.
   */
  async ancestry(repoId: number, tips: string[], stops: string[]): Promise<CommitLinks[]> {
    const stopBytes = stops.map(toBytes)
    const { rows } = await sql<{ oid: Buffer; tree: Buffer; parents: Buffer[] }>`
      with recursive history (oid) as (
        select unnest(${tips.map(toBytes)}::bytea[])
        union
        select parent from history
          join git_commits c on c.repo_id = ${repoId} and c.oid = history.oid
          cross join unnest(c.parents) as parent
         where parent <> all(${stopBytes}::bytea[])
      )
      select c.oid, c.tree, c.parents from history
        join git_commits c on c.repo_id = ${repoId} and c.oid = history.oid
       order by c.seq`.execute(this.db)
    return rows.map((row) => ({
      oid: toHex(row.oid),
      tree: toHex(row.tree),
      parents: row.parents.map(toHex),
    }))
  }

  /** Commits of the repo in the order they were stored, after `seq`. */
  async storedAfter(repoId: number, seq: number, limit: number): Promise<CommitRow[]> {
    const query = this.db
      .selectFrom('git_commits')
      .select(COMMIT)
      .where('repo_id', '=', repoId)
      .where('seq', '>', seq)
    return (await query.orderBy('seq').limit(limit).execute()).map(toCommit)
  }

  /** Changes of one commit, by path, after `afterPath`. */
  async changes(repoId: number, seq: number, afterPath: string, limit: number): Promise<PathChange[]> {
    const rows = await this.db
      .selectFrom('commit_changes')
      .select(['path', 'old_oid', 'new_oid'])
      .where('repo_id', '=', repoId)
      .where('commit_seq', '=', seq)
      .where('path', '>', afterPath)
      .orderBy('path')
      .limit(limit)
      .execute()
    return rows.map((row) => ({
      path: row.path,
      oldOid: row.old_oid && toHex(row.old_oid),
      newOid: row.new_oid && toHex(row.new_oid),
    }))
  }
}

export class CommitWriter extends CommitReader {
  /** Stores the commit and its changes. The same commit again changes nothing. */
  async add(repoId: number, commit: NewCommit, changes: PathChange[]): Promise<void> {
    const row = await this.db
      .insertInto('git_commits')
      .values({
        repo_id: repoId,
        oid: toBytes(commit.oid),
        tree: toBytes(commit.tree),
        parents: commit.parents.map(toBytes),
        title: commit.title,
        message: commit.message,
        author_name: commit.authorName,
        committed_at: commit.committedAt,
        content: commit.content,
        request_hash: commit.requestHash === null ? null : toBytes(commit.requestHash),
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('seq')
      .executeTakeFirst()
    if (row) await this.addChanges(repoId, row.seq, changes)
  }

  /**
   * Stores commits, parents before children, and returns the numbers of those that are new. Their changes come
   * with `addChangesOf`. A commit that is there only has its age renewed.
   */
  async addMany(repoId: number, commits: NewCommit[]): Promise<Map<string, number>> {
    if (commits.length === 0) return new Map()
    const values = commits.map(
      (
        c,
      ) => sql`(${repoId}, ${toBytes(c.oid)}::bytea, ${toBytes(c.tree)}::bytea, ${c.parents.map(toBytes)}::bytea[],
        ${c.title}, ${c.message}, ${c.authorName}, ${c.committedAt}, ${c.content}::bytea)`,
    )
    const { rows } = await sql<{ oid: Buffer; seq: number; inserted: boolean }>`
      insert into git_commits (repo_id, oid, tree, parents, title, message, author_name, committed_at, content)
      values ${sql.join(values)}
      on conflict (repo_id, oid) do update set stored_at = now()
      returning oid, seq, xmax = 0 as inserted`.execute(this.db)
    return new Map(rows.filter((row) => row.inserted).map((row) => [toHex(row.oid), row.seq]))
  }

  async addChangesOf(repoId: number, changes: (PathChange & { seq: number })[]): Promise<void> {
    if (changes.length === 0) return
    const oids = (key: 'oldOid' | 'newOid') =>
      changes.map((change) => (change[key] === null ? null : toBytes(change[key])))
    await sql`insert into commit_changes (repo_id, path, commit_seq, old_oid, new_oid)
      select ${repoId}, change.* from unnest(
        ${changes.map((change) => change.path)}::text[], ${changes.map((change) => change.seq)}::bigint[],
        ${oids('oldOid')}::bytea[], ${oids('newOid')}::bytea[]) as change(path, commit_seq, old_oid, new_oid)
      on conflict do nothing`.execute(this.db)
  }

  private async addChanges(repoId: number, seq: number, changes: PathChange[]): Promise<void> {
    for (let at = 0; at < changes.length; at += CHANGES_A_STATEMENT) {
      const some = changes.slice(at, at + CHANGES_A_STATEMENT)
      const oids = (key: 'oldOid' | 'newOid') =>
        some.map((change) => (change[key] === null ? null : toBytes(change[key])))
      await sql`insert into commit_changes (repo_id, path, commit_seq, old_oid, new_oid)
        select ${repoId}, path, ${seq}, old_oid, new_oid
          from unnest(${some.map((change) => change.path)}::text[], ${oids('oldOid')}::bytea[], ${oids('newOid')}::bytea[])
            as change(path, old_oid, new_oid)
        on conflict do nothing`.execute(this.db)
    }
  }
}

const CHANGES_A_STATEMENT = 5000
