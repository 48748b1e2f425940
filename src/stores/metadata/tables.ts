import { sql } from 'kysely'
import type { Features } from '../../core/features.js'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'

export type ViewState = 'pending' | 'running' | 'ready' | 'failed'
export interface ViewProblem {
  config?: string
  split?: string
  /** Of the file that is to blame. */
  path?: string
  code: string
  message: string
}
/** What the hub understood of one commit of main; see docs/tables.md. */
export interface DatasetView {
  id: number
  repoId: number
  commit: string
  state: ViewState
  problems: ViewProblem[]
  /** Commit of refs/convert/parquet. */
  twin: string | null
  createdAt: Date
  finishedAt: Date | null
}
export interface ViewSplit {
  config: string
  split: string
  isDefault: boolean
  state: 'pending' | 'ready' | 'failed'
  features: Features | null
  numRows: number
  memoryBytes: number
  parquetBytes: number
  originalBytes: number
}
export interface SourceProblem {
  code: string
  message: string
  path: string
}
/** The Parquet file of a source, or why there is none. */
export interface SourceResult {
  key: string
  sha256: string | null
  /** By which its rows are found; null until it is made. */
  index: { sha256: string; size: number } | null
  linked: boolean
  size: number
  numRows: number
  memoryBytes: number
  features: Features | null
  problem: SourceProblem | null
  notes: Record<string, string>
}
export interface PlannedSplit {
  config: string
  split: string
  isDefault: boolean
  originalBytes: number
  sourceKeys: string[]
}

const VIEW = sql<ViewRow>`id, repo_id as "repoId", commit, state, problems, twin, created_at as "createdAt", finished_at as "finishedAt"`
type ViewRow = Omit<DatasetView, 'commit' | 'twin'> & { commit: Buffer; twin: Buffer | null }
const toView = (row: ViewRow): DatasetView => ({
  ...row,
  commit: toHex(row.commit),
  twin: row.twin && toHex(row.twin),
})

const SPLIT = sql`config, split, is_default as "isDefault", state, features, num_rows as "numRows",
  memory_bytes as "memoryBytes", parquet_bytes as "parquetBytes", original_bytes as "originalBytes"`
const SOURCE = sql`s.source_key as key, s.sha256, s.index_sha256 as "indexSha256", s.index_size as "indexSize", s.linked, s.size, s.num_rows as "numRows",
  s.memory_bytes as "memoryBytes", s.features, s.problem, s.notes`
type SourceRow = Omit<SourceResult, 'key' | 'sha256' | 'index'> & {
  key: Buffer
  sha256: Buffer | null
  indexSha256: Buffer | null
  indexSize: number
}
const toSource = ({ indexSha256, indexSize, ...row }: SourceRow): SourceResult => ({
  ...row,
  index: indexSha256 && { sha256: toHex(indexSha256), size: indexSize },
  key: toHex(row.key),
  sha256: row.sha256 && toHex(row.sha256),
})

export class TableReader {
  constructor(protected readonly db: Database) {}

  /** The newest view of the repo: that of main, unless main has just moved. */
  async latest(repoId: number): Promise<DatasetView | undefined> {
    const { rows } = await sql<ViewRow>`select ${VIEW} from dataset_views where repo_id = ${repoId}
      order by id desc limit 1`.execute(this.db)
    return rows[0] && toView(rows[0])
  }

  /** The view that readers get: of main, or the last that was ready while the tables of main are being built. */
  async shown(repoId: number): Promise<DatasetView | undefined> {
    const { rows } = await sql<ViewRow>`select ${VIEW} from dataset_views where repo_id = ${repoId}
      order by state = 'ready' desc, id desc limit 1`.execute(this.db)
    return rows[0] && toView(rows[0])
  }

  async ofCommit(repoId: number, commit: string): Promise<DatasetView | undefined> {
    const { rows } = await sql<ViewRow>`select ${VIEW} from dataset_views
      where repo_id = ${repoId} and commit = ${toBytes(commit)}`.execute(this.db)
    return rows[0] && toView(rows[0])
  }

  /** Rows of all tables that readers get; null unless all of them are there, and whole. */
  async totalRows(repoId: number): Promise<number | null> {
    const shown = await this.shown(repoId)
    if (shown?.state !== 'ready') return null
    const { rows } = await sql<{ total: number }>`select sum(num_rows)::bigint as total from view_splits
      where view_id = ${shown.id} having bool_and(state = 'ready') and not exists (
        select from view_sources v join sources s on s.repo_id = ${repoId} and s.source_key = v.source_key
         where v.view_id = ${shown.id} and s.problem is not null)`.execute(this.db)
    return rows[0]?.total ?? null
  }

