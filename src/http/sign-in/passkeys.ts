import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import type { Passkey } from '../../services/passkeys/passkeys.js'
import { readJson } from '../bodies.js'
import { type Call, hubRoute, type Route, signInRoute } from '../route.js'
import { signInReply } from './cookie.js'
import { browserOf, keepFlow } from './flow.js'
import { fromOf, personNow } from './from.js'
import { idOf } from './providers.js'

const MOST = 100_000
const Base64url = z
  .string()
  .min(1)
  .max(MOST)
  .regex(/^[A-Za-z0-9_-]+$/)
const id = z
  .string()
  .min(1)
  .max(1400)
  .regex(/^[A-Za-z0-9_-]+$/)
const credential = { id, rawId: id, type: z.literal('public-key'), clientExtensionResults: z.object({}) }
/** What `startRegistration` and `startAuthentication` of @simplewebauthn/browser give. */
const Registration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Base64url,
    attestationObject: Base64url,
    transports: z.array(z.string().max(40)).max(20).optional(),
  }),
})
const Assertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Base64url,
    authenticatorData: Base64url,
    signature: Base64url,
    userHandle: Base64url.optional(),
  }),
})
const NewPasskey = z.object({ name: z.string().max(200), response: Registration })
const Rename = z.object({ name: z.string().max(200) })

/** Passkeys; see docs/passkeys-and-providers.md. */
export const passkeyRoutes = (): Route[] => [
  signInRoute('POST', '/api/sign-in/passkey/options', async (call) => {
    const { options, secret } = await call.services.passkeySignIn.begin(browserOf(call), call.urls.base)
    keepFlow(call, secret)
    return options
  }),
  signInRoute('POST', '/api/sign-in/passkey', signIn),
  hubRoute('POST', '/api/settings/passkeys/options', 'account:manage', async (call) => {
    const { services, principal, urls } = call
    const person = services.access.requireUser(principal)
    const begun = await services.passkeys.beginRegistration(person, browserOf(call), urls.base)
    keepFlow(call, begun.secret)
    return begun.options
  }),
  hubRoute('POST', '/api/settings/passkeys', 'account:manage', register),
  hubRoute('GET', '/api/settings/passkeys', 'account:manage', async ({ services, principal }) =>
    (await services.passkeys.list(services.access.requireUser(principal).userId)).map(renderPasskey),
  ),
  hubRoute('GET', '/api/settings/passkeys/:id', 'account:manage', async (call) => {
    const { services, principal } = call
    const { userId } = services.access.requireUser(principal)
    return renderPasskey(await services.passkeys.find(userId, idOf(call)))
  }),
  hubRoute('PATCH', '/api/settings/passkeys/:id', 'account:manage', async (call) => {
    const { name } = await readJson(call.request, Rename, call.http.limits.jsonBytes)
    const person = await personNow(call)
    await call.services.passkeys.rename(person, idOf(call), name)
    return renderPasskey(await call.services.passkeys.find(person.userId, idOf(call)))
  }),
  hubRoute('DELETE', '/api/settings/passkeys/:id', 'account:manage', async (call) => {
    await call.services.passkeys.remove(call.services.access.requireUser(call.principal), idOf(call))
    return call.reply.code(204).send()
  }),
]

async function signIn(call: Call) {
  const { http, services, request, urls, principal } = call
  const response = await readJson(request, Assertion, http.limits.jsonBytes)
  const proof = { secret: browserOf(call).secret, base: urls.base }
  const session = await services.passkeySignIn.finish(
    { response: response as AuthenticationResponseJSON, ...proof },
    { from: fromOf(call), replaces: principal },
  )
  signInReply(call, session.secret, session.expiresAt)
  return { expiresAt: session.expiresAt.toISOString() }
}

async function register(call: Call) {
  const { http, services, request, urls } = call
  const { name, response } = await readJson(request, NewPasskey, http.limits.jsonBytes)
  const person = await personNow(call)
  const proof = { secret: browserOf(call).secret, base: urls.base }
  const made = await services.passkeys.register(person, {
    ...{ name, response: response as RegistrationResponseJSON },
    ...proof,
  })
  return call.reply.code(201).send(renderPasskey(made))
}

const renderPasskey = ({ id, name, transports, backedUp, createdAt, lastUsedAt }: Passkey) => ({
  id,
  name,
  transports,
  backedUp,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})
