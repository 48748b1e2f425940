import type { RefCommand, RefOutcome } from '../../codecs/push-protocol.js'
import { isHubError } from '../../core/errors.js'
import { checkRefName } from '../../core/revision.js'
import { MAIN_REF } from '../commits/commit-writer.js'

/** A command of a push and what is known of it so far. */
export interface PlannedMove extends RefCommand {
  /** The commit that `to` is or points at. */
  commit: string | undefined
  /** Why it will not be done. */
  refusal: string | undefined
}

const PREFIXES = ['refs/heads/', 'refs/tags/']

/** Looks at the commands alone: names, and what may never be done. */
export function planMoves(commands: RefCommand[]): PlannedMove[] {
  const seen = new Set<string>()
  return commands.map((command) => {
    const refusal = seen.has(command.ref) ? 'the push names this ref twice' : faultOf(command)
    seen.add(command.ref)
    return { ...command, commit: undefined, refusal }
  })
}

function faultOf({ ref, from, to }: RefCommand): string | undefined {
  const prefix = PREFIXES.find((each) => ref.startsWith(each))
  if (prefix === undefined) return 'only branches (refs/heads/) and tags (refs/tags/) can be pushed'
  if (from === null && to === null) return 'there is nothing to do'
  if (to === null) return ref === MAIN_REF ? 'the default branch cannot be deleted' : undefined
  try {
    checkRefName(ref.slice(prefix.length))
    return undefined
  } catch (error) {
    if (isHubError(error)) return error.message
    throw error
  }
}

/** Notes which commit each ref will be at. `objects` are those of `to` that are there. */
export function noteTargets(
  plan: PlannedMove[],
  objects: Map<string, { type: string; commit: string | undefined }>,
): void {
  for (const move of plan) {
    if (move.refusal !== undefined || move.to === null) continue
    const found = objects.get(move.to)
    move.commit = found?.commit
    if (!found) move.refusal = 'its objects did not arrive'
    else if (move.ref.startsWith('refs/heads/') && found.type !== 'commit')
      move.refusal = 'a branch must be at a commit'
    else if (found.commit === undefined) move.refusal = 'a tag must point at a commit'
  }
}

/** Objects that the accepted commands bring. */
export const tipsOf = (plan: PlannedMove[]): string[] => [
  ...new Set(plan.flatMap(({ to, refusal }) => (to !== null && refusal === undefined ? [to] : []))),
]

/** With `atomic`, one refusal is the refusal of all. */
export function refuseTogether(plan: PlannedMove[]): void {
  if (plan.every((move) => move.refusal === undefined)) return
  for (const move of plan) move.refusal ??= 'atomic push: another ref was refused'
}

/** Refuses what is not refused yet. */
export function refuseRest(plan: PlannedMove[], reason: string): void {
  for (const move of plan) move.refusal ??= reason
}

export const outcomesOf = (plan: PlannedMove[]): RefOutcome[] =>
  plan.map(({ ref, refusal }) => ({ ref, refusal }))