  /** In the order of the card. */
  async splits(viewId: number): Promise<ViewSplit[]> {
    const { rows } = await sql<ViewSplit>`select ${SPLIT} from view_splits
      where view_id = ${viewId} order by ordinal`.execute(this.db)
    return rows
  }

  /** What became of the sources of a split, in order; those not done yet are not there. */
  async sources(viewId: number, config: string, split: string): Promise<SourceResult[]> {
    const { rows } = await sql<SourceRow>`select ${SOURCE} from view_sources v
      join dataset_views d on d.id = v.view_id
      join sources s on s.repo_id = d.repo_id and s.source_key = v.source_key
      where v.view_id = ${viewId} and v.config = ${config} and v.split = ${split} order by v.ordinal`.execute(
      this.db,
    )
    return rows.map(toSource)
  }

  /** Of these keys, what is known already. */
  async known(repoId: number, keys: string[]): Promise<Map<string, SourceResult>> {
    const { rows } = await sql<SourceRow>`select ${SOURCE} from sources s
      where s.repo_id = ${repoId} and s.source_key = any(${keys.map(toBytes)}::bytea[])`.execute(this.db)
    return new Map(rows.map((row) => [toHex(row.key), toSource(row)]))
  }

  /** Figures of all rows of a split; undefined until they are computed. */
  async statistics(viewId: number, config: string, split: string): Promise<unknown> {
    const { rows } = await sql<{ statistics: unknown }>`select statistics from view_splits
      where view_id = ${viewId} and config = ${config} and split = ${split}`.execute(this.db)
    return rows[0]?.statistics ?? undefined
  }
}

export class TableWriter extends TableReader {
  /** Asks for the tables of a commit; an answer that is there stays. */
  async request(repoId: number, commit: string): Promise<void> {
    await sql`insert into dataset_views (repo_id, commit) values (${repoId}, ${toBytes(commit)})
      on conflict do nothing`.execute(this.db)
  }

  /** Asks for the tables of heads that nobody asked for (of repos from before there were tables). */
  async requestMissing(limit: number): Promise<number> {
    const result = await sql`insert into dataset_views (repo_id, commit)
      select r.id, r.head from repos r where r.type = 'dataset' and r.head is not null
         and not exists (select 1 from dataset_views v where v.repo_id = r.id and v.commit = r.head)
       limit ${limit} on conflict do nothing`.execute(this.db)
    return Number(result.numAffectedRows ?? 0n)
  }

  /**
   * Takes the next view that waits for this kind of work, or whose worker has not been heard of since `deadBefore`: for its
   * tables, or, when they are ready, for the rest.
   */
  async claim(at: Date, deadBefore: Date, work: 'tables' | 'enrichment'): Promise<DatasetView | undefined> {
    const states = work === 'tables' ? ['pending', 'running'] : ['ready']
    const { rows } = await sql<ViewRow>`update dataset_views
      set state = case when state = 'pending' then 'running' else state end, beat_at = ${at} where id = (
        select id from dataset_views where enriched_at is null and state = any(${states})
           and not exists (select from repos r where r.id = repo_id and r.opening = 'withdrawn')
           and (state = 'pending' or beat_at is null or beat_at < ${deadBefore})
         order by beat_at nulls first, id limit 1 for update skip locked)
      returning ${VIEW}`.execute(this.db)
    return rows[0] && toView(rows[0])
  }

  /** Tells that the work goes on. False when the view is gone or a newer commit has made it useless. */
  async beat(viewId: number, at: Date): Promise<boolean> {
    const { rows } = await sql`update dataset_views v set beat_at = ${at} from repos r
      where v.id = ${viewId} and r.id = v.repo_id and r.head = v.commit returning 1`.execute(this.db)
    return rows.length > 0
  }

  async plan(viewId: number, splits: PlannedSplit[]): Promise<void> {
    await sql`delete from view_splits where view_id = ${viewId}`.execute(this.db)
    for (const [ordinal, split] of splits.entries()) {
      await sql`insert into view_splits (view_id, ordinal, config, split, is_default, original_bytes)
        values (${viewId}, ${ordinal}, ${split.config}, ${split.split}, ${split.isDefault}, ${split.originalBytes})`.execute(
        this.db,
      )
      await this.setSources(viewId, split)
    }
  }

