import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import type { TokenScope } from '../../core/policy.js'
import type { Services } from '../../services/services.js'
import { sessionOf } from '../../services/sign-in/sessions.js'
import { readJson } from '../bodies.js'
import { type Call, hubRoute, type Route, takes } from '../route.js'
import { signInReply } from './cookie.js'
import { fromOf, personNow, personOf } from './from.js'

const MOST_GRANTS = 100
const Role = z.enum(['read', 'write', 'admin'])
const Grants = z.array(z.object({ entity: z.string().min(1).max(200), role: Role })).min(1)
const TokenName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}[\]]+$/u, 'holds characters that a name cannot have')
const NewToken = z.object({
  name: TokenName,
  role: z.enum(['read', 'write', 'fineGrained']),
  grants: Grants.max(MOST_GRANTS).optional(),
  expiresAt: z.iso.datetime({ offset: true }).nullish(),
})
const NewPassword = z.object({
  current: z.string().max(1024).optional(),
  password: z.string().min(1).max(1024),
})
const Code = z.object({ code: z.string().min(1).max(64) })

/** What people change of how they sign in: sessions, tokens, password, second factor. Never by a token. */
export const accountSettings = (): Route[] => [
  hubRoute('GET', '/api/settings/sessions', 'account:manage', listSessions),
  hubRoute('DELETE', '/api/settings/sessions/:id', 'account:manage', endSession),
  hubRoute('GET', '/api/settings/tokens', 'account:manage', async (call) =>
    (await call.services.ownTokens.list(personOf(call))).map(renderToken),
  ),
  takes(NewToken, hubRoute('POST', '/api/settings/tokens', 'account:manage', createToken)),
  hubRoute('DELETE', '/api/settings/tokens/:token', 'account:manage', async (call) => {
    const { token } = call.request.params as { token: string }
    await call.services.ownTokens.revoke(personOf(call), token)
    return { name: token, revoked: true }
  }),
  takes(
    NewPassword,
    hubRoute('PUT', '/api/settings/password', 'account:manage', async (call) => {
      const { current, password } = await readJson(call.request, NewPassword, call.http.limits.jsonBytes)
      const person = call.services.sessions.requireFresh(await personNow(call))
      const { address } = fromOf(call)
      const session = await call.services.passwords.change(person, { current, password, address })
      return signInReply(call, session.secret, session.expiresAt).send({ changed: true })
    }),
  ),
  ...secondFactor(),
]

const secondFactor = (): Route[] => [
  hubRoute('GET', '/api/settings/second-factor', 'account:manage', async (call) => {
    const { userId } = personOf(call)
    const factor = call.services.secondFactor
    return { on: await factor.isOn(userId), recoveryCodesLeft: await factor.codesLeft(userId) }
  }),
  hubRoute('POST', '/api/settings/second-factor', 'account:manage', async (call) => {
    const person = await call.services.sessions.requireStrongUnlessFirst(personOf(call))
    call.reply.header('cache-control', 'no-store')
    return call.services.secondFactor.propose(person)
  }),
  hubRoute('POST', '/api/settings/second-factor/confirm', 'account:manage', async (call) => {
    const { code } = await readJson(call.request, Code, call.http.limits.jsonBytes)
    const person = await call.services.sessions.requireStrongUnlessFirst(await personNow(call))
    const { session, recoveryCodes } = await call.services.secondFactor.confirm(person, code)
    return signInReply(call, session.secret, session.expiresAt).send({ on: true, recoveryCodes })
  }),
  hubRoute('DELETE', '/api/settings/second-factor', 'account:manage', async (call) => {
    const person = await call.services.sessions.requireStrong(personOf(call))
    return { removed: await call.services.secondFactor.remove(person.userId, person.userId) }
  }),
]

async function listSessions(call: Call) {
  const person = personOf(call)
  const { id: own } = sessionOf(person)
  const sessions = await call.services.sessions.list(person.userId)
  return sessions.map(({ id, how, isStrong, signedInAt, lastSeenAt, endsAt, address, userAgent }) => ({
    ...{ id, isCurrent: id === own, how, isStrong, address, userAgent },
    signedInAt: signedInAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    expiresAt: endsAt.toISOString(),
  }))
}

async function endSession(call: Call) {
  const { id } = call.request.params as { id: string }
  const isEnded =
    /^\d{1,15}$/.test(id) && (await call.services.sessions.end(personOf(call).userId, Number(id)))
  if (!isEnded) throw new HubError('SessionNotFound', { id: id.slice(0, 40) })
  return { id: Number(id), ended: true }
}

async function createToken(call: Call) {
  const body = await readJson(call.request, NewToken, call.http.limits.jsonBytes)
  const expiresAt = body.expiresAt ? new Date(body.expiresAt) : null
  if (expiresAt && expiresAt <= call.http.now())
    throw new HubError('BadRequest', { why: 'expiresAt: is in the past.' })
  const scope = scopeOf(body)
  const person = await personNow(call)
  const token = await call.services.ownTokens.create(person, { name: body.name, scope, expiresAt })
  call.reply.header('cache-control', 'no-store')
  return { token, name: body.name, ...renderScope(scope), expiresAt: expiresAt?.toISOString() ?? null }
}

function scopeOf({ role, grants }: z.infer<typeof NewToken>): TokenScope {
  if (role !== 'fineGrained' && grants === undefined) return { role }
  if (role === 'fineGrained' && grants !== undefined) return { role, grants }
  throw new HubError('BadRequest', {
    why: 'grants: are for tokens of the role fineGrained, which need them.',
  })
}

const renderScope = (scope: TokenScope) =>
  scope.role === 'fineGrained' ? { role: scope.role, grants: scope.grants } : { role: scope.role }

type OwnToken = Awaited<ReturnType<Services['ownTokens']['list']>>[number]

const renderToken = ({ name, scope, createdAt, expiresAt, lastUsedAt }: OwnToken) => ({
  name,
  ...renderScope(scope),
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})
