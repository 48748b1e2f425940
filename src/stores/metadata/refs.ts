import { sql } from 'kysely'
import type { Database } from './database.js'
import { toBytes, toHex } from './schema.js'

export interface Ref {
  name: string
  /** What git advertises: a commit, or the object of an annotated tag. */
  target: string
  commit: string
}

const REF = ['name', 'target', 'commit'] as const
const toRef = (row: { name: string; target: Buffer; commit: Buffer }): Ref => ({
  name: row.name,
  target: toHex(row.target),
  commit: toHex(row.commit),
})

export class RefReader {
  constructor(protected readonly db: Database) {}

  /** Those of `names` that exist, in the order of `names`. */
  async findAny(repoId: number, names: string[]): Promise<Ref[]> {
    const rows = await this.db
      .selectFrom('refs')
      .select(REF)
      .where('repo_id', '=', repoId)
      .where('name', 'in', names)
      .execute()
    return rows.map(toRef).sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
  }

  async list(repoId: number): Promise<Ref[]> {
    const rows = await this.db
      .selectFrom('refs')
      .select(REF)
      .where('repo_id', '=', repoId)
      .orderBy('name')
      .execute()
    return rows.map(toRef)
  }
}

export class RefWriter extends RefReader {
  /** The ref, locked until the transaction ends, so that writers of one ref take turns. */
  async lock(repoId: number, name: string): Promise<Ref | undefined> {
    const query = this.db
      .selectFrom('refs')
      .select(REF)
      .where('repo_id', '=', repoId)
      .where('name', '=', name)
    const row = await query.forUpdate().executeTakeFirst()
    return row && toRef(row)
  }

  /** Compare-and-swap: moves the ref from `from` (null: it must not exist). False when it stands elsewhere. */
  async move(repoId: number, from: string | null, ref: Ref, at: Date): Promise<boolean> {
    const values = { target: toBytes(ref.target), commit: toBytes(ref.commit), updated_at: at }
    if (from === null) {
      const result = await this.db
        .insertInto('refs')
        .values({ repo_id: repoId, name: ref.name, ...values })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return result.numInsertedOrUpdatedRows === 1n
    }
    const result = await this.db
      .updateTable('refs')
      .set(values)
      .where('repo_id', '=', repoId)
      .where('name', '=', ref.name)
      .where('target', '=', toBytes(from))
      .executeTakeFirst()
    return result.numUpdatedRows === 1n
  }

  /** False when the ref is not at `from`. */
  async remove(repoId: number, name: string, from: string): Promise<boolean> {
    const result = await this.db
      .deleteFrom('refs')
      .where('repo_id', '=', repoId)
      .where('name', '=', name)
      .where('target', '=', toBytes(from))
      .executeTakeFirst()
    return result.numDeletedRows === 1n
  }

  /** Whether a ref stands where `name` would need a folder, or below it (git keeps refs as files). */
  async clashes(repoId: number, name: string): Promise<boolean> {
    const parts = name.split('/')
    const parents = parts.map((_, i) => parts.slice(0, i).join('/')).slice(3)
    const row = await this.db
      .selectFrom('refs')
      .select('name')
      .where('repo_id', '=', repoId)
      .where((eb) =>
        eb.or([eb('name', 'in', [...parents, '']), sql<boolean>`starts_with(name, ${`${name}/`})`]),
      )
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }
}
