import { type AccessState, accessState } from '../../core/gate.js'
import type { Opening } from '../../core/opening.js'
import type { Principal } from '../../core/policy.js'
import { readTerms, type TermsInForce } from '../../core/terms.js'
import type { TermsCase } from '../../core/terms-rules.js'
import type { AccessRequest } from '../../stores/metadata/gate.js'
import type { MetadataStore } from '../../stores/metadata/metadata-store.js'
import type { Repo } from '../../stores/metadata/repos.js'

/** The terms that hold for a repo now. */
export const termsOf = ({ terms }: Pick<Repo, 'terms'>): TermsInForce =>
  terms === null ? null : (readTerms(terms.document) ?? 'unreadable')

/** What the policy must know of a repo and its asker beside role and gate. Asks no more than the terms speak of. */
export async function conditionsOf(
  { metadata, hubCountry }: { metadata: MetadataStore; hubCountry: string | null },
  principal: Principal,
  repo: Repo,
  request: AccessRequest | undefined,
  now: Date,
): Promise<TermsCase & { opening: Opening; access: AccessState }> {
  const terms = termsOf(repo)
  const access = accessState(request, now)
  const base = { access, opening: repo.opening, terms, country: null, hubCountry, approval: null, now }
  if (terms === null || terms === 'unreadable' || principal.kind !== 'user') return base
  const { userId } = principal
  return {
    ...base,
    country: terms.residents && (await metadata.terms.country(userId)),
    approval: request?.grantedUntil
      ? {
          purpose: request.grantedPurpose,
          at: request.grantedAt,
          unreportedSince:
            terms.report === null ? null : await metadata.terms.unreportedSince(repo.id, userId),
        }
      : null,
  }
}
