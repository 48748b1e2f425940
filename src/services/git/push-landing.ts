import { isHubError } from '../../core/errors.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Ref } from '../../stores/metadata/refs.js'
import type { Grant } from '../access.js'
import type { CommitWriter } from '../commits/commit-writer.js'
import type { Stores } from '../context.js'
import type { Quotas } from '../quotas/quotas.js'
import type { Renew } from '../renewal.js'
import type { PushHistory } from './push-history.js'
import { type PlannedMove, refuseTogether } from './push-plan.js'
import { PushRefused } from './push-refusal.js'

/** What a push leaves for the transaction that makes it part of the repo. */
export interface Landing {
  plan: PlannedMove[]
  atomic: boolean
  /** What came with it; undefined when it only deletes. */
  content: { history: PushHistory; lfs: Set<string>; known: Ref[] } | undefined
}

const DEADLOCK = '40P01'
const TRIES = 3
const LINKS_A_STATEMENT = 5000
const STALE = 'it was changed by somebody else; fetch first'

type Needs = Pick<Stores, 'metadata'> & {
  writer: CommitWriter
  quotas: Pick<Quotas, 'charge'>
  renew: Renew
}

/**
 * Stores the history, links the LFS objects and moves the refs, all in one transaction: a kill leaves the old state
 * or the new one. A ref that cannot be moved gets a refusal; unless `atomic`, the others still move.
 */
export async function landPush(needs: Needs, grant: Grant<'repo:write'>, landing: Landing): Promise<void> {
  if (landing.plan.every((move) => move.refusal !== undefined)) return
  await needs.renew(grant)
  for (let left = TRIES; ; left--) {
    let plan: PlannedMove[] = []
    try {
      await needs.metadata.transact((tx) => {
        // a try that is rolled back must not leave its refusals
        plan = landing.plan.map((move) => ({ ...move }))
        return land(needs, tx, grant, { ...landing, plan })
      })
    } catch (error) {
      if (isDeadlock(error) && left > 1) continue
      if (!(error instanceof NothingMoved)) throw error
    }
    for (const [i, move] of landing.plan.entries()) move.refusal = plan[i]?.refusal
    return
  }
}

/** The store says only that the hub is busy; what the database said is the cause. */
function isDeadlock(error: unknown): boolean {
  const cause = isHubError(error, 'Busy') ? error.cause : error
  return cause instanceof Error && 'code' in cause && cause.code === DEADLOCK
}

/** Rolls back what the refs were to reach. */
class NothingMoved extends Error {
  override name = 'NothingMoved'
}

async function land(needs: Needs, tx: Writers, grant: Grant<'repo:write'>, landing: Landing): Promise<void> {
  const { plan, content, atomic } = landing
  const repoId = grant.repo.id
  if (!(await tx.repos.lock(repoId))) throw new PushRefused('the repository was deleted', [])
  if (content) {
    await checkKnown(tx, repoId, content.known)
    await content.history.store(tx, repoId)
    const shas = [...content.lfs].sort()
    for (let at = 0; at < shas.length; at += LINKS_A_STATEMENT) {
      await tx.blobs.link(repoId, shas.slice(at, at + LINKS_A_STATEMENT))
    }
  }
  // in order, so that two pushes cannot wait for each other
  const open = plan.filter((move) => move.refusal === undefined)
  open.sort((a, b) => (a.ref < b.ref ? -1 : 1))
  for (const move of open) move.refusal = await moveOne(needs.writer, tx, grant, move)
  if (atomic) refuseTogether(plan)
  if (plan.every((move) => move.refusal !== undefined)) throw new NothingMoved()
  if (content) await needs.quotas.charge(tx, grant, content.history.contents())
}

/** What the push builds on was reachable when it began; garbage collection may have taken it since. */
async function checkKnown(tx: Writers, repoId: number, known: Ref[]): Promise<void> {
  const commits = [...new Set(known.map((ref) => ref.commit))]
  const found = await tx.commits.findMany(repoId, commits)
  if (found.length < commits.length) {
    throw new PushRefused('the repository changed during the push', [
      'History was deleted while the push ran. Push again.',
    ])
  }
}

/** Returns why the ref cannot be moved. */
async function moveOne(
  writer: CommitWriter,
  tx: Writers,
  grant: Grant<'repo:write'>,
  move: PlannedMove,
): Promise<string | undefined> {
  const { ref, from, to, commit } = move
  const current = await tx.refs.lock(grant.repo.id, ref)
  // the answer to the same push was lost
  if ((current?.target ?? null) === to) return undefined
  if ((current?.target ?? null) !== from) return STALE
  try {
    if (to === null || commit === undefined) {
      if (current) await writer.removeRef(tx, grant, current)
      return undefined
    }
    if (!current && (await tx.refs.clashes(grant.repo.id, ref)))
      return 'a branch or tag stands where this name needs a folder, or the other way round'
    const fromTarget = current && { fromTarget: current.target }
    await writer.moveRef(tx, grant, {
      ref,
      from: current?.commit ?? null,
      ...fromTarget,
      to: commit,
      target: to,
      changes: 'unknown',
      card: undefined,
    })
    return undefined
  } catch (error) {
    if (isHubError(error, 'RefConflict')) return STALE
    throw error
  }
}
