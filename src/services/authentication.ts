import { tokenHash } from '../codecs/access-token.js'
import { HubError } from '../core/errors.js'
import type { Principal } from '../core/policy.js'
import type { Namespace, StoredToken } from '../stores/metadata/accounts.js'
import type { MetadataStore } from '../stores/metadata/metadata-store.js'
import type { SignedIn } from './access.js'

const ANONYMOUS: Principal = { kind: 'anonymous' }

/** Who is asking. What they may do is for `access` to say. */
export function createAuthentication(metadata: MetadataStore) {
  /** Who sent this credential. Throws InvalidToken. */
  async function authenticate(token: string | undefined): Promise<Principal> {
    if (token === undefined) return ANONYMOUS
    const found = (await metadata.accounts.findToken(tokenHash(token))) ?? (await findForeign(token))
    if (!found) throw new HubError('InvalidToken')
    noteUse(found.token.id, found.token.lastUsedAt)
    return signedIn(found.user, found.token)
  }

  /** The JavaScript client sends nothing but tokens that begin with hf_, so ours may be written behind it. */
  const findForeign = async (token: string) =>
    token.startsWith('hf_') ? metadata.accounts.findToken(tokenHash(token.slice(3))) : undefined

  function noteUse(tokenId: number, lastUsedAt: Date | null): void {
    if (lastUsedAt && Date.now() - lastUsedAt.getTime() < 60_000) return
    // a lost note of a use must not fail the use
    void metadata.transact((tx) => tx.accounts.touchToken(tokenId)).catch(() => {})
  }

  /** The caller who was given a signed address, with the rights that its token has now. 0: anonymous. */
  async function principalOf(tokenId: number): Promise<Principal> {
    if (tokenId === 0) return ANONYMOUS
    const found = await metadata.accounts.findTokenById(tokenId)
    if (!found) throw new HubError('BadSignature')
    return signedIn(found.user, found.token)
  }

  /** A user as a receiver of what the hub sends on its own: all that they may know, by no token. */
  async function asUser(userId: number): Promise<SignedIn | undefined> {
    const user = await metadata.accounts.findUser(userId)
    if (!user) return undefined
    const token = { id: 0, name: '', scope: { role: 'write' as const }, createdAt: user.createdAt }
    return signedIn(user, token)
  }

  return { authenticate, principalOf, asUser }
}
export type Authentication = ReturnType<typeof createAuthentication>

const signedIn = (
  user: Namespace,
  token: Pick<StoredToken, 'id' | 'name' | 'scope' | 'createdAt'>,
): SignedIn => ({
  kind: 'user',
  userId: user.id,
  name: user.name,
  isAdmin: user.isAdmin,
  scope: token.scope,
  tokenId: token.id,
  tokenName: token.name,
  tokenCreatedAt: token.createdAt,
})
