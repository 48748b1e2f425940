import { publicPem } from '../../codecs/audit-chain.js'
import { type AuditEntry, toldToActor, toldToRepo } from '../../core/audit.js'
import { HubError } from '../../core/errors.js'
import type { Principal } from '../../core/policy.js'
import type { AuditQuery, StoredEntry } from '../../stores/metadata/audit.js'
import { type Grant, requireUser } from '../access.js'
import type { Stores } from '../context.js'
import { createPruning } from './pruning.js'
import { ALLOWED, type Recorder } from './recorder.js'
import { createSealer } from './sealer.js'
import { createVerifier } from './verifier.js'

/** An entry as it is given out. */
export interface ReadEntry {
  seq: number
  hash: string
  entry: AuditEntry & { seq: number }
  /** The entry as it was hashed. */
  text: string
}
export interface AuditFilter {
  after?: number | undefined
  /** namespace/name, also of repos that are no more. */
  repo?: string | undefined
  user?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
}

const PAGE = 500

type Needs = Pick<Stores, 'metadata' | 'clock' | 'auditHeads'> & { recorder: Recorder }

/** Reading the record of who saw what, and proving that it is whole. Reading it is recorded, too. */
export function createAudit(needs: Needs) {
  const { metadata, recorder } = needs
  const sealer = createSealer(needs)
  const verifier = createVerifier({ ...needs, sealer })

  /** A page of all entries. The caller has asked for `hub:admin`, or is the operator. */
  async function page(principal: Principal, filter: AuditFilter, limit: number): Promise<ReadEntry[]> {
    const query = await begin(principal, filter, 'audit:read')
    return (await metadata.audit.entries({ ...query, limit })).map(opened)
  }

  /** All entries that fit, a few at a time. */
  async function all(principal: Principal, filter: AuditFilter): Promise<AsyncGenerator<ReadEntry>> {
    return through(await begin(principal, filter, 'audit:export'))
  }

  /** Those of one repo since it has been its owner's, without what they say of other repos. */
  async function ofRepo(
    { principal, repo }: Grant<'repo:admin'>,
    filter: Pick<AuditFilter, 'after' | 'since' | 'until'>,
    limit: number,
  ): Promise<ReadEntry[]> {
    await recorder.record(principal, 'audit:read', { asked: repo, repos: [repo] }, ALLOWED)
    await sealer.seal({ wait: true })
    const query = { ...filter, after: filter.after ?? 0, ownedRepo: repo, limit }
    const rows = await metadata.audit.entries(query)
    return rows
      .map(opened)
      .map((each) => ({ ...each, entry: { ...each.entry, ...toldToRepo(each.entry, repo.id) } }))
  }

  /** What is recorded of the caller, the newest first. */
  async function ofMine(
    principal: Principal,
    page: { skip: number; limit: number; since?: Date | undefined; until?: Date | undefined },
  ) {
    const { userId } = requireUser(principal)
    await recorder.record(principal, 'audit:read-own', { repos: [] }, ALLOWED)
    await sealer.seal({ wait: true })
    const rows = await metadata.audit.newestOf(userId, page)
    return rows.map((row) => {
      // the number would tell how much others do on this hub
      const { seq: _, ...entry } = opened(row).entry
      return toldToActor(entry)
    })
  }

  async function begin(
    principal: Principal,
    { after = 0, repo, user, since, until }: AuditFilter,
    action: string,
  ): Promise<Omit<AuditQuery, 'limit'>> {
    const found = user === undefined ? undefined : await metadata.accounts.findNamespace(user)
    if (user !== undefined && found?.kind !== 'user')
      throw new HubError('BadRequest', { why: `There is no user called "${user.slice(0, 100)}".` })
    await recorder.record(principal, action, { repos: [] }, ALLOWED)
    await sealer.seal({ wait: true })
    return { after, userId: found?.id, name: repo?.toLowerCase(), since, until }
  }

  async function* through(query: Omit<AuditQuery, 'limit'>): AsyncGenerator<ReadEntry> {
    for (let after = query.after; ; ) {
      const rows = await metadata.audit.entries({ ...query, after, limit: PAGE })
      yield* rows.map(opened)
      after = rows.at(-1)?.seq ?? after
      if (rows.length < PAGE) return
    }
  }

  /** The newest head, made now, with the key that others check it by. */
  async function head() {
    await sealer.seal({ head: true, wait: true })
    return { head: await metadata.audit.lastHead(), publicKey: publicPem(await sealer.key()) }
  }

  const { prune } = createPruning({ ...needs, sealer, verify: verifier.verify })

  return { page, all, ofRepo, ofMine, head, prune, verify: verifier.verify, seal: sealer.seal }
}

const opened = ({ seq, hash, text }: StoredEntry): ReadEntry => ({
  seq,
  hash: hash.toString('hex'),
  entry: JSON.parse(text),
  text,
})
