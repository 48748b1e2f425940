import { sql } from 'kysely'
import { ADMINISTRATOR, type AttributeName } from '../../core/person.js'
import type { Database } from './database.js'

/** What is known of a person for policies. */
export interface PersonAttribute {
  name: AttributeName
  /** Of `country`: two letters of ISO 3166. */
  value: string
  /** `administrator`, or the issuer that said so. */
  assertedBy: string
  at: Date
}

export class PeopleReader {
  constructor(protected readonly db: Database) {}

  attributes(userId: number): Promise<PersonAttribute[]> {
    return this.db
      .selectFrom('person_attributes')
      .select(['name', 'value', 'asserted_by as assertedBy', 'at'])
      .where('user_id', '=', userId)
      .orderBy('name')
      .execute()
  }
}

export class PeopleWriter extends PeopleReader {
  /** False when it says so already, or when somebody else has said it: only an administrator overrules others. */
  async assert(userId: number, { name, value, assertedBy, at }: PersonAttribute): Promise<boolean> {
    const { numAffectedRows } = await sql`
      insert into person_attributes as a (user_id, name, value, asserted_by, at)
      values (${userId}, ${name}, ${value}, ${assertedBy}, ${at})
      on conflict (user_id, name) do update set value = excluded.value, asserted_by = excluded.asserted_by, at = excluded.at
        where excluded.asserted_by in (a.asserted_by, ${ADMINISTRATOR})
          and (a.value, a.asserted_by) <> (excluded.value, excluded.asserted_by)`.execute(this.db)
    return numAffectedRows === 1n
  }

  /** Takes back what `assertedBy` has said; undefined: whoever said it. */
  async retract(userId: number, name: AttributeName, assertedBy?: string): Promise<boolean> {
    let query = this.db.deleteFrom('person_attributes').where('user_id', '=', userId).where('name', '=', name)
    if (assertedBy !== undefined) query = query.where('asserted_by', '=', assertedBy)
    return (await query.executeTakeFirst()).numDeletedRows === 1n
  }

  /** Takes back all that somebody has said of a person. */
  async retractAll(userId: number, assertedBy: string): Promise<void> {
    const query = this.db.deleteFrom('person_attributes').where('user_id', '=', userId)
    await query.where('asserted_by', '=', assertedBy).execute()
  }
}
