import { type Feature, type Features, kindOf } from '../../core/features.js'
import type { RowPage } from '../../services/tables/rows.js'
import type { OpenTable } from '../../services/tables/tables.js'
import { signedUrl, tokenOf } from '../signed.js'
import type { ViewerCall } from './viewer-route.js'

/** Addresses of media cells work so long. */
const MEDIA_SECONDS = 3600
export const MEDIA_PATH = '/viewer/media'

/** The features of a table as the viewer lists them. */
export const featureList = (features: Features) =>
  features.map(({ name, type }, i) => ({ feature_idx: i, name, type }))

/** JSON of the rows: the cells come as JSON already, so that large whole numbers stay exact. */
export function rowsText(call: ViewerCall, table: OpenTable, page: RowPage): string {
  const { features } = table.split
  const names = features.map(({ name }) => JSON.stringify(name))
  const rows = page.rows.map(({ row_idx, cells, truncated }) => {
    const row = cells.map((cell, i) => {
      const feature = features[i]?.type as Feature
      return `${names[i]}:${isMedia(feature) && cell !== 'null' ? mediaText(call, table, { cell, row_idx, column: i }) : cell}`
    })
    return `{"row_idx":${row_idx},"row":{${row.join(',')}},"truncated_cells":${JSON.stringify(truncated)}}`
  })
  return `[${rows.join(',')}]`
}

/** A JSON object of plain values, and of texts that are JSON. */
export function joinJson(values: Record<string, unknown>, texts: Record<string, string>): string {
  const plain = Object.entries(values).map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
  )
  const raw = Object.entries(texts).map(([key, text]) => `${JSON.stringify(key)}:${text}`)
  return `{${[...plain, ...raw].join(',')}}`
}

export const isMedia = (feature: Feature): boolean =>
  ['Image', 'Audio', 'Video', 'Pdf'].includes(kindOf(feature) ?? '')

/** What the viewer shows of a picture or sound: an address that works without a token, for a while. */
function mediaText(
  call: ViewerCall,
  table: OpenTable,
  { cell, row_idx, column }: { cell: string; row_idx: number; column: number },
): string {
  const { config, split, features } = table.split
  const values = {
    repo: table.repoId,
    token: tokenOf(call),
    view: table.view.id,
    config,
    split,
    row: row_idx,
    column,
  }
  const src = signedUrl(call, 'GET', MEDIA_PATH, values, MEDIA_SECONDS)
  const known = JSON.parse(cell) as object
  const shown = { src, ...known }
  return JSON.stringify(kindOf(features[column]?.type as Feature) === 'Audio' ? [shown] : shown)
}
