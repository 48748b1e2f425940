import { type FactsTable, pages, repo } from './shared.js'

/** Making, changing and handing over repositories. */
export const WRITING: FactsTable = {
  'POST /api/repos/create': 'Make a repository',
  'POST /api/repos/move': 'Give a repository another name or owner; the old name leads to it',
  'DELETE /api/repos/delete': 'Delete a repository',
  'POST /api/validate-yaml':
    'Check the text of a card; answers errors and warnings, with 400 when there are errors',
  [`PUT ${repo('/settings')}`]: 'Change visibility, gate and whether there are discussions',
  [`POST ${repo('/preupload/*')}`]:
    'For at most 1000 files: whether each goes into the commit or by LFS; the address ends in a revision',
  [`POST ${repo('/commit/*')}`]: 'Commit files to a branch; the body is NDJSON, a line an operation',
  [`POST ${repo('/branch/*')}`]: 'Make a branch, named by the address',
  [`DELETE ${repo('/branch/*')}`]: 'Delete a branch',
  [`POST ${repo('/tag/*')}`]: 'Make a tag of the revision in the address; the body names it',
  [`DELETE ${repo('/tag/*')}`]: 'Delete a tag',
  [`POST ${repo('/super-squash/*')}`]: 'Replace the history of a branch by one commit',
  [`POST ${repo('/lfs-files/*')}`]:
    'Change LFS files; not on this hub, always refused with 501 NotImplemented: delete them in a commit',
  [`POST ${repo('/duplicate')}`]:
    'Duplicate a repository; not on this hub, always refused with 501 NotImplemented',
  [`GET ${repo('/transfer')}`]:
    'The open offer to give the repository to another owner; 404 when there is none',
  [`POST ${repo('/transfer')}`]: 'Offer the repository to another user or organisation',
  [`DELETE ${repo('/transfer')}`]: 'Take the offer back',
  'GET /api/settings/transfers':
    'Repositories that are offered to you or to organisations of which you are an administrator',
  'POST /api/transfers/:id/accept': 'Accept a repository that is offered',
  'POST /api/transfers/:id/decline': 'Decline a repository that is offered',
  [`GET ${repo('/collaborators')}`]: {
    summary: 'Single users with a role in the repository',
    query: pages(500),
  },
  [`PUT ${repo('/collaborators/:user')}`]: 'Give a user a role in the repository',
  [`DELETE ${repo('/collaborators/:user')}`]: 'Take the role of a user away',
}
