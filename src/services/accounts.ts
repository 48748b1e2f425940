import { newToken, tokenHash } from '../codecs/access-token.js'
import { HubError } from '../core/errors.js'
import type { OrgRole, TokenScope } from '../core/policy.js'
import type { Namespace } from '../stores/metadata/accounts.js'
import type { Writers } from '../stores/metadata/metadata-store.js'
import type { Stores } from './context.js'
import { createMembers } from './organisations/members.js'
import { createNamespaces } from './organisations/namespaces.js'

/** Users, organisations and their tokens, as the operator of the hub sees them. */
export function createAccounts({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  const namespaces = createNamespaces({ clock })
  const roles = createMembers({ metadata, clock })

  /** Throws InvalidName, AlreadyExists or NameTaken. */
  const create = (
    kind: 'user' | 'org',
    name: string,
    options: { fullName?: string | undefined; email?: string | undefined; isAdmin?: boolean },
    /** What must be done together with it. */
    also: (tx: Writers, made: Namespace) => Promise<void> = async () => {},
  ): Promise<Namespace> =>
    metadata.transact(async (tx) => {
      const made = await namespaces.add(tx, kind, name, options)
      await also(tx, made)
      return made
    })

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
    fields: {
      name: string
      scope: TokenScope
      expiresAt: Date | null
      secret?: string | undefined
      /** Who makes it; null: the operator. */
      actorId?: number | null
    },
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
    await metadata.transact(async (tx) => {
      if (!(await tx.accounts.addToken(row)))
        throw new HubError('AlreadyExists', { what: `A token called ${fields.name} of ${user.name}` })
      const { name, scope } = fields
      await noteToken(tx, 'token.created', fields.actorId ?? null, { userId: user.id, name, scope })
    })
    return token
  }

  /** `actorId` null: the operator. */
  async function revokeToken(userName: string, name: string, actorId: number | null = null): Promise<void> {
    const user = await find('user', userName)
    await metadata.transact(async (tx) => {
      if (!(await tx.accounts.removeToken(user.id, name)))
        throw new HubError('BadRequest', { why: `${user.name} has no token called "${name}".` })
      await noteToken(tx, 'token.revoked', actorId, { userId: user.id, name })
    })
  }

  const noteToken = (
    tx: Writers,
    type: 'token.created' | 'token.revoked',
    actorId: number | null,
    payload: Record<string, unknown>,
  ) => tx.events.add({ type, at: clock.now(), repoId: null, actorId, payload })

  const listTokens = async (userName: string) =>
    metadata.accounts.listTokens((await find('user', userName)).id)

  /** Gives a user a role in an organisation; null takes it away. Throws LastAdmin. */
  async function setRole(orgName: string, userName: string, role: OrgRole | null): Promise<void> {
    const org = await find('org', orgName)
    await roles.set({ org, actorId: null }, await find('user', userName), role)
  }

  const list = (kind: 'user' | 'org', after: string, limit: number) =>
    metadata.accounts.listNamespaces(kind, after, limit)
  const memberships = (userId: number) => metadata.accounts.memberships(userId)
  const members = (orgId: number, after: string, limit: number) =>
    metadata.accounts.members(orgId, after, limit)
  const findAny = (name: string) => metadata.accounts.findNamespace(name)

  return { create, find, findAny, createToken, revokeToken, listTokens, setRole, list, memberships, members }
}
