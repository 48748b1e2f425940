import { HubError } from '../../core/errors.js'
import { LEVEL, type Role, type TokenScope } from '../../core/policy.js'
import { parseFullName } from '../../core/repo-id.js'
import type { StoredToken } from '../../stores/metadata/accounts.js'
import type { createAccess, SignedIn } from '../access.js'
import type { createAccounts } from '../accounts.js'
import type { Stores } from '../context.js'
import type { Sessions } from './sessions.js'

const MOST_TOKENS = 200
const ACTION = { read: 'repo:read', write: 'repo:write', admin: 'repo:admin' } as const

export interface NewToken {
  name: string
  scope: TokenScope
  expiresAt: Date | null
}
type Parts = Pick<Stores, 'metadata'> & {
  access: ReturnType<typeof createAccess>
  accounts: ReturnType<typeof createAccounts>
  sessions: Sessions
}

/** The tokens of a person, made and revoked by themselves. */
export function createOwnTokens({ metadata, access, accounts, sessions }: Parts) {
  const list = (person: SignedIn): Promise<StoredToken[]> => metadata.accounts.listTokens(person.userId)

  /** The token, which is shown this once. Throws as `requireStrong`, AlreadyExists, or BadRequest for a grant out of reach. */
  async function create(person: SignedIn, { name, scope, expiresAt }: NewToken): Promise<string> {
    await sessions.requireStrong(person)
    if ((await list(person)).length >= MOST_TOKENS)
      throw new HubError('BadRequest', { why: `You have ${MOST_TOKENS} tokens. Revoke one first.` })
    if (scope.role === 'fineGrained') for (const grant of scope.grants) await requireReach(person, grant)
    return accounts.createToken(person.name, { name, scope, expiresAt, actorId: person.userId })
  }

  const revoke = (person: SignedIn, name: string): Promise<void> =>
    accounts.revokeToken(person.name, name, person.userId)

  /** A grant that can do nothing now could come to something later, unnoticed. */
  async function requireReach(person: SignedIn, grant: { entity: string; role: Role }): Promise<void> {
    const isReached = grant.entity.includes('/')
      ? await reachesRepo(person, grant)
      : await reachesNamespace(person, grant)
    if (isReached) return
    throw new HubError('BadRequest', {
      why: `You do not have the role ${grant.role} in ${grant.entity}, or there is no such place.`,
    })
  }

  async function reachesRepo(person: SignedIn, { entity, role }: { entity: string; role: Role }) {
    for (const type of ['dataset', 'model'] as const) {
      const asked = access.authorize(person, ACTION[role], parseFullName(entity, type))
      if (
        await asked.then(
          () => true,
          () => false,
        )
      )
        return true
    }
    return false
  }

  /** Anybody may read what is open to them in a namespace. */
  async function reachesNamespace(person: SignedIn, { entity, role }: { entity: string; role: Role }) {
    const namespace = await accounts.findAny(entity)
    if (!namespace) return false
    const own = person.isAdmin ? 'admin' : await metadata.organisations.roleIn(person.userId, namespace.id)
    // a contributor writes to some of its repos; a token only narrows that
    return role === 'read' || LEVEL[own === 'contributor' ? 'write' : (own ?? 'none')] >= LEVEL[role]
  }

  return { list, create, revoke }
}
