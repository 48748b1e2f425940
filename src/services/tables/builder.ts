import { isHubError } from '../../core/errors.js'
import { type Features, sameFeatures, widenAll } from '../../core/features.js'
import type { LayoutInput } from '../../core/layout/layout.js'
import type { NewEvent } from '../../stores/metadata/events.js'
import type { DatasetView, SourceResult, ViewProblem, ViewSplit } from '../../stores/metadata/tables.js'
import type { Sandbox } from '../../stores/sandbox/sandbox.js'
import type { Access, Grant } from '../access.js'
import type { BlobVault } from '../blob-vault.js'
import type { Browse } from '../browse.js'
import type { Indexing } from '../catalogue/indexing.js'
import type { CommitWriter } from '../commits/commit-writer.js'
import type { Stores } from '../context.js'
import type { Revisions } from '../revisions.js'
import { ArchiveCache } from './archives.js'
import { Enrichment } from './enrich.js'
import type { LocalFiles } from './local-files.js'
import { type PlannedTable, planTables } from './planner.js'
import { SourceRunner } from './source-runner.js'
import { type DataFile, halvesOf, keyOf, nameOf, type Source } from './sources.js'
import { type TwinTable, writeTwin } from './twin.js'

type Needs = Pick<Stores, 'metadata' | 'blobs' | 'clock' | 'trees'> & {
  access: Access
  browse: Browse
  revisions: Revisions
  vault: BlobVault
  writer: CommitWriter
  sandbox: Sandbox
  localFiles: LocalFiles
  indexing: Indexing
}
/** A table whose sources are done. */
interface BuiltTable extends PlannedTable {
  results: SourceResult[]
}

const JOB = { kind: 'job', name: 'build-tables' } as const
/** A worker that was not heard of for so long is dead. */
const DEAD_MS = 30_000
const BEAT_MS = 5_000
const MOST_PROBLEMS = 200

/** main has moved, or the repo is gone: what is being built is of no use. */
class Superseded extends Error {
  override name = 'Superseded'
}

/** What there is to do for a commit: rows that can be read, then what they can do without for a while. */
export const TABLE_WORK = ['tables', 'enrichment'] as const
export type TableWork = (typeof TABLE_WORK)[number]

/** What work on a view is given. */
interface Given {
  runner: SourceRunner
  stopping: AbortSignal
  /** main has moved, or the repo is gone. */
  superseded: AbortSignal
}

/** Builds the tables of commits, one commit at a time. Safe to kill: what is done is not done again. */
export function createTableBuilder(needs: Needs) {
  const { metadata, clock } = needs
  const archives = new ArchiveCache()

  /** Does what waits, the first kind before the next; false when nothing does. `signal` stops it, to be gone on with later. */
  async function buildNext(signal: AbortSignal, kinds: readonly TableWork[] = TABLE_WORK): Promise<boolean> {
    for (const kind of kinds) {
      const now = clock.now()
      const deadBefore = new Date(now.getTime() - DEAD_MS)
      const view = await metadata.transact((tx) => tx.tables.claim(now, deadBefore, kind))
      if (!view) continue
      await attend(view, signal, kind === 'tables' ? build : enrich)
      return true
    }
    return false
  }

  /** Asks for tables of repos that nobody asked for. Returns how many. */
  const requestMissing = (limit: number): Promise<number> =>
    metadata.transact((tx) => tx.tables.requestMissing(limit))

  /** Tells the others that this process is at it, until it is done. */
  async function attend(
    view: DatasetView,
    signal: AbortSignal,
    work: (view: DatasetView, given: Given) => Promise<void>,
  ): Promise<void> {
    const stop = new AbortController()
    const beating = setInterval(() => void beat(view, stop).catch(() => {}), BEAT_MS)
    const runner = new SourceRunner(needs, view.repoId)
    try {
      await work(view, { runner, stopping: signal, superseded: stop.signal })
    } finally {
      clearInterval(beating)
      await runner.close()
    }
  }

  async function build(view: DatasetView, { runner, stopping, superseded }: Given): Promise<void> {
    try {
      if (!(await metadata.transact((tx) => tx.tables.beat(view.id, clock.now())))) throw new Superseded()
      const ended = AbortSignal.any([stopping, superseded])
      await new Build({ ...needs, archives }, view, runner, ended).run()
    } catch (error) {
      return giveUp(view, error, { isStopping: stopping.aborted, isSuperseded: superseded.aborted })
    }
    // whoever has time makes the rest; tables that others wait for come first
    await metadata.transact((tx) => tx.tables.release(view.id))
  }

  /** The tables are there; what is missing is made later, unless a newer commit has made it useless. */
  async function enrich(view: DatasetView, { runner, stopping, superseded }: Given): Promise<void> {
    try {
      if (!(await metadata.transact((tx) => tx.tables.beat(view.id, clock.now())))) throw new Superseded()
      const ended = AbortSignal.any([stopping, superseded])
      await new Enrichment(metadata, view, runner, ended).run(() => clock.now())
    } catch (error) {
      if (stopping.aborted) return metadata.transact((tx) => tx.tables.release(view.id))
      if (await metadata.transact((tx) => tx.tables.beat(view.id, clock.now()))) throw error
      await metadata.transact((tx) => tx.tables.finishEnriching(view.id, clock.now()))
    }
  }

  async function beat(view: DatasetView, stop: AbortController): Promise<void> {
    if (!(await metadata.transact((tx) => tx.tables.beat(view.id, clock.now())))) stop.abort()
  }

  async function giveUp(
    view: DatasetView,
    error: unknown,
    why: { isStopping: boolean; isSuperseded: boolean },
  ): Promise<void> {
    // what was withdrawn while it was built waits until it is opened again
    if (why.isStopping || isHubError(error, 'RepoWithdrawn'))
      return metadata.transact((tx) => tx.tables.release(view.id))
    const superseded = why.isSuperseded || error instanceof Superseded
    const problem: ViewProblem = superseded
      ? { code: 'Superseded', message: 'A newer commit came before the tables of this one were done.' }
      : { code: 'Failed', message: 'The tables could not be built for a reason of the hub. Try again.' }
    const end = { state: 'failed' as const, problems: [problem], twin: null, at: clock.now() }
    await metadata.transact(async (tx) => {
      await tx.tables.finish(view.id, end)
      if (!superseded) await tx.events.add(endedEvent(view, end))
    })
    if (!superseded) throw error
  }

  return { buildNext, requestMissing }
}

