import { CURSOR, type FactsTable, pages, repo } from './shared.js'

const PERIOD = {
  since: 'From this time on, such as 2026-07-01T00:00:00Z',
  until: 'Before this time',
}
const AUDIT_PAGE = {
  after: 'The number of the last entry before this page',
  limit: 'Entries of a page, 100 when absent, at most 1000',
}

/** Who may use a repository, on which terms, and who did. */
export const ACCESS: FactsTable = {
  [`GET ${repo('/access')}`]: 'How your request for access stands, and what is asked',
  [`POST ${repo('/access')}`]: 'Ask for access',
  [`DELETE ${repo('/access')}`]: 'Take your request back, or give the approval up',
  'POST /datasets/:ns/:name/ask-access':
    'Ask for access by a form: the answers to its questions, terms, purpose and days',
  [`GET ${repo('/user-access-request/*')}`]: {
    summary: 'Requests for access, for reviewers; the address ends in pending, accepted, rejected or expired',
    query: CURSOR,
  },
  [`POST ${repo('/user-access-request/handle')}`]: 'Accept or reject a request, or open it again',
  [`POST ${repo('/user-access-request/grant')}`]: 'Give a user access without a request',
  [`GET ${repo('/user-access-report')}`]: {
    summary: 'All requests for access as a file',
    query: { format: 'json or csv; json when absent' },
  },
  'GET /api/settings/access-requests': { summary: 'Your requests for access, newest first', query: CURSOR },
  'GET /api/settings/reviews': {
    summary: 'Gated repositories of which you decide requests',
    query: CURSOR,
  },
  [`GET ${repo('/terms')}`]: 'Terms of use in force: as they were set, in sentences and as ODRL',
  [`PUT ${repo('/terms')}`]: 'Set the terms of use; answers the number of their version',
  [`GET ${repo('/terms/history')}`]: {
    summary: 'Versions of the terms of use, newest first',
    query: pages(100),
  },
  [`GET ${repo('/attribution')}`]: 'The line by which users of the data name its source',
  [`POST ${repo('/use-report')}`]: 'Report what you did with the data, as its terms ask',
  [`GET ${repo('/use-reports')}`]: { summary: 'Reports of use, oldest first', query: pages(100) },
  [`GET ${repo('/opening')}`]:
    'How far the repository is opened: draft, beta, final or withdrawn, its embargo, and which steps are next',
  [`PUT ${repo('/opening')}`]: 'Take a step of opening: set the state and the embargo',
  [`GET ${repo('/opening/history')}`]: { summary: 'Steps of opening, newest first', query: pages(100) },
  'GET /ns/policy': 'What the words mean that terms of use add to ODRL',
  [`GET ${repo('/audit')}`]: {
    summary: 'Who saw what of the repository, when and from where',
    query: { ...PERIOD, ...AUDIT_PAGE },
  },
  'GET /api/settings/audit': {
    summary: 'What is recorded of you: what you saw, when and from where',
    query: {
      ...PERIOD,
      page: 'Number of the page, from 0 to 99',
      limit: AUDIT_PAGE.limit,
    },
  },
  'GET /api/admin/audit': {
    summary: 'The audit of the hub: who saw what, when and from where',
    query: {
      repo: 'Only this repository',
      user: 'Only this user',
      ...PERIOD,
      format: 'json, or all as a file: jsonl or csv',
      ...AUDIT_PAGE,
    },
  },
  'POST /api/admin/audit/verify': 'Check that nothing of the audit was changed or removed',
}
