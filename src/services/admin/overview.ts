import type { StatsFs } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Principal } from '../../core/policy.js'
import type { FoundAccount } from '../../stores/metadata/overview.js'
import type { ViewState } from '../../stores/metadata/tables.js'
import { ALLOWED, type Recorder } from '../audit/recorder.js'
import type { AuditProof } from '../audit/verifier.js'
import type { Stores } from '../context.js'
import type { StorageReport } from '../storage.js'

export type { FoundAccount, HubJob } from '../../stores/metadata/overview.js'

/** A part of the hub, and whether it works. */
export interface PartHealth {
  part: 'database' | 'disk' | 'sandbox' | 'mail' | 'audit'
  isGood: boolean
  /** In numbers: milliseconds of the database, free bytes of the disk, unsealed entries of the audit. */
  value: number | null
  /** What is wrong, in words. */
  detail: string | null
}
/** Entries that wait longer than the sealer takes are a sign that it stands still. */
const MOST_UNSEALED = 20_000

type Needs = Pick<Stores, 'metadata' | 'clock' | 'sandbox' | 'tableCache' | 'limits'> & {
  ofHub(): Promise<StorageReport>
  checkMail(): Promise<boolean>
  verify(): Promise<AuditProof>
  recorder: Pick<Recorder, 'record'>
}

/** What administrators see of the hub as a whole. The caller has asked for `hub:admin`. */
export function createOverview({ metadata, clock, sandbox, tableCache, limits, ...parts }: Needs) {
  let verifying: Promise<AuditProof & { at: Date }> | undefined

  /** Sizes and counts; storage is added up over all files, which takes a while on a large hub. */
  async function read() {
    const [storage, counts, jobs] = await Promise.all([
      parts.ofHub(),
      metadata.overview.counts(),
      metadata.overview.jobCounts(),
    ])
    return { storage, counts, jobs }
  }

  const health = (): Promise<PartHealth[]> => Promise.all([database(), disk(), walls(), mail(), sealing()])

  async function database(): Promise<PartHealth> {
    const began = performance.now()
    return told('database', async () => {
      await metadata.ping()
      return { isGood: true, value: Math.round(performance.now() - began), detail: null }
    })
  }
  const disk = (): Promise<PartHealth> =>
    told('disk', async () => {
      const { bavail, bsize } = await statfsNearest(tableCache.folder)
      const free = bavail * bsize
      return { isGood: free > limits.minFreeBytes * 4, value: free, detail: null }
    })
  const walls = (): Promise<PartHealth> =>
    told('sandbox', async () => {
      const { missing } = sandbox.walls
      return { isGood: missing.length === 0, value: null, detail: missing.join('; ') || null }
    })
  const mail = (): Promise<PartHealth> =>
    told('mail', async () => {
      const isSet = await parts.checkMail()
      return { isGood: true, value: isSet ? 1 : 0, detail: null }
    })
  const sealing = (): Promise<PartHealth> =>
    told('audit', async () => {
      const { unsealed } = await metadata.overview.counts()
      return { isGood: unsealed < MOST_UNSEALED, value: unsealed, detail: null }
    })

  /** Traffic by day and kind, and answers by hour. */
  async function traffic({ from, to }: { from: string; to: string }) {
    const [days, hours] = await Promise.all([
      metadata.overview.traffic(from, to),
      metadata.overview.answers(new Date(`${from}T00:00:00Z`)),
    ])
    return { days, hours }
  }

  /** Names of repos, private ones too, so who saw which is recorded. */
  async function jobs(principal: Principal, state: ViewState, before: number, limit: number) {
    const found = await metadata.overview.jobs(state, before, limit + 1)
    const rows = found.slice(0, limit)
    const repos = rows.map(({ repoId, type, namespace, name }) => ({ id: repoId, type, namespace, name }))
    await parts.recorder.record(principal, 'hub:admin', { repos }, ALLOWED)
    return { rows, more: found.length > limit }
  }

  /** Addresses of people, so who read them is recorded. */
  async function accounts(
    principal: Principal,
    wanted: { kind: 'user' | 'org'; words: string; isSuspended: boolean },
    page: { after: string; limit: number },
  ): Promise<FoundAccount[]> {
    const found = await metadata.overview.findAccounts(wanted, page)
    await parts.recorder.record(principal, 'hub:admin', { repos: [] }, ALLOWED)
    return found
  }

  /** Proves the whole audit; several who ask at once get one proof. */
  function verify(): Promise<AuditProof & { at: Date }> {
    verifying ??= parts
      .verify()
      .then((proof) => ({ ...proof, at: clock.now() }))
      .finally(() => {
        verifying = undefined
      })
    return verifying
  }

  return { read, health, traffic, jobs, accounts, verify }
}

async function told(
  part: PartHealth['part'],
  look: () => Promise<Omit<PartHealth, 'part'>>,
): Promise<PartHealth> {
  try {
    return { part, ...(await look()) }
  } catch (error) {
    return {
      part,
      isGood: false,
      value: null,
      detail: error instanceof Error ? error.message : String(error),
    }
  }
}

/** Of the folder, or of the first above it that is there: folders of a new hub are made when they are needed. */
async function statfsNearest(folder: string): Promise<StatsFs> {
  try {
    return await statfs(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error
    return statfsNearest(dirname(folder))
  }
}
