import type { Access } from '../access.js'
import type { Stores } from '../context.js'
import type { Repos } from '../repos.js'
import { createCollaborators } from './collaborators.js'
import { createInvitations } from './invitations.js'
import { createOrganisations } from './organisations.js'
import { createTeams } from './teams.js'
import { createTransfers } from './transfers.js'
import { createUsers } from './users.js'

/** The services of who works on what. */
export const createOrganisationServices = (
  stores: Pick<Stores, 'metadata' | 'clock'>,
  others: { access: Access; repos: Repos },
) => ({
  organisations: createOrganisations(stores),
  invitations: createInvitations(stores),
  teams: createTeams(stores),
  collaborators: createCollaborators(stores),
  transfers: createTransfers({ ...stores, ...others }),
  users: createUsers(stores),
})
