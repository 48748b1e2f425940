import { HubError } from '../../core/errors.js'
import type { Subset } from '../../services/sql/subset.js'
import { attribute } from '../attribution.js'
import { apiRoute, type Query, type Route } from '../route.js'
import { sendFile } from '../send-file.js'
import { callerOf } from '../sql-caller.js'
import { MEDIA_TYPES } from './request.js'
import { mediaAddresses } from './subset-media.js'

/** GET subset?split=&columns=&where=&limit=&format=&media=: a part of a table as one file, in ranges, with its SHA-256 as ETag. */
export const subset = (): Route =>
  apiRoute('GET', '/subset', 'repo:download', async (call) => {
    const { services, grant, request, reply, query } = call
    const asked = parse(query)
    const file = await services.subsets.open(grant, callerOf(call), asked, mediaAddresses(grant.repo))
    await attribute(call, grant, file.commit)
    reply
      .type(MEDIA_TYPES[asked.format])
      .header('x-repo-commit', file.commit)
      .header('x-linked-etag', `"${file.etag}"`)
      .header('content-disposition', `attachment; filename="subset.${asked.format}"`)
    return sendFile(request, reply, file)
  })

const FORMATS = ['parquet', 'csv', 'jsonl'] as const
const MEDIA = ['cells', 'none', 'files'] as const

function parse(query: Query): Subset {
  const media = oneOf(query, 'media', MEDIA, 'cells')
  const format = oneOf(query, 'format', FORMATS, media === 'files' ? 'jsonl' : 'parquet')
  if (media === 'files' && format !== 'jsonl')
    throw new HubError('BadRequest', { why: 'media=files is a list as format=jsonl. Leave format out.' })
  const split = query.get('split')
  if (!split) throw new HubError('BadRequest', { why: 'Name a split: ?split=train.' })
  return {
    ...{
      format,
      media,
      split,
      config: query.get('config') || undefined,
      where: query.get('where') || undefined,
    },
    columns: query
      .all('columns')
      .flatMap((names) => names.split(','))
      .filter((name) => name !== ''),
    limit: query.get('limit') === undefined ? undefined : query.int('limit', 0, 0, Number.MAX_SAFE_INTEGER),
  }
}

function oneOf<T extends string>(query: Query, name: string, values: readonly T[], fallback: T): T {
  const value = values.find((each) => each === (query.get(name) || fallback))
  if (!value) throw new HubError('BadRequest', { why: `${name} must be one of ${values.join(', ')}.` })
  return value
}
