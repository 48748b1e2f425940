import { type ErrorKey, HubError, isHubError } from '../../core/errors.js'
import type { DatasetView, OpenTable, ViewSplit } from '../../services/tables/tables.js'
import { attribute } from '../attribution.js'
import { UNKNOWN_BYTES } from '../request-use.js'
import { datasetRoute, type RepoCall, type Route } from '../route.js'

/** A call to the dataset viewer, about the newest tables of a dataset. */
export type ViewerCall = RepoCall<'repo:download' | 'repo:sample'> & { dataset: string; view: DatasetView }

/** The viewer tells those who may not read a dataset less than the hub does. */
const UNREADABLE: Partial<Record<ErrorKey, ErrorKey>> = {
  RepoNotFound: 'ViewerNotFound',
  RepoNotFoundAnonymous: 'ViewerNotFoundAnonymous',
  GatedRepo: 'ViewerNotFound',
  GatedRepoPending: 'ViewerNotFound',
  GatedRepoRejected: 'ViewerNotFound',
  GatedRepoExpired: 'ViewerNotFound',
  GatedRepoAnonymous: 'ViewerNotFoundAnonymous',
  RepoDisabled: 'ViewerNotFound',
  RepoWithdrawn: 'ViewerNotFound',
  UnderEmbargo: 'ViewerNotFound',
  UnderEmbargoAnonymous: 'ViewerNotFoundAnonymous',
  ReportDue: 'ViewerNotFound',
  TermsCountry: 'ViewerNotFound',
  TermsCountryUnknown: 'ViewerNotFound',
  TermsEnded: 'ViewerNotFound',
  TermsMembers: 'ViewerNotFound',
  TermsPurpose: 'ViewerNotFound',
  TermsStorage: 'ViewerNotFound',
  TermsStorageAnonymous: 'ViewerNotFoundAnonymous',
  TermsUnreadable: 'ViewerNotFound',
  InvalidName: 'ViewerNotFound',
}

/**
 * A route of the dataset viewer, at the address that its clients use (on this host, or on `datasets-server.` before it)
 * and below /viewer. What tells of columns and sizes, and the first rows, are `repo:sample`. The answer says in X-Revision which commit it speaks of.
 */
export function viewerRoute(
  path: string,
  handle: (call: ViewerCall) => unknown,
  action: 'repo:download' | 'repo:sample' = 'repo:download',
): Route {
  const route = datasetRoute([path, `/viewer${path}`], action, async (call) => {
    await call.request.use.admit(UNKNOWN_BYTES)
    const view = await call.services.tables.view(call.grant)
    call.reply.header('x-revision', view.commit).header('cache-control', 'private, no-cache')
    await attribute(call, call.grant, view.commit)
    const { namespace, name } = call.grant.repo
    return handle({ ...call, view, dataset: `${namespace}/${name}` })
  })
  const run: Route['run'] = (call) => route.run(call).catch(withholdReason)
  return { ...route, run }
}

function withholdReason(error: unknown): never {
  const key = isHubError(error) ? UNREADABLE[error.key] : undefined
  throw key ? new HubError(key) : error
}

/** A query value that must be there. */
export function required({ query }: ViewerCall, name: string): string {
  const value = query.get(name)
  if (value === undefined || value === '') throw new HubError('MissingParameter', { name })
  return value
}

/** The table that `config` and `split` name. */
export const tableOf = (call: ViewerCall): Promise<OpenTable> =>
  call.services.tables.table(call.grant, required(call, 'config'), required(call, 'split'))

/** Splits of the config that the query names, or of all. Throws TableNotFound for a config that is not there. */
export async function splitsOf(call: ViewerCall): Promise<ViewSplit[]> {
  const { services, view, query, dataset } = call
  const all = await services.tables.splits(view)
  const config = query.get('config')
  if (config === undefined) return all
  const mine = all.filter((each) => each.config === config)
  if (mine.length > 0) return mine
  const names = [...new Set(all.map((each) => each.config))].slice(0, 50).join(', ')
  throw new HubError('TableNotFound', { repo: dataset, table: config, hint: `Its configs: ${names}.` })
}

/** A whole number of the query. Throws InvalidParameter. */
export function numberOf(
  { query }: ViewerCall,
  name: string,
  { fallback, most }: { fallback: number; most?: number },
): number {
  const text = query.get(name)
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  const wrong = (why: string) => new HubError('TaskFailed', { why: `Parameter '${name}' must ${why}.` })
  if (!/^-?\d{1,15}$/.test(text)) throw wrong('be integer')
  if (value < 0) throw wrong('not be negative')
  if (most !== undefined && value > most) throw wrong(`not be greater than ${most}`)
  return value
}

/** What is not there yet and what never came, in the form of the viewer. */
export function unfinished(call: ViewerCall, splits: ViewSplit[]) {
  const { view, dataset } = call
  const name = ({ config, split }: ViewSplit) => ({ dataset, config, split })
  const failed = splits.filter(({ state }) => state === 'failed')
  return {
    pending: splits.filter(({ state }) => state === 'pending').map(name),
    failed: failed.map((split) => ({ ...name(split), error: { error: reasonOf(view, split) } })),
  }
}

function reasonOf(view: DatasetView, { config, split }: ViewSplit): string {
  const mine = view.problems.find((each) => each.config === config && each.split === split)
  return mine ? `${mine.path ?? ''}: ${mine.message}` : 'No file of this split could be read.'
}