  async setSources(viewId: number, { config, split, sourceKeys }: PlannedSplit): Promise<void> {
    await sql`delete from view_sources where view_id = ${viewId} and config = ${config} and split = ${split}`.execute(
      this.db,
    )
    await sql`insert into view_sources (view_id, config, split, ordinal, source_key)
      select ${viewId}, ${config}, ${split}, n - 1, k
        from unnest(${sourceKeys.map(toBytes)}::bytea[]) with ordinality as t (k, n)`.execute(this.db)
  }

  async recordSource(repoId: number, source: SourceResult): Promise<void> {
    const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
    await sql`insert into sources (repo_id, source_key, sha256, linked, size, num_rows, memory_bytes, features, problem, notes)
      values (${repoId}, ${toBytes(source.key)}, ${source.sha256 && toBytes(source.sha256)}, ${source.linked}, ${source.size},
        ${source.numRows}, ${source.memoryBytes}, ${json(source.features)}, ${json(source.problem)}, ${json(source.notes)})
      on conflict (repo_id, source_key) do update set sha256 = excluded.sha256, linked = excluded.linked,
        size = excluded.size, num_rows = excluded.num_rows, memory_bytes = excluded.memory_bytes,
        features = excluded.features, problem = excluded.problem, notes = excluded.notes, done_at = now()`.execute(
      this.db,
    )
  }

  async finishSplit(viewId: number, split: ViewSplit): Promise<void> {
    await sql`update view_splits set state = ${split.state}, features = ${split.features && JSON.stringify(split.features)},
        num_rows = ${split.numRows}, memory_bytes = ${split.memoryBytes}, parquet_bytes = ${split.parquetBytes}
      where view_id = ${viewId} and config = ${split.config} and split = ${split.split}`.execute(this.db)
  }

  async setStatistics(viewId: number, config: string, split: string, statistics: unknown): Promise<void> {
    await sql`update view_splits set statistics = ${JSON.stringify(statistics)}
      where view_id = ${viewId} and config = ${config} and split = ${split}`.execute(this.db)
  }

  async finish(
    viewId: number,
    end: { state: 'ready' | 'failed'; problems: ViewProblem[]; twin: string | null; at: Date },
  ): Promise<void> {
    await sql`update dataset_views set state = ${end.state}, problems = ${JSON.stringify(end.problems)},
        twin = ${end.twin && toBytes(end.twin)}, finished_at = ${end.at} where id = ${viewId}`.execute(
      this.db,
    )
  }

  async finishEnriching(viewId: number, at: Date): Promise<void> {
    await sql`update dataset_views set enriched_at = ${at} where id = ${viewId}`.execute(this.db)
  }

  async setIndex(repoId: number, sha256: string, index: { sha256: string; size: number }): Promise<void> {
    await sql`update sources set index_sha256 = ${toBytes(index.sha256)}, index_size = ${index.size}
      where repo_id = ${repoId} and sha256 = ${toBytes(sha256)}`.execute(this.db)
  }

  /** Puts a view that was given up back into the queue. */
  async release(viewId: number): Promise<void> {
    await sql`update dataset_views set beat_at = null, state = case when state = 'running' then 'pending' else state end
      where id = ${viewId}`.execute(this.db)
  }

  /** Forgets older views of the repo, and results that no view needs; and failures, to be tried again. */
  async forgetOlder(repoId: number, viewId: number): Promise<void> {
    await sql`delete from dataset_views where repo_id = ${repoId} and id < ${viewId}`.execute(this.db)
    await sql`delete from sources s where s.repo_id = ${repoId} and not exists (
      select 1 from view_sources v join dataset_views d on d.id = v.view_id
       where d.repo_id = ${repoId} and v.source_key = s.source_key)`.execute(this.db)
  }

  /** Begins anew with a view: what failed is tried again, what is there stays. */
  async retry(viewId: number, repoId: number): Promise<void> {
    await sql`delete from sources where repo_id = ${repoId} and problem is not null`.execute(this.db)
    await sql`update dataset_views set state = 'pending', beat_at = null, finished_at = null, enriched_at = null
      where id = ${viewId} and state in ('ready', 'failed')`.execute(this.db)
  }
}
