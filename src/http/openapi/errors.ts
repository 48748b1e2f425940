import { type ErrorKey, errorRows } from '../../core/errors.js'
import type { Route } from '../route.js'

const ANYWHERE: ErrorKey[] = [
  'InvalidToken',
  'TooManyBadTokens',
  'AccountSuspended',
  'RateLimited',
  'Busy',
  'Internal',
]
const REPO: ErrorKey[] = ['RepoNotFound', 'RepoNotFoundAnonymous', 'RepoDisabled']
const CONTENTS: ErrorKey[] = [
  ...(['GatedRepo', 'GatedRepoPending', 'GatedRepoRejected', 'GatedRepoExpired'] as const),
  ...(['GatedRepoAnonymous', 'UnderEmbargo', 'UnderEmbargoAnonymous', 'RepoWithdrawn'] as const),
  ...([
    'TermsCountryUnknown',
    'TermsCountry',
    'TermsMembers',
    'TermsPurpose',
    'TermsEnded',
    'TermsStorage',
    'TermsStorageAnonymous',
    'ReportDue',
  ] as const),
]
const VIEWER: ErrorKey[] = [
  'ViewerNotFound',
  'ViewerNotFoundAnonymous',
  'TablesNotReady',
  'TableNotFound',
  'MissingParameter',
  'TaskFailed',
]
const SQL: ErrorKey[] = [
  ...([
    'BadSql',
    'SqlRefused',
    'SqlTooSlow',
    'SqlTooLarge',
    'SqlCrashed',
    'QueryCancelled',
    'TooManyQueries',
  ] as const),
  ...(['SqlTimeUsedUp', ...REPO, ...CONTENTS] as const),
]

/** What a route may refuse, from its action and what it reads: rows of the error table. */
function keysOf({ action, paths, body, named, method }: Route): ErrorKey[] {
  const [path = ''] = paths
  const changes = method !== 'GET'
  return [
    ...ANYWHERE,
    ...(named === 'by-query' ? VIEWER : action.startsWith('repo:') ? REPO : []),
    ...(named !== 'by-query' && ['repo:sample', 'repo:download'].includes(action) ? CONTENTS : []),
    ...(/^(repo:(apply|discuss|write|admin)|hub:admin|org:)/.test(action)
      ? (['NotSignedIn', 'Forbidden'] as const)
      : []),
    ...(/^(account|namespace):/.test(action) ? (['NotSignedIn'] as const) : []),
    ...(action === 'account:manage' ? (['SessionNeeded'] as const) : []),
    ...(action === 'signed' ? (['BadSignature'] as const) : []),
    ...(changes ? (['CrossSite'] as const) : []),
    ...(body ? (['BadRequest', 'PayloadTooLarge'] as const) : []),
    ...(path.startsWith('/api/sql') && !path.includes(':id') ? SQL : []),
    ...(path.endsWith('*') && action === 'repo:download'
      ? (['RevisionNotFound', 'EntryNotFound'] as const)
      : []),
  ]
}

/** Refusals by status, each with the codes that it may carry; `x-errors` of the document has their words. */
export function errorsOf(route: Route): Record<string, object> {
  const keys = new Set(keysOf(route))
  const byStatus = new Map<number, Set<string>>()
  for (const row of errorRows().filter(({ key }) => keys.has(key)))
    byStatus.set(row.status, (byStatus.get(row.status) ?? new Set()).add(row.code || row.key))
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      { description: [...codes].join(', '), content, 'x-error-codes': [...codes] },
    ]),
  )
}
