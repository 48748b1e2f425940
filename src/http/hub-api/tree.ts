import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import { checked, parseJson, readBody } from '../bodies.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { apiRoute, type Route } from '../route.js'
import { renderEntry } from './render.js'

const MOST_ENTRIES = 1000
const MOST_EXPANDED = 100
const MOST_PATHS = 2000

/** GET tree/REV[/PATH]: one folder, or all below it, in pages. */
export const tree = (): Route =>
  apiRoute('GET', '/tree/*', 'repo:read', async ({ services, grant, tail, query, reply, urls }) => {
    const revision = await services.revisions.split(grant, tail)
    const expand = query.flag('expand')
    const most = expand ? MOST_EXPANDED : MOST_ENTRIES
    const cursor = decodeCursor(query.get('cursor'))
    const { entries, more } = await services.browse.listTree(grant, revision, {
      path: revision.path,
      recursive: query.flag('recursive'),
      withLastCommit: expand,
      limit: query.int('limit', most, 1, most),
      after: cursor && { path: String(cursor[0]), folder: cursor[1] === 1 },
    })
    const last = entries.at(-1)
    if (more && last)
      linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.path, last.folder ? 1 : 0]) })))
    return entries.map(renderEntry)
  })

const PathsInfo = z.object({
  paths: z.union([z.string().transform((path) => [path]), z.array(z.string())]).default([]),
  expand: z.boolean().default(false),
})

/** POST paths-info/REV: those of the paths that exist. The Python client sends a form, the JS client JSON. */
export const pathsInfo = (): Route =>
  apiRoute('POST', '/paths-info/*', 'repo:read', async ({ http, services, request, grant, tail }) => {
    const text = (await readBody(request, http.limits.lineBytes)).toString('utf8')
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
    const body = isForm ? parseForm(text) : checked(PathsInfo, parseJson(text))
    if (body.paths.length > MOST_PATHS)
      throw new HubError('PayloadTooLarge', { what: 'The number of paths', limit: MOST_PATHS })
    const revision = await services.revisions.resolve(grant, tail.join('/'))
    return (await services.browse.pathsInfo(grant, revision, body.paths, body.expand)).map(renderEntry)
  })

function parseForm(text: string): z.infer<typeof PathsInfo> {
  const form = new URLSearchParams(text)
  return { paths: form.getAll('paths'), expand: (form.get('expand') ?? '').toLowerCase() === 'true' }
}
