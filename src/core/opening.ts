import { type Asker, type Refusal, refuse } from './refusal.js'

/** How far a repo is opened to others; see docs/terms.md. */
export const OPENING_STATES = ['draft', 'beta', 'final', 'withdrawn'] as const
export type OpeningState = (typeof OPENING_STATES)[number]
export interface Opening {
  state: OpeningState
  /** Contents are closed until then. */
  embargoUntil: Date | null
  /** Why it was withdrawn. */
  reason: string | null
}
export const OPENED: Opening = { state: 'final', embargoUntil: null, reason: null }

/** What people have seen does not become a draft again: its page stays, with the reason. */
const STEPS: Record<OpeningState, OpeningState[]> = {
  draft: ['draft', 'beta', 'final', 'withdrawn'],
  beta: ['beta', 'final', 'withdrawn'],
  final: ['final', 'withdrawn'],
  withdrawn: ['withdrawn', 'beta', 'final'],
}

/** Where a repo may go from here. A repo is made `final`; until its first step it may begin anywhere. */
export const stepsFrom = (state: OpeningState, isFirst: boolean): OpeningState[] =>
  isFirst ? [...OPENING_STATES] : STEPS[state]

/** A draft is there for its writers only. */
export const seesDraft = ({ state }: Opening, asker: Asker): boolean => state !== 'draft' || asker.isWriter

/** Whatever is withdrawn is closed to all, also to who writes it and to the hub's own jobs. */
export const withdrawnRefusal = ({ state, reason }: Opening): Refusal | null =>
  state === 'withdrawn' ? refuse('RepoWithdrawn', reason ?? 'no reason is given') : null

export const isEmbargoed = ({ embargoUntil }: Opening, now: Date): boolean =>
  embargoUntil !== null && now < embargoUntil

/** Whether the state keeps the contents from the asker. */
export function openingRefusal(opening: Opening, now: Date, asker: Asker): Refusal | null {
  const withdrawn = withdrawnRefusal(opening)
  if (withdrawn || asker.isWriter || !isEmbargoed(opening, now)) return withdrawn
  const until = (opening.embargoUntil as Date).toISOString()
  return refuse(asker.isAnonymous ? 'UnderEmbargoAnonymous' : 'UnderEmbargo', until)
}
