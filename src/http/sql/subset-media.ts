import { createHash } from 'node:crypto'
import { mediaTypeOf } from '../../codecs/media/media-type.js'
import { HubError } from '../../core/errors.js'
import type { RepoId } from '../../core/repo-id.js'
import type { MediaAddresses } from '../../services/sql/subset-select.js'
import { attribute } from '../attribution.js'
import { apiRoute, type Query, type Route } from '../route.js'
import { sendFile } from '../send-file.js'

/**
 * Addresses as lists of files give them. They carry no right of their own, so a list can be kept and read by everybody who
 * may read the repo; they name the commit, because rows of another one are others.
 */
export const mediaAddresses = ({ namespace, name }: Pick<RepoId, 'namespace' | 'name'>): MediaAddresses => ({
  cell: (cell) => `/api/datasets/${namespace}/${name}/subset/media?${new URLSearchParams(cell)}&row=`,
  file: (commit) => `/datasets/${namespace}/${name}/resolve/${commit}/`,
})

/** GET subset/media?config=&split=&commit=&column=&row=: the bytes of one cell, with their SHA-256 as ETag. */
export const subsetMedia = (): Route =>
  apiRoute('GET', '/subset/media', 'repo:download', async (call) => {
    const { services, grant, request, reply, query } = call
    const [config, split, commit, column] = ['config', 'split', 'commit', 'column'].map((name) =>
      required(query, name),
    ) as [string, string, string, string]
    const row = query.int('row', 0, 0, Number.MAX_SAFE_INTEGER)
    const table = await services.tables.table(grant, config, split)
    if (table.commit !== commit) throw new HubError('RefConflict', { ref: 'main' })
    const place = table.split.features.findIndex(({ name }) => name === column)
    if (place < 0) throw new HubError('BadRequest', { why: `There is no column "${column}".` })
    const bytes = await services.rows.media(table, row, place)
    await attribute(call, grant, commit)
    reply
      .type(mediaTypeOf(bytes))
      .header('x-repo-commit', commit)
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('content-disposition', 'attachment')
    return sendFile(request, reply, fileOf(bytes))
  })

function required(query: Query, name: string): string {
  const value = query.get(name)
  if (!value)
    throw new HubError('BadRequest', { why: `${name} is missing. Take the address from subset?media=files.` })
  return value
}

const fileOf = (bytes: Buffer) => ({
  etag: createHash('sha256').update(bytes).digest('hex'),
  size: bytes.length,
  read: async function* (start: number, end: number) {
    yield bytes.subarray(start, end)
  },
})
