import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { OrgRole, TokenScope } from '../../core/policy.js'
import type { Database } from './database.js'
import { toBytes } from './schema.js'

export interface Namespace {
  id: number
  kind: 'user' | 'org'
  name: string
  fullName: string
  email: string | null
  isAdmin: boolean
  createdAt: Date
  /** null: the account is in use. */
  suspendedAt: Date | null
  /** Of an organisation: everybody may see who is in it. */
  membersPublic: boolean
}
export interface Membership {
  org: Namespace
  role: OrgRole
}
export interface StoredToken {
  id: number
  name: string
  scope: TokenScope
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

export interface TokenOwner {
  token: StoredToken
  user: Namespace
}

const NAMESPACE = [
  'id',
  'kind',
  'name',
  'full_name as fullName',
  'email',
  'is_admin as isAdmin',
  'created_at as createdAt',
  'suspended_at as suspendedAt',
  'members_public as membersPublic',
] as const
const TOKEN = [
  't.id',
  't.name',
  't.scope',
  't.created_at as createdAt',
  't.expires_at as expiresAt',
  't.last_used_at as lastUsedAt',
] as const

export class AccountReader {
  constructor(protected readonly db: Database) {}

  findNamespace(name: string): Promise<Namespace | undefined> {
    return this.db
      .selectFrom('namespaces')
      .select(NAMESPACE)
      .where(sql`lower(name)`, '=', name.toLowerCase())
      .executeTakeFirst()
  }

  findUser(id: number): Promise<Namespace | undefined> {
    return this.db
      .selectFrom('namespaces')
      .select(NAMESPACE)
      .where('id', '=', id)
      .where('kind', '=', 'user')
      .executeTakeFirst()
  }

  listNamespaces(kind: 'user' | 'org', after: string, limit: number): Promise<Namespace[]> {
    const query = this.db.selectFrom('namespaces').select(NAMESPACE).where('kind', '=', kind)
    return query.where('name', '>', after).orderBy('name').limit(limit).execute()
  }

  /** The token and its user, unless it has expired. */
  findToken(hash: string): Promise<TokenOwner | undefined> {
    return this.oneToken(sql`t.token_hash = ${toBytes(hash)}`)
  }

  findTokenById(id: number): Promise<TokenOwner | undefined> {
    return this.oneToken(sql`t.id = ${id}`)
  }

  private async oneToken(condition: RawBuilder<unknown>): Promise<TokenOwner | undefined> {
    const row = await this.db
      .selectFrom('access_tokens as t')
      .innerJoin('namespaces as n', 'n.id', 't.user_id')
      .select(TOKEN)
      .select([
        'n.id as userId',
        'n.kind',
        'n.name as userName',
        'n.full_name as fullName',
        'n.email',
        'n.is_admin as isAdmin',
      ])
      .select(['n.created_at as userCreatedAt', 'n.suspended_at as suspendedAt'])
      .where(sql<SqlBool>`${condition}`)
      .where((eb) => eb.or([eb('t.expires_at', 'is', null), eb('t.expires_at', '>', sql<Date>`now()`)]))
      .executeTakeFirst()
    if (!row) return undefined
    const { userId, userName, userCreatedAt, kind, fullName, email, isAdmin, suspendedAt, ...token } = row
    const user = { id: userId, kind, name: userName, fullName, email, isAdmin, createdAt: userCreatedAt }
    return { token, user: { ...user, suspendedAt, membersPublic: true } }
  }

  listTokens(userId: number): Promise<StoredToken[]> {
    return this.db
      .selectFrom('access_tokens as t')
      .select(TOKEN)
      .where('t.user_id', '=', userId)
      .orderBy('t.id')
      .execute()
  }

  async memberships(userId: number): Promise<Membership[]> {
    const rows = await this.db
      .selectFrom('memberships as m')
      .innerJoin('namespaces as n', 'n.id', 'm.org_id')
      .select([
        'n.id',
        'kind',
        'name',
        'full_name as fullName',
        'email',
        'is_admin as isAdmin',
        'created_at as createdAt',
        'suspended_at as suspendedAt',
        'members_public as membersPublic',
        'm.role',
      ])
      .where('m.user_id', '=', userId)
      .orderBy('n.name')
      .execute()
    return rows.map(({ role, ...org }) => ({ org, role }))
  }

  members(
    orgId: number,
    after: string,
    limit: number,
  ): Promise<{ name: string; fullName: string; role: OrgRole }[]> {
    return this.db
      .selectFrom('memberships as m')
      .innerJoin('namespaces as n', 'n.id', 'm.user_id')
      .select(['n.name', 'n.full_name as fullName', 'm.role'])
      .where('m.org_id', '=', orgId)
      .where('n.name', '>', after)
      .orderBy('n.name')
      .limit(limit)
      .execute()
  }
}

export class AccountWriter extends AccountReader {
  /** Undefined when the name is taken, whatever its case. */
  addNamespace(
    fields: Pick<Namespace, 'kind' | 'name' | 'fullName' | 'email' | 'isAdmin'>,
  ): Promise<Namespace | undefined> {
    return this.db
      .insertInto('namespaces')
      .values({
        kind: fields.kind,
        name: fields.name,
        full_name: fields.fullName,
        email: fields.email,
        is_admin: fields.isAdmin,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning(NAMESPACE)
      .executeTakeFirst()
  }

  /** Writes the fields that are given, at least one. */
  async setProfile(
    userId: number,
    { fullName, email }: { fullName?: string | undefined; email?: string | undefined },
  ): Promise<void> {
    await this.db
      .updateTable('namespaces')
      .set({ ...(fullName !== undefined && { full_name: fullName }), ...(email !== undefined && { email }) })
      .where('id', '=', userId)
      .execute()
  }

  async setRole(orgId: number, userId: number, role: OrgRole | null): Promise<void> {
    if (role === null) {
      await this.db
        .deleteFrom('memberships')
        .where('org_id', '=', orgId)
        .where('user_id', '=', userId)
        .execute()
      return
    }
    await this.db
      .insertInto('memberships')
      .values({ org_id: orgId, user_id: userId, role })
      .onConflict((conflict) => conflict.columns(['org_id', 'user_id']).doUpdateSet({ role }))
      .execute()
  }

  /** Returns false when the user has a token of that name. */
  async addToken(fields: {
    userId: number
    name: string
    hash: string
    scope: TokenScope
    expiresAt: Date | null
  }): Promise<boolean> {
    const result = await this.db
      .insertInto('access_tokens')
      .values({
        user_id: fields.userId,
        name: fields.name,
        token_hash: toBytes(fields.hash),
        scope: JSON.stringify(fields.scope),
        expires_at: fields.expiresAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows === 1n
  }

  async removeToken(userId: number, name: string): Promise<boolean> {
    const result = await this.db
      .deleteFrom('access_tokens')
      .where('user_id', '=', userId)
      .where('name', '=', name)
      .executeTakeFirst()
    return result.numDeletedRows === 1n
  }

  /** Notes the use, at most once a minute, so that reading does not write. */
  async touchToken(id: number): Promise<void> {
    await this.db
      .updateTable('access_tokens')
      .set({ last_used_at: sql<Date>`now()` })
      .where('id', '=', id)
      .where(sql<boolean>`coalesce(last_used_at, '-infinity') < now() - interval '1 minute'`)
      .execute()
  }
}
