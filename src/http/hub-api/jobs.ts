import type { ViewSplit } from '../../services/tables/tables.js'
import { apiRoute, type Route } from '../route.js'
import { problemsFor } from './problems.js'

/** GET /jobs: how far the tables of main are, and what is wrong. POST /jobs/retry: try again what failed. */
export const jobs = (): Route[] => [
  apiRoute('GET', '/jobs', 'repo:download', async (call) => {
    const { services, grant } = call
    const view = await services.tables.job(grant)
    const splits = await services.tables.splits(view)
    const { commit, state, problems, createdAt, finishedAt } = view
    return {
      commit,
      state,
      parquetCommit: view.twin,
      createdAt,
      finishedAt,
      tables: splits.map(renderSplit),
      problems: problemsFor(call, problems),
    }
  }),
  apiRoute('POST', '/jobs/retry', 'repo:write', async ({ services, grant, reply }) => {
    await services.tables.retry(grant)
    return reply.code(202).send({ state: 'pending' })
  }),
]

const renderSplit = ({ config, split, state, numRows, parquetBytes, originalBytes }: ViewSplit) => ({
  config,
  split,
  state,
  numRows,
  parquetBytes,
  originalBytes,
})
