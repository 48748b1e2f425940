import type { PersonAttribute } from '../stores/metadata/people.js'
import { requireUser, type SignedIn } from './access.js'
import type { Stores } from './context.js'
import type { Sessions } from './sign-in/sessions.js'

export interface Profile {
  name: string
  fullName: string
  email: string | null
  /** What policies know of the person, and who said so; nobody says it of themselves. */
  attributes: PersonAttribute[]
}
export interface ProfileWish {
  fullName?: string | undefined
  email?: string | undefined
}

/** What people say of themselves. */
export function createProfile({
  metadata,
  clock,
  sessions,
}: Pick<Stores, 'metadata' | 'clock'> & { sessions: Sessions }) {
  async function read({ userId }: SignedIn): Promise<Profile> {
    const [user, attributes] = await Promise.all([
      metadata.accounts.findUser(userId),
      metadata.people.attributes(userId),
    ])
    const { name = '', fullName = '', email = null } = user ?? {}
    return { name, fullName, email, attributes }
  }

  /** The address signs in, too, so changing it needs a fresh session. Throws FreshSignInNeeded. */
  async function change(person: SignedIn, wish: ProfileWish): Promise<Profile> {
    const before = await read(person)
    const { userId } = requireUser(person)
    if (wish.email !== undefined && wish.email !== before.email) sessions.requireFresh(person)
    const after = { fullName: wish.fullName ?? before.fullName, email: wish.email ?? before.email }
    const changed = (['fullName', 'email'] as const).filter((key) => after[key] !== before[key])
    if (changed.length === 0) return before
    await metadata.transact(async (tx) => {
      await tx.accounts.setProfile(userId, after)
      const payload = { userId, changed }
      await tx.events.add({ type: 'user.profile', at: clock.now(), repoId: null, actorId: userId, payload })
    })
    return { ...before, ...after }
  }

  return { read, change }
}
