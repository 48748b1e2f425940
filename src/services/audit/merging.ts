import type { AuditEntry } from '../../core/audit.js'
import { dayOf } from '../../core/clock.js'
import { neighbourhoodOf } from '../../core/network.js'
import type { HiddenCount } from '../../stores/metadata/audit-bounds.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'

/** Refusals of one caller that hid a repo and have a line each, a day. */
export const MOST_HIDDEN = 100

/**
 * What of these entries goes into the chain. A crawler that asks for names without end must not fill the record: beyond the
 * first of a day, refusals of repos that are not there are counted. Those of private repos keep their line, for their owners,
 * but are marked, so that whoever was refused is shown neither. It happens here and not when they are asked for, because
 * there the two must take the same time.
 */
export async function mergeHidden(tx: Writers, entries: AuditEntry[], now: Date): Promise<AuditEntry[]> {
  const kept: AuditEntry[] = (await tx.auditBounds.takeMerged(dayOf(now))).map((each) => merged(each, now))
  const counted = new Map<string, HiddenCount>()
  for (const entry of entries.filter(isHidden)) tally(counted, entry)
  const all = [...counted.values()]
  if (all.length === 0) return [...kept, ...entries]
  const totals = await tx.auditBounds.countHidden(all)
  const places = new Map(all.map((each, i) => [keyOf(each), (totals[i] as number) - each.count]))
  const left = new Map<string, HiddenCount>()
  for (const entry of entries) {
    const isBeyond = isHidden(entry) && take(places, entry) > MOST_HIDDEN
    if (!isBeyond) kept.push(entry)
    else if (entry.repos.length > 0) kept.push({ ...entry, beyond: true })
    else tally(left, entry)
  }
  if (left.size > 0) await tx.auditBounds.addMerged([...left.values()])
  return kept
}

/** Somebody named a repo and heard that there is none. */
const isHidden = ({ kind, asked, error }: AuditEntry): boolean =>
  kind === 'decision' &&
  asked !== undefined &&
  (error === 'RepoNotFound' || error === 'RepoNotFoundAnonymous')

function tally(counts: Map<string, HiddenCount>, entry: AuditEntry): void {
  const one = { caller: callerOf(entry), day: entry.at.slice(0, 10), count: 1 }
  const found = counts.get(keyOf(one))
  if (found) found.count++
  else counts.set(keyOf(one), one)
}

/** Which of the day's refusals this one is. */
function take(places: Map<string, number>, entry: AuditEntry): number {
  const key = keyOf({ caller: callerOf(entry), day: entry.at.slice(0, 10) })
  const place = (places.get(key) ?? 0) + 1
  places.set(key, place)
  return place
}

const keyOf = ({ caller, day }: Pick<HiddenCount, 'caller' | 'day'>): string => `${day} ${caller}`

/** A person, or a network that people without a name come from. */
const callerOf = ({ actor, address }: AuditEntry): string =>
  actor.kind === 'user' ? `user ${actor.id}` : `network ${neighbourhoodOf(address ?? '')}`

const merged = ({ caller, day, count }: HiddenCount, now: Date): AuditEntry => ({
  at: now.toISOString(),
  kind: 'act',
  actor: { kind: 'hub' },
  address: null,
  agent: null,
  action: 'audit.merged',
  repos: [],
  outcome: 'deny',
  detail: { caller, day, count },
})
