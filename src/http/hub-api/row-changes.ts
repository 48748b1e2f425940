import { HubError } from '../../core/errors.js'
import { attribute } from '../attribution.js'
import { UNKNOWN_BYTES } from '../request-use.js'
import { apiRoute, type Route } from '../route.js'

const MOST_ROWS = 1000

/** GET row-changes/FROM..TO?path=...: rows of a table that two revisions have differently, in pages. */
export const rowChanges = (): Route =>
  apiRoute('GET', '/row-changes/*', 'repo:download', async (call) => {
    const { services, request, grant, tail, query } = call
    const [from, to, ...rest] = tail.join('/').split(/\.{2,3}/)
    if (!from || !to || rest.length > 0)
      throw new HubError('BadRequest', { why: 'Write it as row-changes/FROM..TO?path=..., two revisions.' })
    const path = query.get('path')
    if (!path) throw new HubError('MissingParameter', { name: 'path' })
    const before = await services.revisions.resolve(grant, from)
    const after = await services.revisions.resolve(grant, to)
    await request.use.admit(UNKNOWN_BYTES)
    await attribute(call, grant, after.commit.oid)
    return services.rowChanges.compare(
      grant,
      [
        { revision: before, path: query.get('old_path') ?? path },
        { revision: after, path },
      ],
      {
        offset: query.int('offset', 0, 0, Number.MAX_SAFE_INTEGER),
        limit: query.int('limit', 100, 1, MOST_ROWS),
      },
    )
  })
