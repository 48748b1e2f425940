import type { QueryClient } from '@tanstack/react-query'

/** Asks anew for what is shown. Not for a card that is being edited: its editor would begin again, without what was typed. */
export const refreshAll = (queries: QueryClient): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'card-now' })
