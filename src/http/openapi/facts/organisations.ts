import { CURSOR, type FactsTable, pages, USAGE } from './shared.js'

/** Organisations, and who works in them. */
export const ORGANISATIONS: FactsTable = {
  'GET /api/organizations/:name/overview': 'The profile of an organisation, with counts',
  'GET /api/organizations/:name/members': { summary: 'Members of an organisation', query: pages(500) },
  'POST /api/organizations/create': 'Make an organisation; you become its administrator',
  'PUT /api/organizations/:name/settings':
    'Change its full name, and whether members are public: fullname, membersPublic',
  'PUT /api/organizations/:name/members/:user': 'Change the role of a member: role',
  'DELETE /api/organizations/:name/members/:user': 'Remove a member',
  'POST /api/organizations/:name/leave': 'Leave an organisation',
  'GET /api/organizations/:name/invitations': 'Invitations that are open',
  'POST /api/organizations/:name/invitations': 'Invite somebody, by user or email, with a role',
  'DELETE /api/organizations/:name/invitations/:id': 'Take an invitation back',
  'GET /api/organizations/:name/teams': { summary: 'Teams of an organisation', query: pages(500) },
  'POST /api/organizations/:name/teams': 'Make a team: name',
  'DELETE /api/organizations/:name/teams/:team': 'Delete a team',
  'GET /api/organizations/:name/teams/:team/members': { summary: 'Members of a team', query: pages(500) },
  'PUT /api/organizations/:name/teams/:team/members/:user': 'Add a member to a team',
  'DELETE /api/organizations/:name/teams/:team/members/:user': 'Remove a member from a team',
  'GET /api/organizations/:name/teams/:team/repos': {
    summary: 'Repositories that a team works on, with its role in each',
    query: pages(500),
  },
  'PUT /api/organizations/:name/teams/:team/repos/datasets/:repo': 'Give a team a role in a data set: role',
  'DELETE /api/organizations/:name/teams/:team/repos/datasets/:repo':
    'Take the role of a team in a data set away',
  'PUT /api/organizations/:name/teams/:team/repos/models/:repo': 'Give a team a role in a model: role',
  'DELETE /api/organizations/:name/teams/:team/repos/models/:repo': 'Take the role of a team in a model away',
  'GET /api/organizations/:name/usage': {
    summary: 'Traffic of an organisation by day: requests, bytes, milliseconds of SQL',
    query: USAGE,
  },
  'GET /api/organizations/:name/quota': 'What an organisation holds and may hold: bytes, files, requests',
  'GET /api/organizations/:name/vouchers': {
    summary: 'Vouchers of an organisation: budget and what is spent',
    query: CURSOR,
  },
}
