import { type RawBuilder, sql } from 'kysely'
import type { Namespace } from './accounts.js'
import type { Database } from './database.js'
import { toBytes } from './schema.js'

/** A person who is signed in on one browser. */
export interface StoredSession {
  id: number
  userId: number
  /** `password`, `passkey` or `oidc:NAME`. */
  how: string
  /** With a second factor. */
  isStrong: boolean
  /** When the person last proved who they are. */
  signedInAt: Date
  lastSeenAt: Date
  endsAt: Date
  address: string
  userAgent: string
}
export interface SessionOwner {
  session: StoredSession
  user: Namespace
}
/** Sessions that nobody used since `idleSince` have ended. */
export interface SessionTimes {
  now: Date
  idleSince: Date
}

const SESSION = sql`s.id, s.user_id as "userId", s.how, s.is_strong as "isStrong", s.signed_in_at as "signedInAt",
  s.last_seen_at as "lastSeenAt", s.ends_at as "endsAt", s.address, s.user_agent as "userAgent"`
const alive = ({ now, idleSince }: SessionTimes) => sql`s.ends_at > ${now} and s.last_seen_at > ${idleSince}`

/** JSON would make texts of these. */
type Times = Pick<Namespace, 'createdAt' | 'suspendedAt'>

export class SessionReader {
  constructor(protected readonly db: Database) {}

  /** The session of that secret and its user, unless it has ended. */
  bySecret(secretHash: string, times: SessionTimes): Promise<SessionOwner | undefined> {
    return this.one(sql`s.secret_hash = ${toBytes(secretHash)}`, times)
  }

  byId(id: number, times: SessionTimes): Promise<SessionOwner | undefined> {
    return this.one(sql`s.id = ${id}`, times)
  }

  private async one(condition: RawBuilder<unknown>, times: SessionTimes): Promise<SessionOwner | undefined> {
    const { rows } = await sql<StoredSession & Times & { user: Omit<Namespace, keyof Times> }>`
      select ${SESSION}, n.created_at as "createdAt", n.suspended_at as "suspendedAt", json_build_object('id', n.id, 'kind', n.kind, 'name', n.name,
             'fullName', n.full_name, 'email', n.email, 'isAdmin', n.is_admin,
             'membersPublic', n.members_public) as "user"
        from sessions s join namespaces n on n.id = s.user_id
       where ${condition} and ${alive(times)}`.execute(this.db)
    if (!rows[0]) return undefined
    const { user, createdAt, suspendedAt, ...session } = rows[0]
    return { session, user: { ...user, createdAt, suspendedAt } }
  }

  /** Sessions of a user that have not ended, the latest first. */
  async list(userId: number, times: SessionTimes): Promise<StoredSession[]> {
    const { rows } = await sql<StoredSession>`select ${SESSION} from sessions s
      where s.user_id = ${userId} and ${alive(times)} order by s.id desc`.execute(this.db)
    return rows
  }
}

export class SessionWriter extends SessionReader {
  /** Returns its id. Of the user's other sessions the newest `most - 1` stay. */
  async add(
    session: Omit<StoredSession, 'id' | 'lastSeenAt'>,
    secretHash: string,
    most: number,
  ): Promise<number> {
    const { userId, how, isStrong, signedInAt, endsAt, address, userAgent } = session
    const { rows } = await sql<{ id: number }>`
      insert into sessions (user_id, secret_hash, how, is_strong, signed_in_at, last_seen_at, ends_at, address, user_agent)
      values (${userId}, ${toBytes(secretHash)}, ${how}, ${isStrong}, ${signedInAt}, ${signedInAt}, ${endsAt}, ${address}, ${userAgent})
      returning id`.execute(this.db)
    await sql`delete from sessions where user_id = ${userId} and id in
      (select id from sessions where user_id = ${userId} order by id desc offset ${most})`.execute(this.db)
    return (rows[0] as { id: number }).id
  }

  async touch(id: number, at: Date): Promise<void> {
    await sql`update sessions set last_seen_at = greatest(last_seen_at, ${at}) where id = ${id}`.execute(
      this.db,
    )
  }

  /** Another secret for a session whose rights rise. */
  async renew(
    id: number,
    { secretHash, isStrong, at }: { secretHash: string; isStrong: boolean; at: Date },
  ): Promise<boolean> {
    const { numAffectedRows } = await sql`update sessions
      set secret_hash = ${toBytes(secretHash)}, is_strong = ${isStrong}, signed_in_at = ${at}, last_seen_at = ${at}
      where id = ${id}`.execute(this.db)
    return numAffectedRows === 1n
  }

  /** Takes the strength from a user's sessions, as their second factor is gone. */
  async weaken(userId: number): Promise<void> {
    await sql`update sessions set is_strong = false where user_id = ${userId} and how <> 'passkey'`.execute(
      this.db,
    )
  }

  async end(userId: number, id: number): Promise<boolean> {
    const { numAffectedRows } =
      await sql`delete from sessions where user_id = ${userId} and id = ${id}`.execute(this.db)
    return numAffectedRows === 1n
  }

  /** Ends all of a user's sessions but one. */
  async endOthers(userId: number, keep: number | null): Promise<number> {
    const { numAffectedRows } = await sql`delete from sessions
      where user_id = ${userId} and id is distinct from ${keep}`.execute(this.db)
    return Number(numAffectedRows ?? 0)
  }

  /** Forgets what has ended. */
  async sweep({ now, idleSince }: SessionTimes): Promise<void> {
    await sql`delete from sessions where ends_at <= ${now} or last_seen_at <= ${idleSince}`.execute(this.db)
  }
}
