import { newSecret, secretHash } from '../../codecs/secret.js'
import { HubError } from '../../core/errors.js'
import type { Principal } from '../../core/policy.js'
import { usable } from '../../core/usable.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { SessionOwner, StoredSession } from '../../stores/metadata/sessions.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { createStrength } from './strength.js'

const DAY_MS = 86_400_000
const IDLE_MS = 14 * DAY_MS
const LONGEST_MS = 90 * DAY_MS
const TOUCH_MS = 60_000
/** Of one user; the oldest end first. */
const MOST = 50
const FRESH_MS = 30 * 60_000
const MOST_USER_AGENT = 256

/** Where a request came from. */
export interface From {
  address: string
  userAgent: string
}
export interface OpenedSession {
  /** For the cookie of the person; only its hash is kept. */
  secret: string
  expiresAt: Date
}
export interface HowSignedIn {
  how: 'password' | 'passkey' | `oidc:${string}`
  /** With a second factor, or a passkey that verified its person. */
  strong: boolean
  from: From
  /** Who the browser was before; that session ends. */
  replaces?: Principal
}

/** People who are signed in; see docs/sign-in.md. */
export function createSessions({ metadata, clock, signIn }: Pick<Stores, 'metadata' | 'clock' | 'signIn'>) {
  const times = () => {
    const now = clock.now()
    return { now, idleSince: new Date(now.getTime() - IDLE_MS) }
  }

  /** A session under a new secret, for a person who has just proved who they are. Throws AccountSuspended. */
  async function open(userId: number, { how, strong, from, replaces }: HowSignedIn): Promise<OpenedSession> {
    const user = await metadata.accounts.findUser(userId)
    if (user) usable(user)
    const secret = newSecret()
    const now = clock.now()
    const session = {
      ...{ userId, how, isStrong: strong, signedInAt: now, address: from.address },
      endsAt: new Date(now.getTime() + LONGEST_MS),
      userAgent: from.userAgent.slice(0, MOST_USER_AGENT),
    }
    await metadata.transact(async (tx) => {
      if (replaces?.kind === 'user' && replaces.credential.kind === 'session')
        await tx.sessions.end(replaces.userId, replaces.credential.id)
      const id = await tx.sessions.add(session, secretHash(secret), MOST)
      await note(tx, 'user.signed-in', userId, { session: id, how, strong })
    })
    return { secret, expiresAt: session.endsAt }
  }

  /** The session of a cookie; undefined when it has ended or never was. */
  async function resume(secret: string): Promise<SessionOwner | undefined> {
    const found = await metadata.sessions.bySecret(secretHash(secret), times())
    if (found) noteUse(found.session)
    return found
  }

  const byId = (id: number): Promise<SessionOwner | undefined> => metadata.sessions.byId(id, times())

  function noteUse({ id, lastSeenAt }: StoredSession): void {
    const now = clock.now()
    if (now.getTime() - lastSeenAt.getTime() < TOUCH_MS) return
    // a lost note of a use must not fail the use
    void metadata.transact((tx) => tx.sessions.touch(id, now)).catch(() => {})
  }

  /** The same session under another secret, because its person has proved more; the old secret is void. */
  async function renew(person: SignedIn, strong: boolean): Promise<OpenedSession> {
    const secret = newSecret()
    const { id } = sessionOf(person)
    const found = await byId(id)
    const change = { secretHash: secretHash(secret), isStrong: strong, at: clock.now() }
    const isDone = found && (await metadata.transact((tx) => tx.sessions.renew(id, change)))
    if (!isDone) throw new HubError('NotSignedIn')
    return { secret, expiresAt: found.session.endsAt }
  }

  const list = (userId: number): Promise<StoredSession[]> => metadata.sessions.list(userId, times())

  /** Ends one session of a user; its secret and the addresses signed for it are void at once. */
  async function end(userId: number, id: number): Promise<boolean> {
    return metadata.transact(async (tx) => {
      const isEnded = await tx.sessions.end(userId, id)
      if (isEnded) await note(tx, 'user.signed-out', userId, { session: id })
      return isEnded
    })
  }

  /** Throws FreshSignInNeeded for a session whose person proved who they are too long ago. */
  function requireFresh(principal: Principal): SignedIn {
    if (principal.kind !== 'user') throw new HubError('NotSignedIn')
    const { signedInAt } = sessionOf(principal)
    if (clock.now().getTime() - signedInAt.getTime() > FRESH_MS) throw new HubError('FreshSignInNeeded')
    return principal
  }

  const note = (
    tx: Writers,
    type: 'user.signed-in' | 'user.signed-out',
    actorId: number,
    payload: Record<string, unknown>,
  ) => tx.events.add({ type, at: clock.now(), repoId: null, actorId, payload })

  const sweep = () => metadata.transact((tx) => tx.sessions.sweep(times()))

  return {
    open,
    resume,
    byId,
    renew,
    list,
    end,
    requireFresh,
    ...createStrength({ metadata, signIn, requireFresh }),
    sweep,
  }
}
export type Sessions = ReturnType<typeof createSessions>

/** The session of a person. Throws SessionNeeded for a token. */
export function sessionOf({ credential }: SignedIn) {
  if (credential.kind !== 'session') throw new HubError('SessionNeeded')
  return credential
}
