import type { Clock } from '../../core/clock.js'
import { HubError, isHubError } from '../../core/errors.js'
import { ATTRIBUTES, attributeValue, plainText } from '../../core/person.js'
import { claimAt, isInDomains, type ProviderSettings, userNames, verifiedEmail } from '../../core/provider.js'
import type { Namespace } from '../../stores/metadata/accounts.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import { createNamespaces } from '../organisations/namespaces.js'
import type { Person } from './exchange.js'

const MOST_LETTERS = 200

/** A new user for somebody whom nobody here knows. Their name is theirs at the provider, or like it. */
export async function createUser(
  tx: Writers,
  provider: ProviderSettings,
  { claims }: Person,
  clock: Clock,
): Promise<Namespace> {
  const fullName = plainText(claims.name, MOST_LETTERS)
  for (const name of userNames(claims)) {
    const user = await createNamespaces({ clock }).add(tx, 'user', name, { fullName }).catch(skipTaken)
    if (!user) continue
    // after the name, as at sign-up: two who lock both in turn would wait for each other
    const email = verifiedEmail(claims)
    const isFree = email !== undefined && !(await tx.passwords.isEmailTaken(email, user.id))
    if (isFree) await tx.identities.setEmail(user.id, email, clock.now())
    return user
  }
  throw new HubError('ProviderRefused', {
    label: provider.label,
    why: 'all names like yours are taken here; ask the operator of this hub for an account',
  })
}

/** These are thrown before anything is written, so the transaction goes on with the next name. */
function skipTaken(error: unknown): undefined {
  if (isHubError(error) && ['InvalidName', 'NameTaken', 'AlreadyExists'].includes(error.key)) return
  throw error
}

/** Throws ProviderRefused for an address that may not sign in here. */
export function requireDomain({ allowedDomains, label }: ProviderSettings, { claims }: Person): void {
  if (allowedDomains === undefined) return
  const email = verifiedEmail(claims)
  if (email !== undefined && isInDomains(email, allowedDomains)) return
  const why = `only checked e-mail addresses at ${allowedDomains.slice(0, 5).join(', ')} may sign in`
  throw new HubError('ProviderRefused', { label, why })
}

/** The few claims that are kept with an identity, to be shown to its person. */
export function keptClaims(claims: Record<string, unknown>): Record<string, string> {
  const entries = ['name', 'preferred_username'].flatMap((name) => {
    const text = plainText(claims[name], MOST_LETTERS)
    return text === undefined ? [] : [[name, text] as const]
  })
  return Object.fromEntries(entries)
}

/** Keeps what the provider says of a person, and takes back what it says no more. */
export async function keepAttributes(
  tx: Writers,
  userId: number,
  provider: ProviderSettings,
  { issuer, claims }: Person,
  clock: Clock,
): Promise<void> {
  for (const name of ATTRIBUTES) {
    const claim = provider.claims[name]
    const said = claim === undefined ? undefined : claimAt(claims, claim)
    const value = attributeValue(name, Array.isArray(said) ? said[0] : said)
    const at = clock.now()
    const isChanged =
      value === undefined
        ? await tx.people.retract(userId, name, issuer)
        : await tx.people.assert(userId, { name, value, assertedBy: issuer, at })
    if (!isChanged) continue
    const payload = { attribute: name, by: issuer }
    await tx.events.add({ type: 'attribute.changed', at, repoId: null, actorId: userId, payload })
  }
}
