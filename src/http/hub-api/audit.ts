import { Readable } from 'node:stream'
import { auditFile } from '../../codecs/audit-rows.js'
import { HubError } from '../../core/errors.js'
import type { ReadEntry } from '../../services/audit/audit.js'
import { linkNext } from '../paging.js'
import { apiRoute, type Call, hubRoute, type Query, type RepoCall, type Route } from '../route.js'

const USUAL_ROWS = 100
const MOST_ROWS = 1000
const MOST_PAGES = 100

/** Who saw what, when, from where: for the hub, for a repo, and of oneself. */
export const audit = (): Route[] => [
  hubRoute('GET', '/api/admin/audit', 'hub:admin', ofHub),
  apiRoute('GET', '/audit', 'repo:admin', ofRepo),
  hubRoute('GET', '/api/settings/audit', 'account:private', ofMine),
]

async function ofHub(call: Call) {
  const { services, principal, query, reply } = call
  const filter = {
    after: afterOf(query),
    repo: query.get('repo'),
    user: query.get('user'),
    ...periodOf(query),
  }
  const format = formatOf(query)
  if (format === 'json') {
    const limit = limitOf(query)
    return render(call, await services.audit.page(principal, filter, limit), limit)
  }
  const entries = await services.audit.all(principal, filter)
  void reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson')
  void reply.header('content-disposition', `attachment; filename="audit.${format}"`)
  return reply.send(Readable.from(auditFile(entries, format)))
}

async function ofRepo(call: RepoCall<'repo:admin'>) {
  const { services, grant, query } = call
  const limit = limitOf(query)
  const filter = { after: afterOf(query), ...periodOf(query) }
  return render(call, await services.audit.ofRepo(grant, filter, limit), limit)
}

async function ofMine({ services, principal, query, reply, urls }: Call) {
  const page = query.int('page', 0, 0, MOST_PAGES - 1)
  const limit = limitOf(query)
  const entries = await services.audit.ofMine(principal, { skip: page * limit, limit, ...periodOf(query) })
  if (entries.length === limit && page < MOST_PAGES - 1)
    linkNext(reply, urls.page(query.with({ page: String(page + 1), limit: String(limit) })))
  return { entries }
}

function render({ reply, query, urls }: Call, entries: ReadEntry[], limit: number) {
  const last = entries.at(-1)
  if (last && entries.length === limit)
    linkNext(reply, urls.page(query.with({ after: String(last.seq), limit: String(limit) })))
  return { entries: entries.map(({ hash, entry }) => ({ ...entry, hash })) }
}

const limitOf = (query: Query): number => query.int('limit', USUAL_ROWS, 1, MOST_ROWS)
const afterOf = (query: Query): number => query.int('after', 0, 0, Number.MAX_SAFE_INTEGER)

function formatOf(query: Query): 'json' | 'jsonl' | 'csv' {
  const format = query.get('format') ?? 'json'
  if (format === 'json' || format === 'jsonl' || format === 'csv') return format
  throw new HubError('BadRequest', { why: 'format must be json, jsonl or csv.' })
}

const periodOf = (query: Query) => ({ since: timeOf(query, 'since'), until: timeOf(query, 'until') })

function timeOf(query: Query, name: string): Date | undefined {
  const text = query.get(name)
  if (text === undefined || text === '') return undefined
  const time = new Date(text)
  // a year that a database keeps
  if (/^\d{4}-/.test(text) && !Number.isNaN(time.getTime())) return time
  throw new HubError('BadRequest', { why: `${name} must be a time such as 2026-07-01T00:00:00Z.` })
}
