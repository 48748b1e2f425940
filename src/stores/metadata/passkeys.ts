import type { Database } from './database.js'

export interface Passkey {
  id: number
  userId: number
  credentialId: Buffer
  /** COSE. */
  publicKey: Buffer
  rpId: string
  counter: number
  transports: string[]
  name: string
  backedUp: boolean
  createdAt: Date
  lastUsedAt: Date | null
}
export type NewPasskey = Omit<Passkey, 'id' | 'lastUsedAt'>

const PASSKEY = [
  'id',
  'user_id as userId',
  'credential_id as credentialId',
  'public_key as publicKey',
  'rp_id as rpId',
  'counter',
  'transports',
  'name',
  'backed_up as backedUp',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
] as const

export class PasskeyReader {
  constructor(protected readonly db: Database) {}

  byCredential(credentialId: Buffer): Promise<Passkey | undefined> {
    const query = this.db.selectFrom('passkeys').select(PASSKEY)
    return query.where('credential_id', '=', credentialId).executeTakeFirst()
  }

  /** All of one person; there is a limit to how many one may have. */
  ofUser(userId: number): Promise<Passkey[]> {
    const query = this.db.selectFrom('passkeys').select(PASSKEY)
    return query.where('user_id', '=', userId).orderBy('id').execute()
  }
}

export class PasskeyWriter extends PasskeyReader {
  /** Undefined when the credential is registered already, with whomever. */
  add(passkey: NewPasskey): Promise<Passkey | undefined> {
    return this.db
      .insertInto('passkeys')
      .values({
        user_id: passkey.userId,
        credential_id: passkey.credentialId,
        public_key: passkey.publicKey,
        rp_id: passkey.rpId,
        counter: passkey.counter,
        transports: passkey.transports,
        name: passkey.name,
        backed_up: passkey.backedUp,
        created_at: passkey.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning(PASSKEY)
      .executeTakeFirst()
  }

  /** Notes a use. False when the counter has not moved on since the last one: then somebody has a copy of the key. */
  async use(id: number, { counter, backedUp, at }: { counter: number; backedUp: boolean; at: Date }) {
    const { numUpdatedRows } = await this.db
      .updateTable('passkeys')
      .set({ counter, backed_up: backedUp, last_used_at: at })
      .where('id', '=', id)
      .where((eb) =>
        eb.or([eb('counter', '<', counter), eb.and([eb('counter', '=', 0), eb.lit(counter === 0)])]),
      )
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }

  async rename(userId: number, id: number, name: string): Promise<boolean> {
    const update = this.db.updateTable('passkeys').set({ name })
    const { numUpdatedRows } = await update
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }

  async remove(userId: number, id: number): Promise<boolean> {
    const query = this.db.deleteFrom('passkeys').where('id', '=', id).where('user_id', '=', userId)
    return (await query.executeTakeFirst()).numDeletedRows === 1n
  }
}
