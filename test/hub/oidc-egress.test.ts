import { promises as dns } from 'node:dns'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { isHubError } from '../../src/core/errors.js'
import type { ProviderSettings } from '../../src/core/provider.js'
import { createDirectory } from '../../src/services/providers/directory.js'
import { exchange } from '../../src/services/providers/exchange.js'
import { createEgress, type Resolve } from '../../src/stores/egress/egress.js'
import { startCanary } from '../support/canary.js'
import { startNames } from '../support/name-server.js'
import { CLIENT, type ScriptedProvider, startScripted } from '../support/openid.js'
import { NAMES, urlForms } from '../support/url-forms.js'

/**
 * A provider of OpenID Connect says where the rest of it is. The operator has trusted its own origin and no other, so what it
 * names must be on the open internet, however it is written. The rest of the client is tried in egress.test.ts.
 */
const ENDPOINTS = ['token_endpoint', 'jwks_uri', 'userinfo_endpoint'] as const
const clock = { now: () => new Date() }
const callback = 'https://hub.example/callback'

let provider: ScriptedProvider
let canary: Awaited<ReturnType<typeof startCanary>>
beforeAll(async () => {
  provider = await startScripted()
  canary = await startCanary()
  provider.person = { sub: 'robot' }
  provider.idToken = ({ nonce }) =>
    new SignJWT({ nonce })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(provider.issuer)
      .setAudience(CLIENT.id)
      .setSubject('robot')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(provider.privateKey)
})
afterAll(async () => {
  canary?.close()
  await provider?.close()
})
beforeEach(() => {
  canary.reached = 0
  provider.described = {}
})

const settings = (): ProviderSettings => ({
  ...{ name: 'sly', label: 'Sly', issuer: provider.issuer, createUsers: true, acrValues: [] },
  ...{ clientId: CLIENT.id, clientSecret: CLIENT.secret, scopes: ['openid'], allowedDomains: undefined },
  claims: { country: undefined, affiliation: undefined },
  isTrustedForSecondFactor: false,
})
const resolve: Resolve = async (name) => {
  const found = NAMES[name] ?? { localhost: ['127.0.0.1'], 'localhost.': ['127.0.0.1'] }[name]
  if (!found) throw new Error('ENOTFOUND')
  return found
}

/** A whole sign-in. The client is made as `app.ts` makes it, but for the names and what a test allows beside the origin. */
async function signIn(more: { allow?: string[]; resolve?: Resolve; deadlineMs?: number } = {}) {
  const { allow = [], ...rest } = more
  const directory = createDirectory({
    providers: [settings()],
    providerFetch: (origin) =>
      createEgress({ ...{ deadlineMs: 5000, maxBytes: 1e6, resolve }, ...rest, allow: [origin, ...allow] })
        .fetch,
    clock,
  })
  const config = await directory.configuration(settings())
  const begun = { redirectUri: callback, nonce: 'once', verifier: 'v'.repeat(43) }
  const asked = new URLSearchParams({ nonce: begun.nonce, state: 'state', redirect_uri: callback })
  const back = await fetch(`${provider.issuer}/authorize?${asked}`, { redirect: 'manual' })
  const { search } = new URL(back.headers.get('location') ?? '')
  return exchange(settings(), config, { begun, search: search.slice(1), state: 'state' }, clock)
}
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'signed in',
    (error) => (isHubError(error) ? error.key : String(error)),
  )

test('a sign-in at this provider works where it says nothing untoward', async () => {
  expect(await signIn()).toMatchObject({ subject: 'robot', issuer: provider.issuer })
})

test.each(ENDPOINTS)(
  'no spelling of an address as %s reaches the canary',
  {
    timeout: 120_000,
  },
  async (endpoint) => {
    const forms = urlForms(canary.port)
    expect(forms.length).toBeGreaterThanOrEqual(120)
    const got: Record<string, number> = {}
    for (const form of forms) {
      provider.described = { [endpoint]: form }
      const what = await outcome(signIn())
      // without an address of userinfo there is nothing to ask there
      if (endpoint === 'userinfo_endpoint' && form === '') expect(what).toBe('signed in')
      else expect([form, what]).toEqual([form, expect.stringMatching(/^Provider(Unavailable|Refused)$/)])
      got[what] = (got[what] ?? 0) + 1
    }
    console.log(`${endpoint}: ${forms.length} forms,`, got)
    expect(canary.reached).toBe(0)
  },
)

test('the same forms do reach the canary where the network is allowed', async () => {
  for (const form of urlForms(canary.port)) {
    provider.described = { token_endpoint: form }
    await outcome(signIn({ allow: ['127.0.0.0/8', '::ffff:0:0/96', '0.0.0.0/8'] }))
  }
  expect(canary.reached).toBeGreaterThan(40)
})

test('a description that redirects elsewhere is not followed', async () => {
  provider.redirectsTo = `https://127.0.0.1:${canary.port}/`
  expect(await outcome(signIn({ allow: ['127.0.0.0/8'] }))).toBe('ProviderUnavailable')
  provider.redirectsTo = undefined
  expect(canary.reached).toBe(0)
})

test('a real name server that rebinds the name of an endpoint is believed once a request', async () => {
  const names = await startNames(['192.0.0.8', '127.0.0.1'])
  try {
    const resolver = new dns.Resolver()
    resolver.setServers([`127.0.0.1:${names.port}`])
    provider.described = { token_endpoint: `https://rebind.test:${canary.port}/` }
    const rebinding = { resolve: (name: string) => resolver.resolve4(name), deadlineMs: 1000 }
    // the network of the first answer is allowed, so that the request is made
    const allow = ['192.0.0.8/32']
    expect(await outcome(signIn({ ...rebinding, allow }))).toBe('ProviderUnavailable')
    expect([names.asked, canary.reached]).toEqual([1, 0])
    expect(await outcome(signIn({ ...rebinding, allow }))).toBe('ProviderUnavailable')
    expect([names.asked, canary.reached]).toEqual([2, 0])
    await outcome(signIn({ ...rebinding, allow: ['127.0.0.0/8'] }))
    expect([names.asked, canary.reached]).toEqual([3, 1])
  } finally {
    names.close()
  }
})
