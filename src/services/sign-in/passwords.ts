import { newSecret, secretHash } from '../../codecs/secret.js'
import { HubError } from '../../core/errors.js'
import { normalisePassword, wrongPassword } from '../../core/password-rules.js'
import { usable } from '../../core/usable.js'
import type { Namespace } from '../../stores/metadata/accounts.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { SignedIn } from '../access.js'
import type { createAccounts } from '../accounts.js'
import type { Stores } from '../context.js'
import type { Attempts } from './attempts.js'
import { type Hashing, isOutdated } from './hashing.js'
import { type OpenedSession, type Sessions, sessionOf } from './sessions.js'

const LINK_MS = 24 * 3_600_000

type Parts = Pick<Stores, 'metadata' | 'clock'> & {
  accounts: ReturnType<typeof createAccounts>
  attempts: Attempts
  hashing: Hashing
  sessions: Sessions
}

/** Setting and checking passwords. */
export function createPasswords({ metadata, clock, accounts, attempts, hashing, sessions }: Parts) {
  /** Throws BadRequest for a password that is too easily guessed, and Busy. */
  async function hashFor(user: { name: string; email: string | null }, password: string): Promise<string> {
    const normal = normalisePassword(password)
    const why = wrongPassword(normal, user)
    if (why) throw new HubError('BadRequest', { why })
    return hashing.hashPassword(normal)
  }

  /** Whether it is the user's password; takes as long for nobody. A hash of old parameters is made anew. */
  async function isRight(userId: number | undefined, password: string): Promise<boolean> {
    const normal = normalisePassword(password)
    const stored = userId === undefined ? undefined : await metadata.passwords.hashOf(userId)
    const isSame = await hashing.isRight(stored, normal)
    if (isSame && stored && userId !== undefined && isOutdated(stored)) {
      const hash = await hashing.hashPassword(normal)
      await metadata.transact((tx) => tx.passwords.rehash(userId, stored, hash))
    }
    return isSame
  }

  /** Sets a password and ends the user's sessions, but one. `actorId` null: the operator. */
  async function put(
    tx: Writers,
    user: { id: number },
    hash: string,
    { keep, actorId }: { keep: number | null; actorId: number | null },
  ): Promise<void> {
    await tx.passwords.setHash(user.id, hash, clock.now())
    await tx.passwords.removeLinks(user.id)
    await tx.sessions.endOthers(user.id, keep)
    await note(tx, 'user.password', actorId, { userId: user.id })
  }

  /** Changes one's own password; whoever has one must know it. Other sessions end, this one gets a new secret. */
  async function change(
    person: SignedIn,
    { current, password, address }: { current: string | undefined; password: string; address: string },
  ): Promise<OpenedSession> {
    const { userId } = person
    const session = sessionOf(person)
    if (await metadata.passwords.hashOf(userId)) {
      const attempt = await attempts.begin({ subject: `change ${userId}`, address })
      if (!(await isRight(userId, current ?? ''))) throw new HubError('WrongPassword')
      await attempt.succeed()
    }
    const hash = await hashFor(await accounts.find('user', person.name), password)
    await metadata.transact((tx) => put(tx, { id: userId }, hash, { keep: session.id, actorId: userId }))
    return sessions.renew(person, session.isStrong)
  }

  /** The operator sets a password. Throws BadRequest for a name that is nobody's. */
  async function set(userName: string, password: string): Promise<void> {
    const user = await accounts.find('user', userName)
    const hash = await hashFor(user, password)
    await metadata.transact((tx) => put(tx, user, hash, { keep: null, actorId: null }))
  }

  /** The secret of a link by which a user sets a password, once, within a day. */
  async function makeLink(userName: string): Promise<string> {
    const user = await accounts.find('user', userName)
    const secret = newSecret()
    const endsAt = new Date(clock.now().getTime() + LINK_MS)
    await metadata.transact(async (tx) => {
      await tx.passwords.setLink(user.id, secretHash(secret), endsAt)
      await note(tx, 'user.link', null, { userId: user.id })
    })
    return secret
  }

  /** Uses a link. Throws LinkEnded, AccountSuspended, or BadRequest for a bad password, after which the link still works. */
  async function setByLink(secret: string, password: string): Promise<Namespace> {
    const linkHash = secretHash(secret)
    const user = await metadata.transact((tx) => tx.passwords.lockLink(linkHash, clock.now()))
    if (!user) throw new HubError('LinkEnded')
    usable(user)
    const hash = await hashFor(user, password)
    await metadata.transact(async (tx) => {
      if (!(await tx.passwords.lockLink(linkHash, clock.now()))) throw new HubError('LinkEnded')
      await put(tx, user, hash, { keep: null, actorId: user.id })
    })
    return user
  }

  const note = (
    tx: Writers,
    type: 'user.password' | 'user.link',
    actorId: number | null,
    payload: Record<string, unknown>,
  ) => tx.events.add({ type, at: clock.now(), repoId: null, actorId, payload })

  const sweep = () => metadata.transact((tx) => tx.passwords.sweepLinks(clock.now()))

  return { hashFor, isRight, put, change, set, makeLink, setByLink, sweep }
}
export type Passwords = ReturnType<typeof createPasswords>
