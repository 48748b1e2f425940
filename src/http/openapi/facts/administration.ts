import { CURSOR, DAYS, type FactsTable, pages, repo, USAGE } from './shared.js'

/** What administrators of the hub see and set, and how full a repository is. */
export const ADMINISTRATION: FactsTable = {
  'GET /api/admin/overview': 'The hub as a whole: sizes, accounts, work',
  'GET /api/admin/health': 'Whether the parts of the hub work',
  'GET /api/admin/jobs': {
    summary: 'Tables that are built or failed, of the whole hub, newest first',
    query: { state: 'failed, running, pending or ready; failed when absent', ...CURSOR },
  },
  'GET /api/admin/traffic': { summary: 'Traffic of the hub by day and by hour', query: DAYS },
  'GET /api/admin/accounts': {
    summary: 'Find users or organisations',
    query: {
      kind: 'user or org; user when absent',
      search: 'Words of the name or e-mail address',
      suspended: 'true: only those that are suspended',
      ...pages(500),
    },
  },
  'GET /api/admin/users': { summary: 'All users', query: pages(500) },
  'GET /api/admin/users/:name': 'One user, with e-mail address',
  'PUT /api/admin/users/:name': 'Suspend a user, or let them in again',
  'DELETE /api/admin/users/:name': 'Delete a user',
  'GET /api/admin/usage': {
    summary: 'Traffic of the hub by day and repository: requests, bytes, milliseconds of SQL',
    query: USAGE,
  },
  'PUT /api/admin/quotas': 'Set what an owner or a repository may hold and send; null: as usual, 0: no limit',
  'POST /api/admin/vouchers': 'Give a user or organisation a budget',
  'GET /api/admin/vouchers': {
    summary: 'Vouchers of the hub, or of one owner',
    query: { namespace: 'Only of this user or organisation', ...CURSOR },
  },
  'DELETE /api/admin/vouchers/:id': 'Revoke a voucher',
  'GET /api/admin/vouchers/:id/entries': {
    summary: 'What was reserved and spent of a voucher',
    query: CURSOR,
  },
  [`GET ${repo('/usage')}`]: {
    summary: 'Traffic of a repository by day: requests, bytes, milliseconds of SQL',
    query: USAGE,
  },
  [`GET ${repo('/quota')}`]: 'What a repository holds and may hold: bytes, files, requests',
}
