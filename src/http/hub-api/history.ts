import { HubError } from '../../core/errors.js'
import { isCommitId } from '../../core/revision.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { apiRoute, type RepoCall, type Route } from '../route.js'
import { renderCommit } from './render.js'

const MOST_COMMITS = 1000
const MOST_CHANGES = 1000

/** GET refs: branches, tags, conversions and, when asked, pull requests. */
export const refs = (): Route =>
  apiRoute('GET', '/refs', 'repo:read', async ({ services, grant, query }) => {
    const all = await services.history.refs(grant)
    const below = (prefix: string) =>
      all
        .filter((ref) => ref.name.startsWith(prefix))
        .map((ref) => ({ name: ref.name.slice(prefix.length), ref: ref.name, targetCommit: ref.commit }))
    return {
      branches: below('refs/heads/'),
      converts: below('refs/convert/'),
      tags: below('refs/tags/'),
      ...(query.flag('include_prs') && { pullRequests: below('refs/pr/') }),
    }
  })

/** GET commits/REV: history, newest first; with `path`, the commits that changed it. */
export const commits = (): Route =>
  apiRoute('GET', '/commits/*', 'repo:read', async (call) => {
    const { services, grant, tail, query, reply, urls } = call
    if (query.get('path')) return commitsOfPath(call)
    const revision = await services.revisions.resolve(grant, tail.join('/'))
    const limit = query.int('limit', 100, 1, MOST_COMMITS)
    const page = query.int('p', 0, 0, 1_000_000)
    const { commits, total } = await services.history.log(grant, revision, page * limit, limit)
    reply.header('x-total-count', total)
    if ((page + 1) * limit < total)
      linkNext(reply, urls.page(query.with({ p: String(page + 1), limit: String(limit) })))
    return commits.map((commit) => renderCommit(commit, query.all('expand').includes('formatted')))
  })

/** How far it has looked is not how many it found: the cursor says where to go on, and there is no total. */
async function commitsOfPath({ services, grant, tail, query, reply, urls }: RepoCall<'repo:read'>) {
  const revision = await services.revisions.resolve(grant, tail.join('/'))
  const { commits, next } = await services.history.pathLog(grant, revision, {
    path: query.get('path') ?? '',
    after: commitOf(query.get('cursor')),
    limit: query.int('limit', 100, 1, MOST_COMMITS),
  })
  if (next) linkNext(reply, urls.page(query.with({ cursor: encodeCursor([next]) })))
  return commits.map((commit) => renderCommit(commit, query.all('expand').includes('formatted')))
}

/** Throws BadRequest. */
function commitOf(cursor: string | undefined): string | undefined {
  const at = decodeCursor(cursor)
  if (!at) return undefined
  const [id] = at
  if (typeof id === 'string' && isCommitId(id)) return id
  throw new HubError('BadRequest', { why: 'The cursor is not one of this list.' })
}

/** GET compare/FROM..TO: the files that differ, in pages. */
export const compare = (): Route =>
  apiRoute('GET', '/compare/*', 'repo:read', async ({ services, grant, tail, query, reply, urls }) => {
    const [from, to, ...rest] = tail.join('/').split(/\.{2,3}/)
    if (!from || !to || rest.length > 0)
      throw new HubError('BadRequest', { why: 'Write it as compare/FROM..TO, two revisions.' })
    const [before, after] = [
      await services.revisions.resolve(grant, from),
      await services.revisions.resolve(grant, to),
    ]
    const [cursor] = (decodeCursor(query.get('cursor')) ?? []) as string[]
    const { changes, more } = await services.history.compare(grant, before, after, {
      after: cursor,
      limit: query.int('limit', MOST_CHANGES, 1, MOST_CHANGES),
    })
    const last = changes.at(-1)
    if (more && last) linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.path]) })))
    return { base: before.commit.oid, head: after.commit.oid, files: changes }
  })
