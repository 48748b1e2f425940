import { HubError } from '../../core/errors.js'
import { fullName } from '../../core/repo-id.js'
import { type Call, hubRoute, type RepoCall, type Route, repoRoute } from '../route.js'
import { sendPage } from '../site.js'

/** The pages on which people manage their account, organisations, requests and the hub. Their contents come by the API. */
export const governPages = (): Route[] => [
  ...['/settings', '/settings/:part'].map((path) => page(hubRoute('GET', path, 'account:read', shell))),
  page(hubRoute('GET', '/organizations/new', 'account:read', shell)),
  organisationPage('/organizations/:name/settings'),
  organisationPage('/organizations/:name/settings/:part'),
  ...['/admin-area', '/admin-area/:part'].map((path) => page(hubRoute('GET', path, 'hub:admin', shell))),
  page(repoRoute('GET', ['/datasets/:ns/:name/requests'], 'repo:write', requests)),
]

const page = (route: Route): Route => ({ ...route, page: true })

const organisationPage = (path: string): Route => ({
  ...{ method: 'GET', paths: [path], action: 'org:admin', challenge: false, page: true },
  run: async (call) => {
    const { name } = call.request.params as { name: string }
    await call.services.access.authorizeOrg(call.principal, 'org:admin', name)
    return shell(call)
  },
})

function shell({ http, request, reply }: Call) {
  if (!http.site) throw new HubError('RouteNotFound', { method: request.method, path: request.url })
  return sendPage(reply, http.site, { title: 'Databelt' })
}

function requests({ http, grant, reply, urls }: RepoCall<'repo:write'>) {
  if (!http.site) return reply.code(302).header('location', urls.repo(grant.repo)).send()
  return sendPage(reply, http.site, { title: `${fullName(grant.repo)} · Databelt` })
}
