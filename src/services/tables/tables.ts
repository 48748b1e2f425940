import { HubError } from '../../core/errors.js'
import type { Features } from '../../core/features.js'
import type { Principal } from '../../core/policy.js'
import { fullName, type RepoId } from '../../core/repo-id.js'
import type { Repo } from '../../stores/metadata/repos.js'
import type { DatasetView, SourceResult, ViewSplit } from '../../stores/metadata/tables.js'
import type { SandboxSession } from '../../stores/sandbox/sandbox.js'
import type { Access, Grant } from '../access.js'
import type { Stores } from '../context.js'
import type { LocalFiles } from './local-files.js'
import type { PartFile } from './row-sessions.js'

export type { DatasetView, SourceResult, ViewSplit } from '../../stores/metadata/tables.js'

/** A table that is ready to be read. */
export interface OpenTable {
  repoId: number
  commit: string
  view: DatasetView
  split: ViewSplit & { features: Features }
  parts: (SourceResult & { sha256: string })[]
  /** Some of its files could not be read. */
  isPartial: boolean
}
type ReadGrant = Grant<'repo:download' | 'repo:sample'>
type Needs = Pick<Stores, 'metadata'> & { access: Access; localFiles: LocalFiles }

/** Which tables there are. */
export function createTables({ metadata, access, localFiles }: Needs) {
  /**
   * The tables that readers get: of main, or of the commit before while those are being built. Throws TablesNotReady until
   * there are any.
   */
  const view = async ({ repo }: ReadGrant): Promise<DatasetView> =>
    (await metadata.tables.shown(repo.id)) ?? noTables(repo)

  /** How far the tables of main are. */
  const job = ({ repo }: ReadGrant): Promise<DatasetView> => newest(repo)

  /** Begins anew with what failed. */
  async function retry({ repo }: Grant<'repo:write'>): Promise<void> {
    const { id } = await newest(repo)
    await metadata.transact((tx) => tx.tables.retry(id, repo.id))
  }

  const newest = async (repo: Repo): Promise<DatasetView> =>
    (await metadata.tables.latest(repo.id)) ?? noTables(repo)

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
    return {
      repoId: grant.repo.id,
      commit: of.commit,
      view: of,
      split: { ...found, features },
      parts,
      isPartial,
    }
  }

  /** Every table that is there. */
  async function ready(grant: ReadGrant, of: DatasetView): Promise<OpenTable[]> {
    const tables: OpenTable[] = []
    for (const split of await splits(of))
      if (split.state === 'ready') tables.push(await openSplit(grant, of, split))
    return tables
  }

  /** A table by the names of SQL: without a config the default one, without a split the only one. */
  async function open(
    principal: Principal,
    id: Pick<RepoId, 'namespace' | 'name'>,
    config: string | undefined,
    split: string | undefined,
    onGrant?: (grant: ReadGrant) => Promise<void>,
  ): Promise<OpenTable> {
    const grant = await access.authorize(principal, 'repo:download', { type: 'dataset', ...id })
    await onGrant?.(grant)
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

  /** Figures of all rows. Throws TablesNotReady until they are computed. */
  async function statistics({ view: of, split }: OpenTable): Promise<object> {
    const found = await metadata.tables.statistics(of.id, split.config, split.split)
    if (found === undefined) throw new HubError('TablesNotReady', { repo: `${split.config}/${split.split}` })
    return found as object
  }

  return { view, job, statistics, retry, ready, splits, sources, table, open, place }
}

function noTables(repo: Repo): never {
  if (repo.type === 'dataset' && repo.head) throw new HubError('TablesNotReady', { repo: fullName(repo) })
  const hint = repo.type === 'dataset' ? 'It is empty.' : 'Only datasets have tables.'
  throw new HubError('TableNotFound', { repo: fullName(repo), table: '', hint })
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
