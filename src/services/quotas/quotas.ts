import { HubError } from '../../core/errors.js'
import { decide } from '../../core/policy.js'
import {
  type Amount,
  type Fill,
  isLimited,
  type OwnQuota,
  overrun,
  type QuotaDefaults,
  storageLimits,
} from '../../core/quota.js'
import { keepingRefusal } from '../../core/terms-rules.js'
import type { Namespace } from '../../stores/metadata/accounts.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { StorageState, UsageFault } from '../../stores/metadata/storage-usage.js'
import { errorOf } from '../access.js'
import type { Stores } from '../context.js'
import type { Grant } from '../grants.js'
import { termsOf } from '../terms/conditions.js'
import { bytesText } from './text.js'

export type QuotaTarget = { namespaceId: number } | { repoId: number }
export type QuotaChanges = { [K in keyof OwnQuota]?: number | null | undefined }
/** How full a repo and its namespace are; 0: no limit. */
export interface RepoFill {
  repo: Fill
  namespace: Fill
}
type Needs = Pick<Stores, 'metadata' | 'clock' | 'hubCountry'> & { defaults: QuotaDefaults }

/** Storage by logical bytes: what others keep changes nothing in it. */
export function createQuotas({ metadata, clock, hubCountry, defaults }: Needs) {
  /**
   * Counts what new commits refer to, and refuses what no longer fits: the binding check, last in the transaction of the
   * commit. `oids` are git blobs, those that count already among them. Throws QuotaExceeded, or TermsStorage.
   */
  async function charge(tx: Writers, grant: Grant, oids: Oids): Promise<void> {
    const repoId = grant.repo.id
    await tx.storageUsage.lock(repoId)
    const added = { bytes: 0, files: 0 }
    for await (const some of oids) {
      const { bytes, files } = await tx.storageUsage.mark(repoId, some)
      added.bytes += bytes
      added.files += files
    }
    if (added.files === 0) return
    requireKeeping(grant)
    await tx.storageUsage.add(repoId, added)
    const state = await tx.storageUsage.state(repoId, clock.now())
    // the error tells what was there before
    if (state) await refuseOverrun(tx, { grant, state }, { bytes: -added.bytes, files: -added.files }, added)
  }

  /**
   * Whether bytes that are asked to come would fit, with those under way to the repo: an early answer, so that nobody
   * sends in vain. Throws QuotaExceeded, or TermsStorage.
   */
  async function checkRoom(grant: Grant, more: Amount): Promise<void> {
    if (more.bytes === 0 && more.files === 0) return
    requireKeeping(grant)
    const state = await metadata.storageUsage.state(grant.repo.id, clock.now())
    if (!state) return
    const fill = fillOf(state)
    if (!isLimited(fill.repo.limit) && !isLimited(fill.namespace.limit)) return
    const underWay = { bytes: await metadata.storageUsage.pendingBytes(grant.repo.id), files: 0 }
    await refuseOverrun(metadata, { grant, state }, underWay, more)
  }

  /** The same for contents whose hashes are known: what the repo has, or waits for, needs no room. */
  async function checkObjects(grant: Grant, objects: { oid: string; size: number }[]): Promise<void> {
    if (objects.length === 0) return
    const bytes = await metadata.storageUsage.uncharged(grant.repo.id, objects)
    await checkRoom(grant, { bytes, files: 0 })
  }

  /** New bytes must not come to where the terms forbid to keep them. What the hub derives lies beside what it was made from. */
  function requireKeeping({ repo, principal }: Grant): void {
    const refused = principal.kind === 'job' ? null : keepingRefusal(termsOf(repo), hubCountry)
    if (refused) throw errorOf(refused, 'repo:write', repo)
  }

  /** Lets a repo count for another namespace, which must have room for it. Throws QuotaExceeded. */
  async function move(tx: Writers, grant: Grant, namespaceId: number): Promise<void> {
    if (grant.repo.namespaceId === namespaceId) return
    await tx.storageUsage.move(grant.repo.id, namespaceId)
    const state = await tx.storageUsage.state(grant.repo.id, clock.now())
    if (!state) return
    const { namespace } = fillOf(state)
    const what = overrun({ ...namespace, used: { bytes: 0, files: 0 } }, namespace.used)
    if (!what) return
    throw (await hearsSum(tx, grant, state))
      ? overrunError(namespace, what, state.used.repo)
      : untold(namespace)
  }

  function fillOf(state: StorageState): RepoFill {
    const limits = storageLimits(defaults, state.namespaceKind, {
      ...state.own,
      voucherBytes: state.voucherBytes,
    })
    return {
      repo: { name: state.repoName, used: state.used.repo, limit: limits.repo },
      namespace: { name: state.namespaceName, used: state.used.namespace, limit: limits.namespace },
    }
  }

  /** `counted`: is in `used` already, or on its way there. */
  async function refuseOverrun(
    db: Asked,
    { grant, state }: { grant: Grant; state: StorageState },
    counted: Amount,
    more: Amount,
  ): Promise<void> {
    const { repo, namespace } = fillOf(state)
    for (const { name, used, limit } of [repo, namespace]) {
      const before = { bytes: used.bytes + counted.bytes, files: used.files + counted.files }
      const fill = { name, used: before, limit }
      const what = overrun(fill, more)
      if (!what) continue
      const isTold = name === repo.name || (await hearsSum(db, grant, state))
      throw isTold ? overrunError(fill, what, more) : untold(fill)
    }
  }

  const ofRepo = async (grant: Grant<'repo:write'>): Promise<RepoFill> =>
    fillOf((await metadata.storageUsage.state(grant.repo.id, clock.now())) as StorageState)

  async function ofNamespace({ id, kind, name }: Namespace): Promise<Fill> {
    const { used, own, voucherBytes } = await metadata.storageUsage.ofNamespace(id, clock.now())
    const limit = storageLimits(defaults, kind, { repo: own, namespace: own, voucherBytes }).namespace
    return { name, used, limit }
  }

  /** Changes limits of a namespace or repo, by an administrator of the hub or (actor null) its operator. */
  async function change(of: QuotaTarget, changes: QuotaChanges, actorId: number | null): Promise<void> {
    await metadata.transact(async (tx) => {
      await tx.storageUsage.setQuota(of, changes)
      await tx.events.add({
        type: 'quota.changed',
        at: clock.now(),
        repoId: 'repoId' in of ? of.repoId : null,
        actorId,
        payload: { ...of, ...changes },
      })
    })
  }

  const faults = (limit: number): Promise<UsageFault[]> => metadata.storageUsage.faults(limit)
  /** Sets all sums to what is stored. */
  const repair = (): Promise<void> => metadata.transact((tx) => tx.storageUsage.recompute())

  return { charge, checkRoom, checkObjects, move, ofRepo, ofNamespace, change, faults, repair }
}
export type Quotas = ReturnType<typeof createQuotas>
export type Oids = Iterable<string[]> | AsyncIterable<string[]>

type Asked = Pick<Stores['metadata'] | Writers, 'organisations'>

/** The sum of a namespace says what all its repos keep: a role in one of them is not enough to hear it. */
async function hearsSum(
  { organisations }: Asked,
  { principal }: Grant,
  state: StorageState,
): Promise<boolean> {
  const { namespaceId, namespaceName: name } = state
  const role = principal.kind === 'user' ? await organisations.roleIn(principal.userId, namespaceId) : null
  return decide(principal, 'namespace:usage', { kind: 'namespace', name, role }).allow
}

const untold = ({ name }: Fill): HubError => new HubError('QuotaExceededUntold', { what: name })

function overrunError(fill: Fill, what: keyof Amount, more: Amount): HubError {
  const text = (value: Amount) => (what === 'bytes' ? bytesText(value.bytes) : `${value.files} files`)
  const numbers = { used: fill.used[what], limit: fill.limit[what], more: more[what] }
  return new HubError(
    'QuotaExceeded',
    { what: fill.name, used: text(fill.used), limit: text(fill.limit), more: text(more) },
    { quota: { of: fill.name, unit: what, ...numbers } },
  )
}
