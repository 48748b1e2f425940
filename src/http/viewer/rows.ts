import type { Route } from '../route.js'
import { featureList, joinJson, rowsText } from './render.js'
import { numberOf, tableOf, type ViewerCall, viewerRoute } from './viewer-route.js'

export const MOST_ROWS = 100
const MOST_FIRST_BYTES = 1_000_000
/** Cells of pages are cut only where the page would be unreasonable. */
export const MOST_PAGE_BYTES = 20_000_000

/** GET /first-rows: up to 100 rows, long cells cut. */
export const firstRows = (): Route =>
  viewerRoute(
    '/first-rows',
    async (call) => {
      const table = await tableOf(call)
      const query = { offset: 0, length: MOST_ROWS, mostBytes: MOST_FIRST_BYTES }
      const page = await call.services.rows.page(table, query)
      const { config, split, features, numRows } = table.split
      const facts = {
        dataset: call.dataset,
        config,
        split,
        features: featureList(features),
        truncated: !page.isWhole || numRows > MOST_ROWS,
      }
      return sendJson(call, joinJson(facts, { rows: rowsText(call, table, page) }))
    },
    'repo:sample',
  )

/** GET /rows: any page of rows. */
export const rows = (): Route =>
  viewerRoute('/rows', async (call) => {
    const table = await tableOf(call)
    const offset = numberOf(call, 'offset', { fallback: 0 })
    const length = numberOf(call, 'length', { fallback: MOST_ROWS, most: MOST_ROWS })
    const page = await call.services.rows.page(table, { offset, length, mostBytes: MOST_PAGE_BYTES })
    const { features, numRows } = table.split
    const facts = {
      features: featureList(features),
      num_rows_total: numRows,
      num_rows_per_page: MOST_ROWS,
      partial: table.isPartial,
    }
    return sendJson(call, joinJson(facts, { rows: rowsText(call, table, page) }))
  })

const sendJson = ({ reply }: ViewerCall, text: string) =>
  reply.type('application/json; charset=utf-8').send(text)
