import * as oidc from 'openid-client'
import { ID_TOKEN_ALGORITHMS } from '../../codecs/id-token.js'
import { HubError } from '../../core/errors.js'
import type { ProviderSettings } from '../../core/provider.js'
import type { Stores } from '../context.js'
import type { ProviderFetch } from './provider-fetch.js'

const HOUR_MS = 3_600_000
/** A provider that is down is asked again after so long. */
const RETRY_MS = 30_000
export const DEADLINE_S = 5

interface Known {
  config: oidc.Configuration
  /** When its description is asked for again. */
  until: number
}

/**
 * The providers that people may sign in at, and what each says of itself. That is asked for when somebody comes, kept an
 * hour, and used longer while the provider is down: nothing waits for a provider but the sign-in at that one.
 */
export function createDirectory({
  providers,
  providerFetch,
  clock,
}: Pick<Stores, 'providers' | 'providerFetch' | 'clock'>) {
  const known = new Map<string, Known>()
  const asking = new Map<string, Promise<oidc.Configuration>>()

  /** Throws ProviderNotFound. */
  function settings(name: string): ProviderSettings {
    const found = providers.find((provider) => provider.name === name)
    if (!found) throw new HubError('ProviderNotFound', { name: name.slice(0, 40) })
    return found
  }

  /** Throws ProviderUnavailable. */
  async function configuration(provider: ProviderSettings): Promise<oidc.Configuration> {
    const now = clock.now().getTime()
    const before = known.get(provider.name)
    if (before && before.until > now) return before.config
    try {
      const config = await askOnce(provider)
      known.set(provider.name, { config, until: now + HOUR_MS })
      return config
    } catch (error) {
      if (!before) throw unavailable(provider, error)
      known.set(provider.name, { ...before, until: now + RETRY_MS })
      return before.config
    }
  }

  function askOnce(provider: ProviderSettings): Promise<oidc.Configuration> {
    const running =
      asking.get(provider.name) ??
      discover(provider, providerFetch(new URL(provider.issuer).origin)).finally(() =>
        asking.delete(provider.name),
      )
    asking.set(provider.name, running)
    return running
  }

  const list = () => providers.map(({ name, label }) => ({ name, label }))

  return { settings, configuration, list }
}
export type Directory = ReturnType<typeof createDirectory>

async function discover(provider: ProviderSettings, send: ProviderFetch): Promise<oidc.Configuration> {
  const fetch = (url: string, { body, signal, ...request }: oidc.CustomFetchOptions) =>
    send(url, { ...request, body: plainBody(body), ...(signal && { signal }) })
  const { issuer, clientId, clientSecret } = provider
  const isHttp = issuer.startsWith('http:')
  const options = { [oidc.customFetch]: fetch, timeout: DEADLINE_S }
  const found = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
    ...options,
    execute: isHttp ? [oidc.allowInsecureRequests] : [],
  })
  const server = checked(found.serverMetadata(), issuer)
  const methods = server.token_endpoint_auth_methods_supported
  const config = new oidc.Configuration(server, clientId, {}, authentication(clientSecret, methods))
  config.timeout = DEADLINE_S
  config[oidc.customFetch] = fetch
  if (isHttp) oidc.allowInsecureRequests(config)
  // the signature is checked although the token came from the provider itself
  oidc.enableNonRepudiationChecks(config)
  return config
}

/** A token request is a form, and all others have no body. */
const plainBody = (body: oidc.FetchBody) =>
  typeof body === 'string' || body instanceof URLSearchParams || body instanceof Uint8Array ? body : null

/** Basic is what a provider takes that says nothing (OpenID Connect Discovery 1.0, section 3). */
function authentication(secret: string | undefined, methods = ['client_secret_basic']): oidc.ClientAuth {
  if (secret === undefined) return oidc.None()
  return methods.includes('client_secret_basic')
    ? oidc.ClientSecretBasic(secret)
    : oidc.ClientSecretPost(secret)
}

/** The description, with only those algorithms that we take. Throws Error unless it is of this very issuer. */
function checked(server: oidc.ServerMetadata, issuer: string): oidc.ServerMetadata {
  if (new URL(server.issuer).href !== new URL(issuer).href) throw new Error('issuer')
  const supported = server.id_token_signing_alg_values_supported ?? ['RS256']
  const algorithms = supported.filter((name) => ID_TOKEN_ALGORITHMS.includes(name))
  if (algorithms.length === 0) throw new Error('algorithms')
  for (const url of [server.authorization_endpoint, server.token_endpoint, server.jwks_uri])
    if (!url || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new Error('endpoints')
  return { ...server, id_token_signing_alg_values_supported: algorithms }
}

/** For the message: never the error itself, which may quote what was sent. */
export function unavailable({ label }: ProviderSettings, cause: unknown): HubError {
  const error = new HubError('ProviderUnavailable', { label })
  error.cause = new Error(reasonOf(cause))
  return error
}

/** A short name for what went wrong, without anything that was sent. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = error instanceof Error && 'reason' in error ? String(error.reason) : ''
  const name = error instanceof Error ? error.name : 'unknown'
  return [name, code, reason].filter((part) => /^\w+$/.test(part)).join(' ')
}
