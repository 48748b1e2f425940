import { CARD_PATH } from '../../codecs/card.js'
import { HubError } from '../../core/errors.js'
import type { Features } from '../../core/features.js'
import type { Principal } from '../../core/policy.js'
import { fullName, type RepoId } from '../../core/repo-id.js'
import type { DatasetView, SourceResult, ViewSplit } from '../../stores/metadata/tables.js'
import type { Sandbox, SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { Access, Grant } from '../access.js'
import type { Stores } from '../context.js'
import type { GitFiles } from '../git-files.js'
import type { LocalFiles } from './local-files.js'
import { type PartFile, RowSessions } from './row-sessions.js'

export type { DatasetView, SourceResult, ViewProblem, ViewSplit } from '../../stores/metadata/tables.js'

/** A table that is ready to be read. */
export interface OpenTable {
  repoId: number
  view: DatasetView
  split: ViewSplit & { features: Features }
  parts: (SourceResult & { sha256: string })[]
  /** Some of its files could not be read. */
  isPartial: boolean
}
export interface RowPage {
  rows: { row_idx: number; cells: string[]; truncated: string[] }[]
  isWhole: boolean
}
type ReadGrant = Grant<'repo:download'>
type Needs = Pick<Stores, 'metadata'> & {
  access: Access
  files: GitFiles
  sandbox: Sandbox
  localFiles: LocalFiles
}
const FRONT_MATTER = /^\uFEFF?---\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/
const MOST_DESCRIPTION = 5000

/** Rows and facts of tables. */
export function createTables({ metadata, access, files, sandbox, localFiles }: Needs) {
  const sessions = new RowSessions(sandbox, localFiles)

  /** What the hub understood of main. Throws TablesNotReady until it has begun to look. */
  async function view(grant: ReadGrant): Promise<DatasetView> {
    const found = await metadata.tables.latest(grant.repo.id)
    if (found) return found
    const { type, head } = grant.repo
    if (type === 'dataset' && head) throw new HubError('TablesNotReady', { repo: fullName(grant.repo) })
    const hint = type === 'dataset' ? 'It is empty.' : 'Only datasets have tables.'
    throw new HubError('TableNotFound', { repo: fullName(grant.repo), table: '', hint })
  }

  /** Begins anew with what failed. */
  async function retry(grant: Grant<'repo:write'>): Promise<void> {
    const found = await metadata.tables.latest(grant.repo.id)
    if (!found) throw new HubError('TablesNotReady', { repo: fullName(grant.repo) })
    await metadata.transact((tx) => tx.tables.retry(found.id, grant.repo.id))
  }

  const splits = (of: DatasetView): Promise<ViewSplit[]> => metadata.tables.splits(of.id)

  const sources = (of: DatasetView, split: ViewSplit): Promise<SourceResult[]> =>
    metadata.tables.sources(of.id, split.config, split.split)

  /** A table by name. Throws TableNotFound, TablesNotReady or TableFailed. */
  async function table(grant: ReadGrant, config: string, split: string): Promise<OpenTable> {
    const of = await view(grant)
    const all = await splits(of)
    const found = all.find((each) => each.config === config && each.split === split)
    if (!found) throw notFound(grant, of, all, `${config}/${split}`)
    return openSplit(grant, of, found)
  }

  async function openSplit(grant: ReadGrant, of: DatasetView, found: ViewSplit): Promise<OpenTable> {
    const { features, state } = found
    if (state === 'pending') throw new HubError('TablesNotReady', { repo: fullName(grant.repo) })
    if (state === 'failed' || !features) {
      const own = of.problems.find((each) => each.config === found.config && each.split === found.split)
      const why = own ? `${own.path ?? ''}: ${own.message}` : 'none of its files could be read'
      throw new HubError('TableFailed', { table: `${found.config}/${found.split}`, why })
    }
    const all = await sources(of, found)
    const parts = all.filter((each): each is SourceResult & { sha256: string } => each.sha256 !== null)
    const isPartial = parts.length < all.length
    return { repoId: grant.repo.id, view: of, split: { ...found, features }, parts, isPartial }
  }

  /** Every table that is there. */
  async function ready(grant: ReadGrant, of: DatasetView): Promise<OpenTable[]> {
    const tables: OpenTable[] = []
    for (const split of await splits(of))
      if (split.state === 'ready') tables.push(await openSplit(grant, of, split))
    return tables
  }

  /** The text of the card at the commit of the tables, without its YAML; its beginning, if it is long. */
  async function description(grant: ReadGrant, of: DatasetView): Promise<string> {
    const commit = await metadata.commits.find(grant.repo.id, of.commit)
    const text = commit && (await files.readText(grant.repo.id, metadata.objects, commit.tree, CARD_PATH))
    const { pretty_name: title } = grant.repo.card ?? {}
    const body = (text ?? '').replace(FRONT_MATTER, '').trim()
    return body.slice(0, MOST_DESCRIPTION) || (typeof title === 'string' ? title : fullName(grant.repo))
  }

  /** A table by the names of SQL: without a config the default one, without a split the only one. */
  async function open(
    principal: Principal,
    id: Pick<RepoId, 'namespace' | 'name'>,
    config: string | undefined,
    split: string | undefined,
  ): Promise<OpenTable> {
    const grant = await access.authorize(principal, 'repo:download', { type: 'dataset', ...id })
    const of = await view(grant)
    const all = await splits(of)
    const inConfig = config === undefined ? defaults(all) : all.filter((each) => each.config === config)
    const named = split === undefined ? inConfig : inConfig.filter((each) => each.split === split)
    const [only, ...others] = named
    if (!only || others.length > 0) throw notFound(grant, of, all, [config, split].filter(Boolean).join('/'))
    return openSplit(grant, of, only)
  }

  /** Makes the parts files of a sandbox; returns their paths there. */
  async function place(parts: PartFile[], session: SandboxSession): Promise<string[]> {
    const paths: string[] = []
    for (const { sha256, size } of parts) {
      const input = session.input(`${sha256.slice(0, 16)}.parquet`)
      await localFiles.place({ sha256, size }, input.path).catch(ignorePlaced)
      paths.push(input.inside)
    }
    return paths
  }

  /** Rows [offset, offset + length), or those of `indices`. */
  async function page(
    { repoId, split, parts }: OpenTable,
    query: { offset: number; length: number; indices?: number[]; mostBytes?: number },
  ): Promise<RowPage> {
    const wanted = query.indices ? parts : overlapping(parts, query)
    const first = query.indices ? 0 : firstRow(parts, wanted[0])
    const found = await sessions.ask<RowPage>(repoId, 'rows', wanted, (paths) => ({
      ...query,
      offset: query.offset - first,
      features: split.features,
      parts: wanted.map(({ numRows }, i) => ({ path: paths[i], numRows })),
    }))
    return { ...found, rows: found.rows.map((row) => ({ ...row, row_idx: row.row_idx + first })) }
  }

  /** The bytes of a media cell. Throws TableNotFound where there are none. */
  async function media({ repoId, split, parts }: OpenTable, row: number, column: number): Promise<Buffer> {
    const wanted = overlapping(parts, { offset: row, length: 1 })
    const { base64 } = await sessions.ask<{ base64: string | null }>(repoId, 'media', wanted, ([path]) => ({
      path,
      row: row - firstRow(parts, wanted[0]),
      column: split.features[column]?.name,
    }))
    if (base64 === null)
      throw new HubError('TableNotFound', {
        repo: split.config,
        table: `row ${row}`,
        hint: 'The cell is empty.',
      })
    return Buffer.from(base64, 'base64')
  }

  return {
    view,
    retry,
    ready,
    description,
    splits,
    sources,
    table,
    open,
    place,
    page,
    media,
    close: () => sessions.close(),
  }
}
export type Tables = ReturnType<typeof createTables>

/** Parts that hold any of the rows. */
function overlapping<P extends { numRows: number }>(
  parts: P[],
  { offset, length }: { offset: number; length: number },
): P[] {
  let first = 0
  return parts.filter(({ numRows }) => {
    const start = first
    first += numRows
    return start < offset + length && first > offset
  })
}

function firstRow<P extends { numRows: number }>(parts: P[], part: P | undefined): number {
  const before = part ? parts.slice(0, parts.indexOf(part)) : []
  return before.reduce((sum, { numRows }) => sum + numRows, 0)
}

function defaults(all: ViewSplit[]): ViewSplit[] {
  const marked = all.filter((each) => each.isDefault)
  if (marked.length > 0) return marked
  const names = new Set(all.map(({ config }) => config))
  return names.size === 1 ? all : []
}

function notFound(grant: ReadGrant, of: DatasetView, all: ViewSplit[], asked: string): HubError {
  if (of.state === 'pending' || (of.state === 'running' && all.length === 0))
    return new HubError('TablesNotReady', { repo: fullName(grant.repo) })
  const there = all.map(({ config, split }) => `${config}/${split}`)
  const [first] = of.problems
  const hint =
    there.length > 0 ? `It has: ${there.slice(0, 50).join(', ')}.` : (first?.message ?? 'It has none.')
  return new HubError('TableNotFound', { repo: fullName(grant.repo), table: asked || '(none named)', hint })
}

function ignorePlaced(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
