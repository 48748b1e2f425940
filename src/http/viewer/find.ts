import { HubError } from '../../core/errors.js'
import type { FoundPage } from '../../services/tables/find-rows.js'
import type { OpenTable } from '../../services/tables/tables.js'
import type { Route } from '../route.js'
import { featureList, joinJson, rowsText } from './render.js'
import { MOST_PAGE_BYTES, MOST_ROWS } from './rows.js'
import { numberOf, required, tableOf, type ViewerCall, viewerRoute } from './viewer-route.js'

/** GET /search: rows with the words of `query`. */
export const search = (): Route =>
  viewerRoute('/search', async (call) => {
    const table = await tableOf(call)
    const text = required(call, 'query')
    return send(call, table, await call.services.findRows.search(table, text, pageOf(call)))
  })

/** GET /filter: rows that meet the condition `where`, in the order of `orderby`. */
export const filter = (): Route =>
  viewerRoute('/filter', async (call) => {
    const table = await tableOf(call)
    const where = call.query.get('where') ?? ''
    const orderby = call.query.get('orderby') ?? ''
    if (where === '' && orderby === '') throw new HubError('MissingParameter', { name: 'where' })
    return send(call, table, await call.services.findRows.filter(table, { where, orderby }, pageOf(call)))
  })

/** GET /statistics: figures of every column, over all rows. */
export const statistics = (): Route =>
  viewerRoute('/statistics', async (call) => {
    const table = await tableOf(call)
    const found = await call.services.tables.statistics(table)
    return call.reply
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ ...found, partial: table.isPartial }))
  })

const pageOf = (call: ViewerCall) => ({
  offset: numberOf(call, 'offset', { fallback: 0 }),
  length: numberOf(call, 'length', { fallback: MOST_ROWS, most: MOST_ROWS }),
  mostBytes: MOST_PAGE_BYTES,
})

function send(call: ViewerCall, table: OpenTable, page: FoundPage) {
  const facts = {
    features: featureList(table.split.features),
    num_rows_total: page.numRowsTotal,
    num_rows_per_page: MOST_ROWS,
    partial: table.isPartial || page.isPartial,
  }
  const text = joinJson(facts, { rows: rowsText(call, table, page) })
  return call.reply.type('application/json; charset=utf-8').send(text)
}
