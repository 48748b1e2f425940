import { isOpenToAll } from '../../services/audit/open.js'
import type { Download } from '../../services/downloads.js'
import { attribute } from '../attribution.js'
import { apiRoute, type RepoCall, type Route, repoRoute, webRoute } from '../route.js'
import { sendFile } from '../send-file.js'
import { casUrl } from '../xet-token.js'
import { contentHeaders } from './content-headers.js'

type Call = RepoCall<'repo:download'>
/** Not for ever: what is withdrawn or closed later is to leave the caches, too. */
const CACHED = 'public, max-age=86400, immutable'
/** What the JavaScript client asks for instead of the bytes. */
const FILE_INFO = 'application/vnd.xet-fileinfo+json'

/** GET and HEAD resolve/REV/PATH: a file as its users see it. HEAD never redirects: clients would lose its headers. */
export const resolve = (): Route[] => [
  webRoute('GET', '/resolve/*', 'repo:download', (call) => serve(call, 'file')),
  webRoute('GET', '/raw/*', 'repo:download', (call) => serve(call, 'raw')),
  apiRoute('GET', '/resolve/*', 'repo:download', (call) => serve(call, 'file')),
  repoRoute(
    'GET',
    ['/api/resolve-cache/datasets/:ns/:name/*', '/api/resolve-cache/models/:ns/:name/*'],
    'repo:download',
    (call) => serve(call, 'file'),
  ),
]

async function serve(call: Call, kind: 'file' | 'raw') {
  const { services, request, reply, grant, tail } = call
  const revision = await services.revisions.split(grant, tail)
  const { downloads } = services
  const file =
    kind === 'raw'
      ? await downloads.openRaw(grant, revision, revision.path)
      : await downloads.open(grant, revision, revision.path)
  reply.headers(contentHeaders(file.path, kind))
  reply.header('x-repo-commit', revision.commit.oid)
  await attribute(call, grant, revision.commit.oid)
  // a commit never changes, a branch does; what the policy hides must not stay in shared caches
  const isPublic = isOpenToAll('repo:download', grant.repo, call.http.now())
  reply.header('cache-control', revision.ref === undefined && isPublic ? CACHED : 'private, no-cache')
  reply.header('vary', 'Authorization, Cookie, Origin')
  if (file.lfs) reply.header('x-linked-etag', `"${file.etag}"`).header('x-linked-size', file.size)
  if (file.xetHash !== undefined) {
    reply.headers(xetHeaders(call, file.xetHash))
    if (request.headers.accept?.includes(FILE_INFO))
      return reply.header('etag', `"${file.etag}"`).type(FILE_INFO).send(infoOf(file))
  }
  const fromStart = /^bytes=0?-?$|^bytes=0-/.test(request.headers.range ?? 'bytes=0-')
  if (request.method === 'GET' && fromStart && request.headers.range !== 'bytes=0-0')
    services.downloads.count(grant.repo)
  return sendFile(request, reply, file)
}

/** Where to get the file in chunks; older clients read the route from a header of its own. */
function xetHeaders(call: Call, hash: string): Record<string, string> {
  const route = `${call.urls.api(call.grant.repo)}/xet-read-token/main`
  const info = `${casUrl(call)}/v1/reconstructions/${hash}`
  return {
    'x-xet-hash': hash,
    'x-xet-refresh-route': route,
    link: `<${route}>; rel="xet-auth", <${info}>; rel="xet-reconstruction-info"`,
  }
}

const infoOf = (file: Download): string =>
  JSON.stringify({ size: file.size, sha256: file.etag, xetHash: file.xetHash })
