import type { Route } from '../route.js'
import { splitsOf, unfinished, viewerRoute } from './viewer-route.js'

/** GET /splits: the configs and splits of a dataset. */
export const splits = (): Route =>
  viewerRoute(
    '/splits',
    async (call) => {
      const all = await splitsOf(call)
      const { dataset } = call
      return {
        splits: all.map(({ config, split }) => ({ dataset, config, split })),
        ...unfinished(call, all),
      }
    },
    'repo:sample',
  )

/** GET /is-valid: what can be done with a dataset, or with one split of it. */
export const isValid = (): Route =>
  viewerRoute(
    '/is-valid',
    async (call) => {
      const all = await splitsOf(call)
      const split = call.query.get('split')
      const asked = split === undefined ? all : all.filter((each) => each.split === split)
      const hasRows = asked.some(({ state }) => state === 'ready')
      return { preview: hasRows, viewer: hasRows, search: hasRows, filter: hasRows, statistics: hasRows }
    },
    'repo:sample',
  )
