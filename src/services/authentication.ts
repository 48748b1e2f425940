import { tokenHash } from '../codecs/access-token.js'
import { parseCredentialRef } from '../core/credential.js'
import { HubError } from '../core/errors.js'
import type { Principal } from '../core/policy.js'
import { usable } from '../core/usable.js'
import type { Namespace, StoredToken } from '../stores/metadata/accounts.js'
import type { SessionOwner } from '../stores/metadata/sessions.js'
import type { SignedIn } from './access.js'
import type { Stores } from './context.js'
import type { Sessions } from './sign-in/sessions.js'

const ANONYMOUS: Principal = { kind: 'anonymous' }

/** Who is asking. What they may do is for `access` to say. */
export function createAuthentication({
  metadata,
  sessions,
  signIn,
}: Pick<Stores, 'metadata' | 'signIn'> & { sessions: Sessions }) {
  /** Who sent this credential. Throws InvalidToken. */
  async function authenticate(token: string | undefined): Promise<Principal> {
    if (token === undefined) return ANONYMOUS
    const found = (await metadata.accounts.findToken(tokenHash(token))) ?? (await findForeign(token))
    if (!found) throw new HubError('InvalidToken')
    usable(found.user)
    noteUse(found.token.id, found.token.lastUsedAt)
    return byToken(found.user, found.token)
  }

  /** The JavaScript client sends nothing but tokens that begin with hf_, so ours may be written behind it. */
  const findForeign = async (token: string) =>
    token.startsWith('hf_') ? metadata.accounts.findToken(tokenHash(token.slice(3))) : undefined

  function noteUse(tokenId: number, lastUsedAt: Date | null): void {
    if (lastUsedAt && Date.now() - lastUsedAt.getTime() < 60_000) return
    // a lost note of a use must not fail the use
    void metadata.transact((tx) => tx.accounts.touchToken(tokenId)).catch(() => {})
  }

  /**
   * Whose browser sent this cookie. It goes on sending one that has ended, or whose user is suspended; that is nobody's, so
   * that public pages and the way out stay open.
   */
  async function authenticateSession(secret: string): Promise<Principal> {
    const found = await sessions.resume(secret)
    return found && found.user.suspendedAt === null ? bySession(found) : ANONYMOUS
  }

  /**
   * The caller who was given a signed address, with the rights that their token or session has now. `ref`: see
   * `credentialRef`. Throws BadSignature when that has ended.
   */
  async function principalOf(ref: string): Promise<Principal> {
    const { kind, id } = parseCredentialRef(ref) ?? {}
    if (kind === 'none') return ANONYMOUS
    if (kind === 'token') {
      const found = await metadata.accounts.findTokenById(id as number)
      if (found) return byToken(usable(found.user), found.token)
    }
    if (kind === 'session') {
      const found = await sessions.byId(id as number)
      if (found) return bySession(found)
    }
    throw new HubError('BadSignature')
  }

  /** An administrator without a second factor acts as an ordinary user. */
  function bySession({ session, user }: SessionOwner): SignedIn {
    const { id, isStrong, signedInAt } = session
    return {
      kind: 'user',
      userId: user.id,
      name: user.name,
      isAdmin: usable(user).isAdmin && (isStrong || !signIn.adminSecondFactor),
      scope: { role: 'write' },
      credential: { kind: 'session', id, isStrong, signedInAt },
    }
  }

  /** A user as a receiver of what the hub sends on its own: all that their own roles let them know, by no token. */
  async function asUser(userId: number): Promise<SignedIn | undefined> {
    const user = await metadata.accounts.findUser(userId)
    if (!user || user.suspendedAt !== null) return undefined
    // not as an administrator: that takes a second factor, which nobody shows here
    const token = { id: 0, name: '', scope: { role: 'write' as const }, createdAt: user.createdAt }
    return byToken({ ...user, isAdmin: false }, token)
  }

  return { authenticate, authenticateSession, principalOf, asUser }
}
export type Authentication = ReturnType<typeof createAuthentication>

type ShownToken = Pick<StoredToken, 'id' | 'name' | 'scope' | 'createdAt'>

const byToken = (user: Namespace, { id, name, createdAt, scope }: ShownToken): SignedIn => ({
  kind: 'user',
  userId: user.id,
  name: user.name,
  isAdmin: user.isAdmin,
  scope,
  credential: { kind: 'token', id, name, createdAt },
})
