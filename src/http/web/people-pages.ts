import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import { type Call, hubRoute, type RepoCall, type Route, repoRoute, webRoute } from '../route.js'
import { sendPage, wantsPage } from '../site.js'

/** Lists, people, and what is said of a repo: addresses that only the web app has. */
export const peoplePages = (): Route[] => [
  ...list('/datasets', 'Data sets', '/api/datasets'),
  ...list('/models', 'Models', '/api/models'),
  { ...webRoute('GET', '/discussions', 'repo:read', discussionsPage), page: true },
  { ...repoRoute('GET', ['/:ns/:name/tensors'], 'repo:read', tensorsPage), page: true },
  { ...hubRoute('GET', '/sign-up', 'hub:read', signUpPage), page: true },
  { ...hubRoute('GET', '/:account', 'hub:read', accountPage), page: true },
]

const list = (path: string, title: string, api: string): Route[] => [
  {
    ...hubRoute('GET', path, 'hub:read', ({ http, request, reply, urls }) =>
      http.site && wantsPage(request)
        ? sendPage(reply, http.site, { title: `${title} · Databelt` })
        : reply.code(302).header('vary', 'Accept').header('location', `${urls.base}${api}`).send(),
    ),
    page: true,
  },
]

/** Somebody's page; who is not there is an address that is not there. */
async function accountPage({ http, services, request, reply, urls }: Call) {
  const { account: name } = request.params as { account: string }
  const found = await services.accounts.findAny(name)
  if (!found) throw new HubError('RouteNotFound', { method: request.method, path: `/${name.slice(0, 100)}` })
  reply.header('vary', 'Accept, Authorization, Cookie')
  if (http.site && wantsPage(request))
    return sendPage(reply, http.site, { title: `${found.fullName || found.name} · Databelt` })
  const kind = found.kind === 'org' ? 'organizations' : 'users'
  return reply.code(302).header('location', `${urls.base}/api/${kind}/${found.name}/overview`).send()
}

/** The form is of the app; without it people are told by the sign-in. */
function signUpPage({ http, reply, urls }: Call) {
  if (!http.site) return reply.code(302).header('location', `${urls.base}/login`).send()
  return sendPage(reply, http.site, { title: 'Make an account · Databelt' })
}

function discussionsPage({ http, grant, request, reply, urls }: RepoCall<'repo:read'>) {
  reply.header('vary', 'Accept, Authorization, Cookie')
  if (!http.site || !wantsPage(request))
    return reply
      .code(302)
      .header('location', `${urls.api(grant.repo)}/discussions`)
      .send()
  return sendPage(reply, http.site, { title: `Discussions · ${fullName(grant.repo)} · Databelt` })
}

function tensorsPage({ http, grant, request, reply, urls }: RepoCall<'repo:read'>) {
  reply.header('vary', 'Accept, Authorization, Cookie')
  if (!http.site || !wantsPage(request))
    return reply.code(302).header('location', urls.repo(grant.repo)).send()
  return sendPage(reply, http.site, { title: `Tensors · ${fullName(grant.repo)} · Databelt` })
}
