import { z } from 'zod'
import type { Services } from '../../services/services.js'
import { sessionOf } from '../../services/sign-in/sessions.js'
import { readJson } from '../bodies.js'
import { readCookie, setCookie } from '../cookies.js'
import { type Call, hubRoute, type Route, signInRoute, takes } from '../route.js'
import { signInReply, signOutReply } from './cookie.js'
import { fromOf } from './from.js'
import { waysOf } from './ways.js'

const Password = z.string().min(1).max(1024)
const SignIn = z.object({
  user: z.string().min(1).max(320),
  password: Password,
  code: z.string().max(64).optional(),
})
const SignUp = z.object({
  user: z.string().min(1).max(96),
  email: z.email().max(320),
  password: Password,
})
const LinkBody = z.object({ password: Password })

type SignedInNow = Awaited<ReturnType<Services['signIn']['signIn']>>

/** Signing in and out, and what of it a page must know. */
export const signIn = (): Route[] => [
  hubRoute('GET', '/api/sign-in', 'hub:read', standing),
  takes(
    SignIn,
    signInRoute('POST', '/api/sign-in', async (call) => {
      const { request, http, urls, principal } = call
      const body = await readJson(request, SignIn, http.limits.jsonBytes)
      const device = readCookie(request, 'databelt-device', urls.base)
      const given = { ...body, code: body.code, from: fromOf(call), device, replaces: principal }
      return welcome(call, await call.services.signIn.signIn(given))
    }),
  ),
  takes(
    SignUp,
    signInRoute('POST', '/api/sign-up', async (call) => {
      const body = await readJson(call.request, SignUp, call.http.limits.jsonBytes)
      const given = { ...body, from: fromOf(call), replaces: call.principal }
      return welcome(call, await call.services.signIn.signUp(given))
    }),
  ),
  hubRoute('POST', '/api/sign-out', 'hub:read', async (call) => {
    const { principal, services } = call
    if (principal.kind === 'user') await services.sessions.end(principal.userId, sessionOf(principal).id)
    return signOutReply(call).send({ user: null })
  }),
  signInRoute('POST', '/api/account-links/:secret', async (call) => {
    const { secret } = call.request.params as { secret: string }
    const { password } = await readJson(call.request, LinkBody, call.http.limits.jsonBytes)
    const user = await call.services.passwords.setByLink(secret, password)
    return call.reply.header('cache-control', 'no-store').send({ user: user.name })
  }),
]

/** The cookie of the session, and the one by which this browser is known from now on. */
async function welcome(call: Call, { user, session }: SignedInNow) {
  const { value, seconds } = await call.services.signIn.remember(user.id)
  setCookie(call.reply, 'databelt-device', value, { base: call.urls.base, seconds })
  const answer = { user: user.name, expiresAt: session.expiresAt.toISOString() }
  return signInReply(call, session.secret, session.expiresAt).send(answer)
}

async function standing(call: Call) {
  const { services, principal, reply } = call
  reply.header('cache-control', 'no-store')
  const ways = await waysOf(call)
  const open = { ways, signUp: services.signIn.isSignUpOpen, mail: services.emailCheck.isPossible }
  if (principal.kind !== 'user') return { ...open, user: null }
  const { credential } = principal
  const user = await services.accounts.find('user', principal.name)
  const isHeldBack = user.isAdmin && !principal.isAdmin
  return {
    ...open,
    user: { name: user.name, fullname: user.fullName, isAdmin: principal.isAdmin },
    session: credential.kind === 'session' && {
      isStrong: credential.isStrong,
      signedInAt: credential.signedInAt.toISOString(),
    },
    ...(isHeldBack && {
      notice:
        'You are an administrator, and act as an ordinary user: sign in with a second factor or a passkey. Without one, POST /api/settings/second-factor gives you one.',
    }),
  }
}
