import { HubError } from '../../core/errors.js'
import { plainText } from '../../core/person.js'
import type { ProviderSettings } from '../../core/provider.js'
import type { Identity } from '../../stores/metadata/identities.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import type { Sessions } from '../sign-in/sessions.js'
import type { Person } from './exchange.js'
import { createUser, keepAttributes, keptClaims } from './newcomers.js'

export type { Identity }

const MOST_IDENTITIES = 20
const MOST_EMAIL = 254

/** Which user has which account of a provider; see docs/passkeys-and-providers.md. */
export function createIdentities({
  metadata,
  clock,
  sessions,
}: Pick<Stores, 'metadata' | 'clock'> & { sessions: Sessions }) {
  /** Whoever has this account of the provider: found by issuer and subject, whatever else it says. */
  async function userOf(provider: ProviderSettings, person: Person): Promise<number> {
    return metadata.transact(async (tx) => {
      const known = await tx.identities.lock(person.issuer, person.subject)
      if (!known && !provider.createUsers) throw new HubError('NoAccount', { label: provider.label })
      if (known) await tx.identities.use(known.id, described(person))
      const userId = known?.userId ?? (await createUser(tx, provider, person, clock)).id
      if (!known) await add(tx, userId, provider, person)
      await keepAttributes(tx, userId, provider, person, clock)
      return userId
    })
  }

  async function link(provider: ProviderSettings, person: Person, { userId }: SignedIn): Promise<void> {
    await metadata.transact(async (tx) => {
      const known = await tx.identities.lock(person.issuer, person.subject)
      if (known && known.userId !== userId) throw new HubError('IdentityTaken', { label: provider.label })
      if (known) await tx.identities.use(known.id, described(person))
      else await add(tx, userId, provider, person)
      await keepAttributes(tx, userId, provider, person, clock)
    })
  }

  async function add(tx: Writers, userId: number, provider: ProviderSettings, person: Person) {
    await tx.identities.lockWays(userId)
    if ((await tx.identities.ofUser(userId)).length >= MOST_IDENTITIES)
      throw new HubError('BadRequest', { why: `A user has at most ${MOST_IDENTITIES} linked accounts.` })
    const { issuer, subject } = person
    await tx.identities.add({ userId, issuer, subject, ...described(person) })
    await note(tx, 'identity.linked', userId, { provider: provider.name, issuer })
  }

  const described = ({ claims }: Person) => ({
    email: plainText(claims.email, MOST_EMAIL) ?? null,
    claims: keptClaims(claims),
    at: clock.now(),
  })

  const list = (userId: number): Promise<Identity[]> => metadata.identities.ofUser(userId)

  /** What its provider has said of the person goes with it. Throws IdentityNotFound or LastWayIn. */
  async function unlink(person: SignedIn, id: number): Promise<void> {
    const { userId } = sessions.requireFresh(person)
    await metadata.transact(async (tx) => {
      const ways = await tx.identities.lockWays(userId)
      const all = await tx.identities.ofUser(userId)
      const identity = all.find((each) => each.id === id)
      if (!identity) throw new HubError('IdentityNotFound', { id })
      if (ways <= 1) throw new HubError('LastWayIn')
      await tx.identities.remove(id)
      const { issuer } = identity
      if (all.filter((each) => each.issuer === issuer).length === 1)
        await tx.people.retractAll(userId, issuer)
      await note(tx, 'identity.removed', userId, { issuer })
    })
  }

  const note = (
    tx: Writers,
    type: 'identity.linked' | 'identity.removed',
    actorId: number,
    payload: Record<string, unknown>,
  ) => tx.events.add({ type, at: clock.now(), repoId: null, actorId, payload })

  return { userOf, link, list, unlink }
}
export type Identities = ReturnType<typeof createIdentities>
