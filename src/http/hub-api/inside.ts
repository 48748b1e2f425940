import { attribute } from '../attribution.js'
import { linkNext } from '../paging.js'
import { UNKNOWN_BYTES } from '../request-use.js'
import { apiRoute, type Route } from '../route.js'

const MOST_ENTRIES = 1000

/** GET inside/REV/PATH: the files of an archive, in pages, or what a Parquet file says of its columns and row groups. */
export const inside = (): Route =>
  apiRoute(
    'GET',
    '/inside/*',
    'repo:download',
    async ({ services, request, grant, tail, query, reply, urls }) => {
      const revision = await services.revisions.split(grant, tail)
      const limit = query.int('limit', MOST_ENTRIES, 1, MOST_ENTRIES)
      const offset = query.int('offset', 0, 0, Number.MAX_SAFE_INTEGER)
      await request.use.admit(UNKNOWN_BYTES)
      const found = await services.inside.look(grant, revision, revision.path, { offset, limit })
      if (found.kind !== 'parquet' && offset + limit < found.total)
        linkNext(reply, urls.page(query.with({ offset: String(offset + limit), limit: String(limit) })))
      await attribute({ services, reply, urls }, grant, revision.commit.oid)
      return found
    },
  )
