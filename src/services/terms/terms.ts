import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import { mayStoreIn, parseTerms, type Terms, type TermsInForce } from '../../core/terms.js'
import { pageOf } from '../../core/terms-rules.js'
import type { TermsVersion } from '../../stores/metadata/terms.js'
import type { Grant } from '../access.js'
import type { Indexing } from '../catalogue/indexing.js'
import type { Stores } from '../context.js'
import { actorIdOf } from '../grants.js'
import { termsOf } from './conditions.js'

export type { TermsVersion } from '../../stores/metadata/terms.js'

/** The terms of use of repos: versions that follow each other; see docs/terms.md. */
export function createTerms({
  metadata,
  clock,
  hubCountry,
  indexing,
}: Pick<Stores, 'metadata' | 'clock' | 'hubCountry'> & { indexing: Pick<Indexing, 'resize'> }) {
  /** The newest version; undefined: there are none. */
  const inForce = ({ repo }: Grant): { version: number; setAt: Date; terms: TermsInForce } | undefined =>
    repo.terms
      ? { version: repo.terms.version, setAt: new Date(repo.terms.setAt), terms: termsOf(repo) }
      : undefined

  const history = ({ repo }: Grant, before: number, limit: number): Promise<TermsVersion[]> =>
    metadata.terms.history(repo.id, before, limit)

  /**
   * Adds a version. Approvals for purposes that it does not name end, and a gate is closed when it asks for approvals.
   * Throws TermsRefused.
   */
  async function set(grant: Grant<'repo:admin'>, document: unknown): Promise<number> {
    const terms = readable(document)
    if (!mayStoreIn(terms, hubCountry)) throw elsewhere(terms, hubCountry)
    const { repo } = grant
    const at = clock.now()
    return metadata.transact(async (tx) => {
      const fields = { repoId: repo.id, document, page: pageOf(terms), setBy: actorIdOf(grant.principal), at }
      const version = await tx.terms.add(fields)
      const now = await tx.repos.byId(repo.id)
      if (terms.who === 'approved' && now?.gated === null) await tx.repos.setGated(repo.id, 'manual')
      await indexing.resize(tx, repo.id)
      const days = typeof terms.deleteBy === 'number' ? terms.deleteBy : null
      const ended = await tx.gate.narrow(repo.id, { purposes: terms.purposes, days }, at)
      const payload = { version, terms: document, approvalsChanged: ended }
      await tx.events.add({
        type: 'repo.terms',
        at,
        repoId: repo.id,
        actorId: actorIdOf(grant.principal),
        payload,
      })
      return version
    })
  }

  return { inForce, history, set }
}

/** Throws TermsRefused. */
function readable(document: unknown): Terms {
  const read = parseTerms(document)
  if ('problem' in read) throw new HubError('TermsRefused', { ...read.problem })
  return read.terms
}

const elsewhere = ({ storage }: Terms, country: string | null): HubError =>
  new HubError('TermsRefused', {
    key: 'storage',
    why: `bytes may be kept in ${storage?.join(', ')}, and this hub ${
      country
        ? `keeps them in ${country}`
        : 'does not say where it keeps them; its operator sets DATABELT_COUNTRY'
    }`,
  })

/** Terms that ask for approvals need a gate. Throws BadRequest when it would be opened. */
export function requireGateFor({ repo }: Grant, gated: 'auto' | 'manual' | null | undefined): void {
  const terms = termsOf(repo)
  if (gated === null && terms !== null && terms !== 'unreadable' && terms.who === 'approved')
    throw new HubError('BadRequest', {
      why: `The terms of ${fullName(repo)} open it to approved people only. Set other terms first, then open the gate.`,
    })
}
