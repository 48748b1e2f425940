import { newToken, tokenHash } from '../codecs/access-token.js'
import { HubError } from '../core/errors.js'
import type { Role, TokenScope } from '../core/policy.js'
import { checkNamespace } from '../core/repo-id.js'
import type { Namespace } from '../stores/metadata/accounts.js'
import type { Writers } from '../stores/metadata/metadata-store.js'
import type { Stores } from './context.js'

/** Users, organisations and their tokens. Reached from the command line only, until sign-in exists. */
export function createAccounts({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  async function create(
    kind: 'user' | 'org',
    name: string,
    options: { fullName?: string | undefined; email?: string | undefined; isAdmin?: boolean },
  ) {
    checkNamespace(name)
    return metadata.transact(async (tx) => {
      const fields = {
        kind,
        name,
        fullName: options.fullName ?? name,
        email: options.email ?? null,
        isAdmin: options.isAdmin ?? false,
      }
      const made = await tx.accounts.addNamespace(fields)
      if (!made) throw new HubError('AlreadyExists', { what: `A user or organisation called ${name}` })
      await tx.events.add({
        type: `${kind}.created`,
        at: clock.now(),
        repoId: null,
        actorId: null,
        payload: { name, ...(fields.isAdmin && { isAdmin: true }) },
      })
      return made
    })
  }

  /** Throws BadRequest unless there is a user (or organisation) of that name. */
  async function find(kind: 'user' | 'org', name: string): Promise<Namespace> {
    const found = await metadata.accounts.findNamespace(name)
    if (found?.kind === kind) return found
    throw new HubError('BadRequest', {
      why: `There is no ${kind === 'org' ? 'organisation' : 'user'} called "${name}".`,
    })
  }

  /** A new token; this is the only time it can be seen. `secret`: a token chosen by the operator. */
  async function createToken(
    userName: string,
    fields: { name: string; scope: TokenScope; expiresAt: Date | null; secret?: string | undefined },
  ): Promise<string> {
    const user = await find('user', userName)
    const token = fields.secret ?? newToken()
    const row = {
      userId: user.id,
      name: fields.name,
      hash: tokenHash(token),
      scope: fields.scope,
      expiresAt: fields.expiresAt,
    }
    const isMade = await metadata.transact(async (tx) => {
      if (!(await tx.accounts.addToken(row))) return false
      const { name, scope, expiresAt } = fields
      await note(tx, 'token.created', { user: user.name, name, scope, expiresAt })
      return true
    })
    if (!isMade) {
      throw new HubError('AlreadyExists', { what: `A token called ${fields.name} of ${user.name}` })
    }
    return token
  }

  async function revokeToken(userName: string, name: string): Promise<void> {
    const user = await find('user', userName)
    const isGone = await metadata.transact(async (tx) => {
      if (!(await tx.accounts.removeToken(user.id, name))) return false
      await note(tx, 'token.revoked', { user: user.name, name })
      return true
    })
    if (!isGone) {
      throw new HubError('BadRequest', { why: `${user.name} has no token called "${name}".` })
    }
  }

  const listTokens = async (userName: string) =>
    metadata.accounts.listTokens((await find('user', userName)).id)

  /** Gives a user a role in an organisation; null takes it away. */
  async function setRole(orgName: string, userName: string, role: Role | null): Promise<void> {
    const org = await find('org', orgName)
    const user = await find('user', userName)
    await metadata.transact(async (tx) => {
      await tx.accounts.setRole(org.id, user.id, role)
      await note(tx, 'role.set', { org: org.name, user: user.name, role })
    })
  }

  const note = (
    tx: Writers,
    type: 'token.created' | 'token.revoked' | 'role.set',
    payload: Record<string, unknown>,
  ) => tx.events.add({ type, at: clock.now(), repoId: null, actorId: null, payload })

  const list = (kind: 'user' | 'org', after: string, limit: number) =>
    metadata.accounts.listNamespaces(kind, after, limit)
  const memberships = (userId: number) => metadata.accounts.memberships(userId)
  const members = (orgId: number, after: string, limit: number) =>
    metadata.accounts.members(orgId, after, limit)
  const findAny = (name: string) => metadata.accounts.findNamespace(name)

  return { create, find, findAny, createToken, revokeToken, listTokens, setRole, list, memberships, members }
}
