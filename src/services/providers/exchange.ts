import * as oidc from 'openid-client'
import { readIdToken, wrongIdToken } from '../../codecs/id-token.js'
import type { Clock } from '../../core/clock.js'
import { HubError } from '../../core/errors.js'
import type { ProviderSettings } from '../../core/provider.js'
import { reasonOf, unavailable } from './directory.js'

/** What was kept of the first half of a sign-in. */
export interface Begun {
  redirectUri: string
  nonce: string
  verifier: string
}
export interface Person {
  issuer: string
  subject: string
  claims: Record<string, unknown>
}

/**
 * Turns the provider's answer (the query of our callback) into a person. Throws ProviderRefused, or ProviderUnavailable
 * when the provider does not answer.
 */
export async function exchange(
  provider: ProviderSettings,
  config: oidc.Configuration,
  answer: { begun: Begun; search: string; state: string },
  clock: Clock,
): Promise<Person> {
  try {
    return await claimsOf(provider, config, answer, clock)
  } catch (error) {
    throw failure(provider, error)
  }
}

async function claimsOf(
  provider: ProviderSettings,
  config: oidc.Configuration,
  { begun, search, state }: { begun: Begun; search: string; state: string },
  clock: Clock,
): Promise<Person> {
  const tokens = await oidc.authorizationCodeGrant(config, new URL(`${begun.redirectUri}?${search}`), {
    pkceCodeVerifier: begun.verifier,
    expectedState: state,
    expectedNonce: begun.nonce,
    idTokenExpected: true,
  })
  const token = readIdToken(tokens.id_token ?? '')
  const wrong = wrongIdToken(token, provider.clientId, clock.now())
  if (wrong) throw new Refused(wrong)
  const subject = String(token.claims.sub)
  const more = await userInfo(config, tokens.access_token, subject)
  return { issuer: String(token.claims.iss), subject, claims: { ...more, ...token.claims } }
}

/** Many providers tell the name and the rest only here. */
async function userInfo(config: oidc.Configuration, accessToken: string, subject: string) {
  if (!config.serverMetadata().userinfo_endpoint) return {}
  return oidc.fetchUserInfo(config, accessToken, subject)
}

/** A token that openid-client would take, and we do not. */
class Refused extends Error {
  override name = 'Refused'
}

const DOWN = ['TimeoutError', 'AbortError', 'EgressError']

/** Errors of openid-client carry what was sent as their cause; none of that goes further. */
function failure(provider: ProviderSettings, error: unknown): HubError {
  for (let each = error, i = 0; each instanceof Error && i < 5; each = each.cause, i++)
    if (DOWN.includes(each.name)) return unavailable(provider, each)
  if (isServerError(error)) return unavailable(provider, error)
  const { label } = provider
  if (error instanceof oidc.AuthorizationResponseError)
    return new HubError('ProviderRefused', { label, why: `it answered "${shortCode(error.error)}"` })
  if (error instanceof oidc.ResponseBodyError)
    return new HubError('ProviderRefused', { label, why: `it answered "${shortCode(error.error)}"` })
  const why = error instanceof Refused ? error.message : reasonOf(error)
  return new HubError('ProviderRefused', { label, why: `its answer was not taken (${why})` })
}

const shortCode = (code: string): string => code.replace(/[^\w.-]/g, '').slice(0, 60)

function isServerError(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Response && cause.status >= 500
}
