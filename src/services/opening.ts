import { HubError } from '../core/errors.js'
import { type Opening, type OpeningState, stepsFrom } from '../core/opening.js'
import { fullName } from '../core/repo-id.js'
import type { Writers } from '../stores/metadata/metadata-store.js'
import type { OpeningStep } from '../stores/metadata/openings.js'
import type { Grant } from './access.js'
import type { Indexing } from './catalogue/indexing.js'
import type { Stores } from './context.js'
import { actorIdOf } from './grants.js'

export type { OpeningStep } from '../stores/metadata/openings.js'

export interface AskedStep {
  state: OpeningState
  /** undefined: as it is; null: none. */
  embargoUntil: Date | null | undefined
  reason: string | null
}

/** How far repos are opened, step by step; see docs/terms.md. */
export function createOpening({
  metadata,
  clock,
  indexing,
}: Pick<Stores, 'metadata' | 'clock'> & { indexing: Pick<Indexing, 'resize'> }) {
  /** Takes a step, and records it. Throws OpeningStep or BadRequest. */
  async function step(grant: Grant<'repo:admin'>, asked: AskedStep): Promise<Opening> {
    const { repo } = grant
    if (asked.state === 'withdrawn' && !asked.reason)
      throw new HubError('BadRequest', { why: 'Say why it is withdrawn: the reason stays on its page.' })
    return metadata.transact(async (tx) => {
      const before = await tx.openings.lock(repo.id)
      if (!before) throw new HubError('RepoNotFound', { repo: fullName(repo) })
      const from = before.opening.state
      const next = stepsFrom(from, before.isFirst)
      if (!next.includes(asked.state)) throw wrongStep(grant, from, asked.state, next)
      const embargoUntil = asked.embargoUntil === undefined ? before.opening.embargoUntil : asked.embargoUntil
      const to = { state: asked.state, embargoUntil, reason: asked.reason }
      await record(tx, grant, from, to)
      return to
    })
  }

  async function record(tx: Writers, grant: Grant, from: OpeningState, to: Opening): Promise<void> {
    const at = clock.now()
    const by = { repoId: grant.repo.id, actorId: actorIdOf(grant.principal), at }
    await tx.openings.step({ ...by, from, to })
    await indexing.resize(tx, grant.repo.id)
    const embargoUntil = to.embargoUntil?.toISOString() ?? null
    await tx.events.add({
      ...by,
      type: 'repo.opening',
      payload: { from, to: to.state, embargoUntil, reason: to.reason },
    })
  }

  const history = ({ repo }: Grant, before: number, limit: number): Promise<OpeningStep[]> =>
    metadata.openings.steps(repo.id, before, limit)

  /** Where the repo may go from here. */
  async function next({ repo }: Grant): Promise<OpeningState[]> {
    const [last] = await metadata.openings.steps(repo.id, Number.MAX_SAFE_INTEGER, 1)
    return stepsFrom(repo.opening.state, last === undefined)
  }

  return { step, history, next }
}

const wrongStep = ({ repo }: Grant, from: string, to: string, next: string[]): HubError =>
  new HubError('OpeningStep', { repo: fullName(repo), from, to, next: next.join(', ') })
