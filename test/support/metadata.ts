import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { type Database, openDatabase } from '../../src/stores/metadata/database.js'
import { createMetadataStore, type MetadataStore } from '../../src/stores/metadata/metadata-store.js'
import { migrate } from '../../src/stores/metadata/migrate.js'
import type { Repo } from '../../src/stores/metadata/repos.js'
import { newDatabase } from './hub.js'

export interface OpenMetadata {
  store: MetadataStore
  db: Database
  pool: pg.Pool
  url: string
  close(): Promise<void>
}

/** A metadata store on a fresh database. */
export async function openMetadata(): Promise<OpenMetadata> {
  const database = await newDatabase()
  const { db, pool } = openDatabase({ connection: { url: database.url }, maxConnections: 8 })
  await migrate(pool)
  const close = async () => {
    await db.destroy()
    await database.drop()
  }
  return { store: createMetadataStore(db), db, pool, url: database.url, close }
}

export const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex')
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export async function addUser(
  store: MetadataStore,
  name: string,
  kind: 'user' | 'org' = 'user',
): Promise<number> {
  const fields = { kind, name, fullName: name, email: null, isAdmin: false }
  const made = await store.transact((tx) => tx.accounts.addNamespace(fields))
  if (!made) throw new Error(`${name} is taken`)
  return made.id
}

export async function addRepo(
  store: MetadataStore,
  namespaceId: number,
  name: string,
  visibility: 'public' | 'private' = 'public',
): Promise<Repo> {
  const publicId = randomBytes(12).toString('hex')
  const fields = { publicId, type: 'dataset' as const, namespaceId, name, visibility }
  const repo = await store.transact((tx) => tx.repos.add(fields))
  if (!repo) throw new Error(`${name} is taken`)
  return repo
}

/** A commit with a name for an id; trees do not matter here. */
export const commitOf = (name: string, parents: string[], at: Date = new Date(0)) => ({
  oid: sha1(name),
  tree: sha1(`tree of ${name}`),
  parents: parents.map(sha1),
  title: name,
  message: '',
  authorName: 'minji',
  committedAt: at,
  content: Buffer.from(name),
  requestHash: null,
})
export const blobOf = (name: string) => ({
  sha256: sha256(name),
  size: name.length,
  blockCrcs: Buffer.alloc(4),
})
