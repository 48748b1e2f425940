import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import type { SqlFormat, SqlRequest } from '../../services/sql/request.js'
import { readJson } from '../bodies.js'
import type { Call } from '../route.js'

/** Formats of a result, by name and as HTTP calls them. */
export const MEDIA_TYPES: Record<SqlFormat, string> = {
  json: 'application/json; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  arrow: 'application/vnd.apache.arrow.stream',
  parquet: 'application/vnd.apache.parquet',
}
const FORMATS = Object.keys(MEDIA_TYPES) as [SqlFormat, ...SqlFormat[]]
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const SqlBody = z.object({
  sql: z.string().min(1),
  format: z.enum(FORMATS).optional(),
  limit: z.number().int().min(0).optional(),
})

/** What a POST asks, in its body and its address. */
export async function postedRequest(call: Call): Promise<SqlRequest> {
  const { sql, format, limit } = await readJson(call.request, SqlBody, call.http.limits.jsonBytes)
  return complete(call, { sql, format, limit })
}

/** What an address asks. */
export function addressedRequest(call: Call): SqlRequest {
  const sql = call.query.get('q')
  if (!sql) throw new HubError('BadRequest', { why: 'Give the SQL as ?q=, or POST {"sql": "..."}.' })
  return complete(call, { sql, format: undefined, limit: undefined })
}

function complete(
  call: Call,
  { sql, format, limit }: { sql: string; format: SqlFormat | undefined; limit: number | undefined },
): SqlRequest & { id: string } {
  const { query } = call
  if (sql.includes('\0')) throw new HubError('BadRequest', { why: 'The SQL holds a NUL character.' })
  const asked = query.get('limit') === undefined ? limit : query.int('limit', 0, 0, Number.MAX_SAFE_INTEGER)
  return { sql, format: named(query.get('format')) ?? format ?? accepted(call), limit: asked, id: idOf(call) }
}

function named(format: string | undefined): SqlFormat | undefined {
  if (format === undefined) return undefined
  const known = FORMATS.find((name) => name === format)
  if (!known) throw new HubError('BadRequest', { why: `format must be one of ${FORMATS.join(', ')}.` })
  return known
}

/** The first format that Accept names; JSON when it names none. */
function accepted({ request }: Call): SqlFormat {
  const types = String(request.headers.accept ?? '')
    .split(',')
    .map((type) => type.split(';')[0]?.trim().toLowerCase())
  const format = (type: string | undefined) =>
    FORMATS.find((name) => MEDIA_TYPES[name].split(';')[0] === type)
  return types.map(format).find((found) => found !== undefined) ?? 'json'
}

/** A client may choose the id, so that it can cancel before the first bytes come. */
function idOf({ request }: Call): string {
  const given = request.headers['x-query-id']
  if (given === undefined) return randomUUID()
  if (!UUID.test(String(given))) throw new HubError('BadRequest', { why: 'X-Query-Id must be a UUID.' })
  return String(given).toLowerCase()
}
