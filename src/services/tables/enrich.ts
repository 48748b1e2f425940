import type { Features } from '../../core/features.js'
import type { DatasetView, SourceResult, ViewSplit } from '../../stores/metadata/tables.js'
import type { SandboxFailed } from '../../stores/sandbox/sandbox.js'
import type { Stores } from '../context.js'
import type { SourceRunner } from './source-runner.js'

const INDEX = 'rows.index'
type Part = SourceResult & { sha256: string }

/** Computes what tables can do without, for a while: statistics, and indexes to search their rows by. */
export class Enrichment {
  constructor(
    private readonly metadata: Stores['metadata'],
    private readonly view: DatasetView,
    private readonly runner: SourceRunner,
    private readonly signal: AbortSignal,
  ) {}

  /** Leaves out what cannot be done; a table is of use without it. */
  async run(at: () => Date): Promise<void> {
    for (const split of await this.metadata.tables.splits(this.view.id)) {
      if (split.state !== 'ready' || !split.features) continue
      const sources = await this.metadata.tables.sources(this.view.id, split.config, split.split)
      const parts = sources.filter((each): each is Part => each.sha256 !== null)
      await this.attempt(() => this.describe(split, parts, split.features as Features))
      for (const part of parts) {
        if (!part.index) await this.attempt(() => this.index(part, split.features as Features))
      }
    }
    await this.metadata.transact((tx) => tx.tables.finishEnriching(this.view.id, at()))
  }

  private async describe({ config, split }: ViewSplit, parts: Part[], features: Features): Promise<void> {
    if ((await this.metadata.tables.statistics(this.view.id, config, split)) !== undefined) return
    const input = (paths: string[]) => ({ paths, features })
    const figures = await this.runner.onFiles<object>('statistics', parts, input, this.signal)
    await this.metadata.transact((tx) => tx.tables.setStatistics(this.view.id, config, split, figures))
  }

  private async index(part: Part, features: Features): Promise<void> {
    const input = ([path]: string[]) => ({ path, features, output: INDEX })
    await this.runner.onFiles('index-rows', [part], input, this.signal)
    await this.runner.keepOutput(INDEX, (tx, { sha256, size }) =>
      tx.tables.setIndex(this.view.repoId, part.sha256, { sha256, size }),
    )
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.signal.throwIfAborted()
    try {
      await work()
    } catch (error) {
      const { name, kind } = error as SandboxFailed
      if (name !== 'SandboxFailed' || kind === 'cancelled') throw error
    }
  }
}
