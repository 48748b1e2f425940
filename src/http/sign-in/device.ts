import { z } from 'zod'
import { HubError } from '../../core/errors.js'
import type { TokenAnswer } from '../../services/sign-in/device-logins.js'
import { decodeText, readBody, readJson } from '../bodies.js'
import { type Call, hubRoute, type Route } from '../route.js'
import { fromOf, personNow, personOf } from './from.js'

const MOST_FORM_BYTES = 16_384
const MOST_CODE = 512
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const Decision = z.object({ code: z.string().min(1).max(32), allow: z.boolean() })
/** Ids that programs are built with; a name is a claim, not a proof. */
const KNOWN_CLIENTS = new Map([['26be6b09-91c5-47da-9861-d2d2bb7a7e36', 'hf']])
const WHY: Record<string, string> = {
  authorization_pending: 'Nobody has let this program in yet.',
  slow_down: 'Ask less often: five seconds more between two questions.',
  expired_token: 'The code has ended. Begin anew.',
  access_denied: 'The login was refused.',
  invalid_grant: 'The refresh token has ended or was used already. Sign in anew.',
  invalid_request: 'A value of the form is missing.',
  unsupported_grant_type: 'This hub knows the grants device_code and refresh_token.',
}

/** The device flow of RFC 8628, as `hf auth login` and `databelt login` speak it. */
export const device = (): Route[] => [
  hubRoute('POST', '/oauth/device', 'hub:read', begin),
  hubRoute('POST', '/oauth/token', 'hub:read', async (call) => {
    const form = await formOf(call)
    const grant = form.get('grant_type')
    const { deviceLogins } = call.services
    if (grant === DEVICE_GRANT) return render(await deviceLogins.poll(textOf(form, 'device_code')))
    if (grant === 'refresh_token') return render(await deviceLogins.refresh(textOf(form, 'refresh_token')))
    throw refusal('unsupported_grant_type')
  }),
  hubRoute('GET', '/api/device/:code', 'account:manage', async (call) => {
    const { code } = call.request.params as { code: string }
    const { address } = fromOf(call)
    const login = await call.services.deviceLogins.find(personOf(call), code.slice(0, 32), address)
    return { client: login.client, address: login.address, expiresAt: login.endsAt.toISOString() }
  }),
  hubRoute('POST', '/api/device', 'account:manage', async (call) => {
    const { code, allow } = await readJson(call.request, Decision, call.http.limits.jsonBytes)
    const decision = { userCode: code, address: fromOf(call).address, isAllowed: allow }
    await call.services.deviceLogins.decide(await personNow(call), decision)
    return { allowed: allow }
  }),
]

async function begin(call: Call) {
  const form = await formOf(call)
  const { address, userAgent } = fromOf(call)
  const client = KNOWN_CLIENTS.get(textOf(form, 'client_id')) ?? clientName(userAgent)
  const login = await call.services.deviceLogins.begin(client, address)
  const page = `${call.urls.base}/device`
  return {
    device_code: login.deviceCode,
    user_code: login.userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?user_code=${login.userCode}`,
    expires_in: login.expiresInSeconds,
    interval: login.intervalSeconds,
  }
}

/** `hf_hub` of `hf_hub/2.4.0; python/3.12 ...`: what the program says it is. */
const clientName = (userAgent: string): string => /^[\w .-]{1,60}/.exec(userAgent)?.[0].trim() || 'a program'

async function formOf({ request, reply }: Call): Promise<URLSearchParams> {
  reply.header('cache-control', 'no-store')
  return new URLSearchParams(decodeText(await readBody(request, MOST_FORM_BYTES)))
}

function textOf(form: URLSearchParams, name: string): string {
  const [value, ...more] = form.getAll(name)
  if (!value || more.length > 0 || value.length > MOST_CODE) throw refusal('invalid_request')
  return value
}

function render(answer: TokenAnswer) {
  if (typeof answer === 'string') throw refusal(answer)
  return {
    access_token: answer.accessToken,
    token_type: 'bearer',
    refresh_token: answer.refreshToken,
    expires_in: answer.expiresInSeconds,
    scope: 'write',
  }
}

/** OAuth clients read the code in `error`. */
const refusal = (code: string): HubError =>
  new HubError('OAuth', { why: WHY[code] ?? code }, { error: code, error_description: WHY[code] ?? code })
