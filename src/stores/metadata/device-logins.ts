import { sql } from 'kysely'
import type { TokenScope } from '../../core/policy.js'
import type { Database } from './database.js'
import { toBytes } from './schema.js'

/** A program that waits for a person to let it in. */
export interface DeviceLogin {
  id: number
  /** What it says it is. */
  client: string
  address: string
  /** Who let it in. */
  userId: number | null
  denied: boolean
  intervalSeconds: number
  polledAt: Date | null
  endsAt: Date
}
export interface RefreshToken {
  family: string
  userId: number
  accessTokenId: number | null
  client: string
  used: boolean
  endsAt: Date
}
const LOGIN = sql`id, client, address, user_id as "userId", denied, interval_s as "intervalSeconds",
  polled_at as "polledAt", ends_at as "endsAt"`

export class DeviceLoginReader {
  constructor(protected readonly db: Database) {}

  async countFrom(address: string, now: Date): Promise<number> {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from device_logins
      where address = ${address} and ends_at > ${now}`.execute(this.db)
    return rows[0]?.count ?? 0
  }

  /** One that still waits. */
  async waiting(userCodeHash: string, now: Date): Promise<DeviceLogin | undefined> {
    const { rows } = await sql<DeviceLogin>`select ${LOGIN} from device_logins
      where user_code_hash = ${toBytes(userCodeHash)} and ends_at > ${now} and user_id is null and not denied`.execute(
      this.db,
    )
    return rows[0]
  }
}

export class DeviceLoginWriter extends DeviceLoginReader {
  /** False when the code of the user is another's, by chance. */
  async add(
    login: Pick<DeviceLogin, 'client' | 'address' | 'intervalSeconds' | 'endsAt'>,
    hashes: { device: string; userCode: string },
  ): Promise<boolean> {
    const { numAffectedRows } = await sql`
      insert into device_logins (device_hash, user_code_hash, client, address, interval_s, ends_at)
      values (${toBytes(hashes.device)}, ${toBytes(hashes.userCode)}, ${login.client}, ${login.address},
              ${login.intervalSeconds}, ${login.endsAt})
      on conflict do nothing`.execute(this.db)
    return numAffectedRows === 1n
  }

  /** The login of a device, locked until the transaction ends. */
  async lock(deviceHash: string): Promise<DeviceLogin | undefined> {
    const { rows } = await sql<DeviceLogin>`select ${LOGIN} from device_logins
      where device_hash = ${toBytes(deviceHash)} for update`.execute(this.db)
    return rows[0]
  }

  async notePoll(id: number, at: Date, intervalSeconds: number): Promise<void> {
    await sql`update device_logins set polled_at = ${at}, interval_s = ${intervalSeconds}
      where id = ${id}`.execute(this.db)
  }

  /** False when somebody else decided first. */
  async decide(id: number, userId: number, isAllowed: boolean): Promise<boolean> {
    const { numAffectedRows } = await sql`
      update device_logins set user_id = ${isAllowed ? userId : null}, denied = ${!isAllowed}
      where id = ${id} and user_id is null and not denied`.execute(this.db)
    return numAffectedRows === 1n
  }

  async remove(id: number): Promise<void> {
    await sql`delete from device_logins where id = ${id}`.execute(this.db)
  }

  async addRefresh(tokenHash: string, token: Omit<RefreshToken, 'used'>): Promise<void> {
    const { family, userId, accessTokenId, client, endsAt } = token
    await sql`insert into refresh_tokens (token_hash, family, user_id, access_token_id, client, ends_at)
      values (${toBytes(tokenHash)}, ${family}, ${userId}, ${accessTokenId}, ${client}, ${endsAt})`.execute(
      this.db,
    )
  }

  async lockRefresh(tokenHash: string): Promise<RefreshToken | undefined> {
    const { rows } = await sql<RefreshToken>`select family, user_id as "userId",
             access_token_id as "accessTokenId", client, used, ends_at as "endsAt"
        from refresh_tokens where token_hash = ${toBytes(tokenHash)} for update`.execute(this.db)
    return rows[0]
  }

  /** It is kept, so that a second use is noticed, but apart from its access token, which goes. */
  async useRefresh(tokenHash: string): Promise<void> {
    await sql`update refresh_tokens set used = true, access_token_id = null
      where token_hash = ${toBytes(tokenHash)}`.execute(this.db)
  }

  /** Ends all that came of one login. */
  async endFamily(family: string): Promise<void> {
    await sql`delete from access_tokens where id in
      (select access_token_id from refresh_tokens where family = ${family})`.execute(this.db)
    await sql`delete from refresh_tokens where family = ${family}`.execute(this.db)
  }

  async addAccessToken(token: {
    userId: number
    name: string
    hash: string
    scope: TokenScope
    expiresAt: Date
  }): Promise<number> {
    const { userId, name, hash, scope, expiresAt } = token
    const { rows } = await sql<{ id: number }>`
      insert into access_tokens (user_id, name, token_hash, scope, expires_at)
      values (${userId}, ${name}, ${toBytes(hash)}, ${JSON.stringify(scope)}, ${expiresAt}) returning id`.execute(
      this.db,
    )
    return (rows[0] as { id: number }).id
  }

  /** The name of an access token that is taken away. */
  async removeAccessToken(id: number | null): Promise<string | undefined> {
    const { rows } = await sql<{ name: string }>`
      delete from access_tokens where id = ${id} returning name`.execute(this.db)
    return rows[0]?.name
  }

  async sweep(now: Date): Promise<void> {
    await sql`delete from device_logins where ends_at <= ${now}`.execute(this.db)
    await sql`delete from refresh_tokens where ends_at <= ${now}`.execute(this.db)
  }
}
