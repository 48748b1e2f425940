import { z } from 'zod'
import { safeNext } from '../../core/next-path.js'
import type { Identity } from '../../services/providers/identities.js'
import { readJson } from '../bodies.js'
import { type Call, hubRoute, type Route, signInRoute } from '../route.js'
import { signInReply } from './cookie.js'
import { browserOf, keepFlow } from './flow.js'
import { fromOf, personNow } from './from.js'
import { problemPage } from './problem-page.js'

const MOST_QUERY = 8192

/** Signing in at a provider of OpenID Connect; see docs/passkeys-and-providers.md. */
export const providerRoutes = (): Route[] => [
  hubRoute('GET', '/api/sign-in/oidc', 'hub:read', ({ services }) => services.providerSignIn.providers()),
  signInRoute('GET', '/api/sign-in/oidc/:provider', (call) =>
    start(call).catch((error) => problemPage(call, error)),
  ),
  signInRoute('GET', '/api/sign-in/oidc/:provider/callback', (call) =>
    finish(call).catch((error) => problemPage(call, error)),
  ),
  hubRoute('GET', '/api/settings/identities', 'account:manage', async ({ services, principal }) => {
    const { userId } = services.access.requireUser(principal)
    return (await services.identities.list(userId)).map(renderIdentity)
  }),
  hubRoute('POST', '/api/settings/identities/:provider', 'account:manage', startLink),
  hubRoute('DELETE', '/api/settings/identities/:id', 'account:manage', async (call) => {
    const person = call.services.access.requireUser(call.principal)
    await call.services.identities.unlink(person, idOf(call))
    return call.reply.code(204).send()
  }),
]

const providerOf = ({ request }: Call): string => (request.params as { provider: string }).provider

/** Each provider has an address of its own, so that the answer of one is never taken for another's. */
const redirectUri = (call: Call): string =>
  `${call.urls.base}/api/sign-in/oidc/${encodeURIComponent(providerOf(call))}/callback`

async function start(call: Call) {
  const request = { redirectUri: redirectUri(call), next: safeNext(call.query.get('next')) }
  const begun = await call.services.providerSignIn.begin(providerOf(call), browserOf(call), request)
  keepFlow(call, begun.secret)
  return call.reply.header('referrer-policy', 'no-referrer').redirect(begun.url, 302)
}

async function finish(call: Call) {
  const { services, reply, urls, principal } = call
  const search = (call.request.raw.url ?? '').split(/\?(.*)/s)[1]?.slice(0, MOST_QUERY) ?? ''
  const from = { secret: browserOf(call).secret, from: fromOf(call) }
  const done = await services.providerSignIn.finish(providerOf(call), { ...from, search, principal })
  if (done.kind === 'signed-in') signInReply(call, done.session.secret, done.session.expiresAt)
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
  // with the hub's own address in front, whatever follows stays on it
  return reply.redirect(urls.base + done.next, 302)
}

/** The page goes to `url` itself: the answer of a script cannot send a browser elsewhere. */
async function startLink(call: Call) {
  const { http, services, request } = call
  const { next } = await readJson(
    request,
    z.object({ next: z.string().max(2000).optional() }),
    http.limits.jsonBytes,
  )
  const linkFor = await personNow(call)
  const asked = { redirectUri: redirectUri(call), next: safeNext(next), linkFor }
  const begun = await services.providerSignIn.begin(providerOf(call), browserOf(call), asked)
  keepFlow(call, begun.secret)
  return { url: begun.url }
}

/** 0, which nothing has, for what is no id. */
export const idOf = ({ request }: Call): number => {
  const { id = '' } = request.params as { id?: string }
  return /^\d{1,15}$/.test(id) ? Number(id) : 0
}

const renderIdentity = ({ id, issuer, email, claims, createdAt, lastUsedAt }: Identity) => ({
  id,
  issuer,
  name: claims.name ?? claims.preferred_username ?? null,
  email,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt.toISOString(),
})
