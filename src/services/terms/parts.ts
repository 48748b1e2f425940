import type { Indexing } from '../catalogue/indexing.js'
import type { Stores } from '../context.js'
import { createOpening } from '../opening.js'
import { createAttribution } from './attribution.js'
import { createTerms } from './terms.js'
import { createUseReports } from './use-reports.js'

/** The services of what may be done with a repo, and how far it is opened. */
export const createTermsServices = (stores: Stores, indexing: Indexing) => ({
  attribution: createAttribution(stores),
  opening: createOpening({ ...stores, indexing }),
  terms: createTerms({ ...stores, indexing }),
  useReports: createUseReports(stores),
})