/** The work on one view. */
class Build {
  private readonly problems: ViewProblem[] = []
  constructor(
    private readonly needs: Needs & { archives: ArchiveCache },
    private readonly view: DatasetView,
    private readonly runner: SourceRunner,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<void> {
    const { access, browse, revisions, archives } = this.needs
    const read = await access.authorizeById(JOB, 'repo:download', this.view.repoId)
    const revision = await revisions.resolve(read, this.view.commit)
    const understand = (input: LayoutInput) => this.runner.understand(input, this.signal)
    const listArchive = (file: DataFile) => this.runner.listArchive(file, this.signal)
    const plan = await planTables({ browse, understand, listArchive, archives }, read, revision)
    this.problems.push(...plan.problems)
    await this.write((tx) => tx.tables.plan(this.view.id, plan.tables.map(planned)))
    const configs = new Map<string, PlannedTable[]>()
    for (const table of plan.tables) configs.set(table.config, [...(configs.get(table.config) ?? []), table])
    const built: TwinTable[] = []
    for (const tables of configs.values()) built.push(...(await this.config(tables)))
    await this.finish(await access.authorizeById(JOB, 'repo:write', this.view.repoId), built)
  }

  /** All tables of a config have the same columns; what differs is read again with the widest types. */
  private async config(tables: PlannedTable[]): Promise<TwinTable[]> {
    const built: BuiltTable[] = []
    for (const table of tables) built.push(await this.table(table))
    const features = unite(built.flatMap(({ results }) => results))
    const twins: TwinTable[] = []
    for (const table of built) {
      const settled = features ? await this.settle(table, features) : table
      await this.finishTable(settled, features)
      twins.push({ ...settled, parts: settled.results.filter(({ sha256 }) => sha256 !== null) })
    }
    return twins
  }

  private async table(table: PlannedTable): Promise<BuiltTable> {
    const known = await this.needs.metadata.tables.known(this.view.repoId, table.sources.map(keyOf))
    const sources: Source[] = []
    const results: SourceResult[] = []
    for (const source of table.sources) {
      for (const [each, result] of await this.sourceOrItsHalves(source, known.get(keyOf(source)))) {
        sources.push(each)
        results.push(result)
      }
    }
    return { ...table, sources, results }
  }

  /** A broken file must not take its neighbours with it. */
  private async sourceOrItsHalves(
    source: Source,
    known: SourceResult | undefined,
  ): Promise<[Source, SourceResult][]> {
    const result = known ?? (await this.source(source))
    const halves = result.problem && !isOfAll(result) ? halvesOf(source) : []
    if (halves.length === 0) return [[source, result]]
    const before = await this.needs.metadata.tables.known(this.view.repoId, halves.map(keyOf))
    const done: [Source, SourceResult][] = []
    for (const half of halves) done.push(...(await this.sourceOrItsHalves(half, before.get(keyOf(half)))))
    return done
  }

  private source(source: Source): Promise<SourceResult> {
    this.signal.throwIfAborted()
    return this.runner.run(source, this.signal)
  }

  private async settle(table: BuiltTable, features: Features): Promise<BuiltTable> {
    const sources: Source[] = []
    const results: SourceResult[] = []
    for (const [i, result] of table.results.entries()) {
      const source = table.sources[i] as Source
      const fits = result.problem || (result.features && sameFeatures(result.features, features))
      const wanted = fits ? source : { ...source, features }
      sources.push(wanted)
      if (fits) results.push(result)
      else {
        const known = await this.needs.metadata.tables.known(this.view.repoId, [keyOf(wanted)])
        results.push(known.get(keyOf(wanted)) ?? (await this.source(wanted)))
      }
    }
    return { ...table, sources, results }
  }

  private async finishTable(table: BuiltTable, features: Features | undefined): Promise<void> {
    const { config, split, isDefault, originalBytes } = table
    for (const { problem } of table.results) if (problem) this.problems.push({ config, split, ...problem })
    for (const lack of lacksOf(table)) this.problems.push({ config, split, ...lack })
    const parts = table.results.filter(({ sha256 }) => sha256 !== null)
    const sum = (of: (part: SourceResult) => number) => parts.reduce((total, part) => total + of(part), 0)
    const done: ViewSplit = {
      config,
      split,
      isDefault,
      state: parts.length > 0 ? 'ready' : 'failed',
      features: features ?? null,
      numRows: sum((part) => part.numRows),
      memoryBytes: sum((part) => part.memoryBytes),
      parquetBytes: sum((part) => part.size),
      originalBytes,
    }
    await this.write(async (tx) => {
      await tx.tables.setSources(this.view.id, planned(table))
      await tx.tables.finishSplit(this.view.id, done)
    })
  }

  private async finish(grant: Grant<'repo:write'>, tables: TwinTable[]): Promise<void> {
    this.signal.throwIfAborted()
    const withRows = tables.filter(({ parts }) => parts.length > 0)
    const twin =
      withRows.length > 0
        ? await writeTwin(this.needs, grant, { commit: this.view.commit, tables: withRows })
        : null
    const end = {
      state: tables.length > 0 && !twin ? ('failed' as const) : ('ready' as const),
      problems: this.problems.slice(0, MOST_PROBLEMS),
      twin,
      at: this.needs.clock.now(),
    }
    await this.write(async (tx) => {
      // before its views, as whoever deletes the repo does
      await tx.garbage.lockRepo(this.view.repoId)
      await tx.tables.finish(this.view.id, end)
      await tx.tables.forgetOlder(this.view.repoId, this.view.id)
      await this.needs.indexing.resize(tx, this.view.repoId)
      await tx.events.add(endedEvent(this.view, end))
    })
  }

  private write(work: Parameters<Stores['metadata']['transact']>[0]): Promise<unknown> {
    return this.needs.metadata.transact(work)
  }
}

const endedEvent = (view: DatasetView, end: { state: 'ready' | 'failed'; at: Date }): NewEvent => ({
  type: `tables.${end.state}`,
  at: end.at,
  repoId: view.repoId,
  actorId: null,
  payload: { commit: view.commit },
})

/** What is wrong with the kind of the files is wrong with each of them. */
const isOfAll = ({ problem }: SourceResult): boolean => /^Unsupported/.test(problem?.code ?? '')

/** Rows that are there without the files that they name. */
function lacksOf({ sources, results }: BuiltTable): ViewProblem[] {
  return results.flatMap(({ notes }, i) => {
    const [table] = sources[i]?.metadataFiles ?? []
    const found = [notes.broken, notes.missing].filter((message) => message !== undefined)
    return table ? found.map((message) => ({ path: nameOf(table), code: 'MissingFiles', message })) : []
  })
}

const planned = (table: PlannedTable) => ({ ...table, sourceKeys: table.sources.map(keyOf) })

/** The widest columns of all parts; undefined when there is none. */
function unite(results: SourceResult[]): Features | undefined {
  let united: Features | undefined
  for (const { features } of results)
    if (features && features !== united) united = united ? widenAll(united, features) : features
  return united
}
