import { HubError } from '../core/errors.js'
import type { PersonAttribute } from '../stores/metadata/people.js'
import { requireUser, type SignedIn } from './access.js'
import type { Stores } from './context.js'
import type { Attempts } from './sign-in/attempts.js'
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
  attempts,
}: Pick<Stores, 'metadata' | 'clock'> & { sessions: Sessions; attempts: Pick<Attempts, 'begin'> }) {
  async function read({ userId }: SignedIn): Promise<Profile> {
    const [user, attributes] = await Promise.all([
      metadata.accounts.findUser(userId),
      metadata.people.attributes(userId),
    ])
    const { name = '', fullName = '', email = null } = user ?? {}
    return { name, fullName, email, attributes }
  }

  /**
   * The address signs in, too, so changing it needs a fresh session, and it is one person's: of two with the same neither
   * could sign in by it. Throws FreshSignInNeeded, AlreadyExists, TooManyAttempts.
   */
  async function change(person: SignedIn, wish: ProfileWish, address: string): Promise<Profile> {
    const before = await read(person)
    const { userId } = requireUser(person)
    const changed = (['fullName', 'email'] as const).filter(
      (key) => wish[key] !== undefined && wish[key] !== before[key],
    )
    if (changed.length === 0) return before
    // what did not change is not written: it may have been changed elsewhere since it was read
    const fields = Object.fromEntries(changed.map((key) => [key, wish[key]])) as ProfileWish
    if (fields.email !== undefined) {
      sessions.requireFresh(person)
      // each counts, as one that is done: nobody asks for many, to learn which are somebody's
      await attempts.begin({ subject: 'profile-email', address })
    }
    await metadata.transact(async (tx) => {
      if (fields.email !== undefined && (await tx.passwords.isEmailTaken(fields.email, userId)))
        throw new HubError('AlreadyExists', { what: 'A user of this address' })
      await tx.accounts.setProfile(userId, fields)
      const payload = { userId, changed }
      await tx.events.add({ type: 'user.profile', at: clock.now(), repoId: null, actorId: userId, payload })
    })
    return read(person)
  }

  return { read, change }
}
