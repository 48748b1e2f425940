import { HubError } from '../../core/errors.js'
import type { TableSource } from './table-source.js'

/** Stands where the tables of repos will be. */
export const noTables: TableSource = {
  open: async () => {
    throw new HubError('NotImplemented', { what: 'A table of a repository', hint: 'The hub makes none yet.' })
  },
  place: async () => [],
}
