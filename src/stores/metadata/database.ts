import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { HubError, isHubError } from '../../core/errors.js'
import type { Tables } from './schema.js'

export type Database = Kysely<Tables>

const STATEMENT_TIMEOUT_MS = 120_000
const CONNECT_TIMEOUT_MS = 10_000
const INT8 = 20

export interface DatabaseOptions {
  /** `postgres://...`, or a Unix socket as `{ host: folder }`. */
  connection: { url: string } | { host: string; user: string; database: string }
  maxConnections: number
}

/** Connects on first use. The caller closes it with `destroy()`. */
export function openDatabase(options: DatabaseOptions): { db: Database; pool: pg.Pool } {
  const { connection } = options
  const pool = new pg.Pool({
    ...('url' in connection ? { connectionString: connection.url } : connection),
    max: options.maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // a server that hangs enforces nothing
    query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'databelt',
    types: { getTypeParser },
  })
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {})
  // so would one that breaks while it is in use; the query that waits on it hears of it anyway
  pool.on('connect', (client) => client.on('error', () => {}))
  const dialect = new PostgresDialect({
    pool: { connect: () => connect(pool), end: () => pool.end() },
  })
  return { db: new Kysely<Tables>({ dialect }), pool }
}

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === INT8) return Number
  return pg.types.getTypeParser(oid, format as 'text')
}

async function connect(pool: pg.Pool): Promise<PostgresPoolClient> {
  const client = await pool.connect().catch((error) => {
    throw translate(error)
  })
  const query = async (sql: unknown, parameters?: unknown) => {
    try {
      return await client.query(sql as string, parameters as unknown[])
    } catch (error) {
      throw translate(error)
    }
  }
  return { query, release: () => client.release() } as unknown as PostgresPoolClient
}

const NOT_STORABLE =
  'The request holds a text, number or time that cannot be stored, such as a NUL character.'

/** 22*: a value no column can hold, which only a caller can have sent; 57*: stopping, starting or timed out; 08*: connection; 53*: out of resources; 40*: lost a race, try again. https://www.postgresql.org/docs/current/errcodes-appendix.html */
function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  if (code === '53100') return caused(new HubError('InsufficientStorage'), error)
  if (/^(22003|22007|22008|22021|22P02|22P05)$/.test(code))
    return caused(new HubError('BadRequest', { why: NOT_STORABLE }), error)
  if (/^(57P0[123]|57014|08...|53[23]00|40P01|40001|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE)$/.test(code))
    return caused(new HubError('Busy'), error)
  if (
    /terminated|not queryable|Query read timeout|timeout exceeded when trying to connect|Connection ended/i.test(
      error.message,
    )
  ) {
    return caused(new HubError('Busy'), error)
  }
  return error
}

/** The transaction had to give way to another one: what it did is undone, and it may be tried again. */
export function isLostRace(error: unknown): boolean {
  const cause = isHubError(error, 'Busy') ? error.cause : error
  return cause instanceof Error && 'code' in cause && /^(40P01|40001)$/.test(String(cause.code))
}

function caused(error: HubError, cause: Error): HubError {
  error.cause = cause
  return error
}
