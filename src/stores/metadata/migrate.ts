import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'

const FOLDER = new URL('../../../migrations/', import.meta.url)
/** Any constant that nothing else locks: two hubs that start at once take turns. */
const LOCK_KEY = 7070_0001
/** A change of a large table takes its time, and another hub may have to wait for it. */
const PATIENCE_MS = 86_400_000

/**
 * Brings the database to the newest migration, each in a transaction of its own. Returns the names applied.
 * Refuses a database whose ctype is C: trigrams of Hangul would be empty there.
 */
export async function migrate(pool: pg.Pool, folder = FOLDER): Promise<string[]> {
  const client = await pool.connect()
  try {
    await checkCtype(client)
    await client.query(`set statement_timeout = ${PATIENCE_MS}`)
    await patiently(client, 'select pg_advisory_lock($1)', [LOCK_KEY])
    await client.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
    )
    const done = new Set(
      (await client.query<{ name: string }>('select name from migrations')).rows.map((row) => row.name),
    )
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
    const ahead = [...done].filter((name) => !names.includes(name))
    if (ahead.length > 0)
      throw new Error(`The database was used by a newer Databelt (${ahead.join(', ')}). Start that version.`)
    const open = names.filter((name) => !done.has(name))
    for (const name of open) await apply(client, new URL(name, folder), name)
    await client.query('select pg_advisory_unlock($1)', [LOCK_KEY])
    return open
  } finally {
    // ends the session, and with it the lock, even after an error
    client.release(true)
  }
}

async function apply(client: pg.PoolClient, file: URL, name: string): Promise<void> {
  const sql = await readFile(file, 'utf8')
  await client.query('begin')
  await patiently(client, sql)
  await client.query('insert into migrations (name) values ($1)', [name])
  await client.query('commit')
}

/** The pool's own limit is for requests. */
const patiently = (client: pg.PoolClient, text: string, values?: unknown[]) =>
  client.query({ text, ...(values && { values }), query_timeout: PATIENCE_MS } as pg.QueryConfig)

async function checkCtype(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ ctype: string; encoding: string }>(
    `select coalesce(datctype, '') as ctype, pg_encoding_to_char(encoding) as encoding
       from pg_database where datname = current_database()`,
  )
  const { ctype, encoding } = rows[0] ?? { ctype: '', encoding: '' }
  if (encoding !== 'UTF8' || ctype === 'C' || ctype === 'POSIX') {
    throw new Error(
      `The database has encoding ${encoding} and ctype ${ctype}; search in Korean needs UTF8 and C.UTF-8. ` +
        "Create it with: create database databelt template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'",
    )
  }
}
