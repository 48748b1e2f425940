import * as oidc from 'openid-client'
import { HubError } from '../../core/errors.js'
import type { Principal } from '../../core/policy.js'
import { hadSecondFactor } from '../../core/provider.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import type { FlowBrowser, Flows } from '../sign-in/flows.js'
import type { From, OpenedSession, Sessions } from '../sign-in/sessions.js'
import type { Directory } from './directory.js'
import { type Begun, exchange } from './exchange.js'
import type { Identities } from './identities.js'
import { requireDomain } from './newcomers.js'

/** The first half, kept until the provider answers. */
interface Kept extends Begun {
  /** Own path to go to afterwards. */
  next: string
  /** Who links an account; null: somebody signs in. */
  linkFor: number | null
}
export type Finished =
  | { kind: 'signed-in'; session: OpenedSession; next: string }
  | { kind: 'linked'; next: string }

type Parts = Pick<Stores, 'clock'> & {
  directory: Directory
  flows: Flows
  identities: Identities
  sessions: Sessions
}

/** Signing in at a provider of OpenID Connect, and linking an account of it; see docs/passkeys-and-providers.md. */
export function createProviderSignIn({ clock, directory, flows, identities, sessions }: Parts) {
  /** Where to send the browser. `linkFor`: whose session it is that gets a link. */
  async function begin(
    name: string,
    browser: FlowBrowser,
    { redirectUri, next, linkFor }: { redirectUri: string; next: string; linkFor?: SignedIn },
  ): Promise<{ url: string; secret: string }> {
    const provider = directory.settings(name)
    if (linkFor) await sessions.requireStrong(linkFor)
    const config = await directory.configuration(provider)
    const verifier = oidc.randomPKCECodeVerifier()
    const nonce = oidc.randomNonce()
    const kept: Kept = { redirectUri, nonce, verifier, next, linkFor: linkFor?.userId ?? null }
    const { secret, state } = await flows.begin(`oidc:${name}`, browser, { ...kept })
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: provider.scopes.join(' '),
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, secret }
  }

  /** What the provider sent the browser back with. Throws FlowEnded, ProviderRefused, NoAccount and others. */
  async function finish(name: string, { secret, search, from, principal }: FinishRequest): Promise<Finished> {
    const provider = directory.settings(name)
    const state = new URLSearchParams(search).get('state') ?? ''
    const kept = (await flows.finish(`oidc:${name}`, secret, state)) as unknown as Kept
    const config = await directory.configuration(provider)
    const person = await exchange(provider, config, { begun: kept, search, state }, clock)
    requireDomain(provider, person)
    if (kept.linkFor !== null) {
      const linkFor = await sessions.requireStrong(requireSame(principal, kept.linkFor))
      await identities.link(provider, person, linkFor)
      return { kind: 'linked', next: kept.next }
    }
    const userId = await identities.userOf(provider, person)
    const how = { how: `oidc:${name}` as const, strong: hadSecondFactor(provider, person.claims) }
    const session = await sessions.open(userId, { ...how, from, replaces: principal })
    return { kind: 'signed-in', session, next: kept.next }
  }

  return { begin, finish, providers: directory.list }
}

interface FinishRequest {
  /** Of the flow cookie. */
  secret: string | undefined
  /** The query of our callback, as it came. */
  search: string
  from: From
  /** Whose session the browser has now. */
  principal: Principal
}

/** Only the session that asked for a link gets it. */
function requireSame(principal: Principal, userId: number): SignedIn {
  if (principal.kind === 'user' && principal.userId === userId) return principal
  throw new HubError('FlowEnded')
}
