import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider from 'oidc-provider'
import type { Browser, Page } from './web-browser.js'

export const CLIENT = { id: 'hub', secret: 'a secret of forty letters, which is enough' }

export interface TestProvider {
  issuer: string
  close(): Promise<void>
}

const listen = (server: Server, port = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections()
    server.close(() => resolve())
  })

/** A port that nothing listens on, for a hub whose address must be known before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await close(server)
  return port
}

/** A real provider (`oidc-provider`). Whoever signs in there is who they say they are. */
export async function startProvider(
  redirectUris: string[],
  people: Record<string, Record<string, unknown>>,
): Promise<TestProvider> {
  const server = createServer()
  const issuer = `http://127.0.0.1:${await listen(server)}`
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'one', use: 'sig', alg: 'RS256' } as never] },
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: redirectUris }],
    cookies: { keys: ['for the test'] },
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'country'],
      email: ['email', 'email_verified'],
    },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    features: { devInteractions: { enabled: true } },
  })
  server.on('request', provider.callback())
  return { issuer, close: () => close(server) }
}

/** From the provider's own sign-in page on: signs in as `person` and allows what is asked, until `stopAt` holds. */
export async function signInThere(
  browser: Browser,
  page: Page,
  person: string,
  stopAt?: (url: string) => boolean,
): Promise<Page> {
  let at = page
  for (let i = 0; i < 3 && /<form/.test(at.text) && at.url.includes('/interaction/'); i++) {
    const isLogin = at.text.includes('name="login"')
    at = await browser.submit(at, isLogin ? { prompt: 'login', login: person, password: 'any' } : {}, stopAt)
    if (stopAt?.(at.url)) return at
  }
  return at
}

export interface Asked {
  nonce: string
  verifier: string | null
}
/** A provider that does what a test says: it sends people back at once, and its token endpoint answers anything. */
export interface ScriptedProvider extends TestProvider {
  privateKey: CryptoKey
  publicJwk: JWK
  jwks: { keys: JWK[] }
  /** Makes the answer of the token endpoint. */
  idToken: (asked: Asked) => Promise<string>
  /** Of userinfo. */
  person: Record<string, unknown>
  /** Changes of its description. */
  described: Record<string, unknown>
  /** Where a request for its description is sent on. */
  redirectsTo: string | undefined
  /** undefined: it answers; 'slow': never; 'down': every address is a 500. */
  trouble: 'slow' | 'down' | undefined
  /** Addresses that were asked for. */
  hits: string[]
}

export async function startScripted(): Promise<ScriptedProvider> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig', alg: 'RS256' }
  const nonces = new Map<string, string>()
  const server = createServer((request, reply) => {
    const url = new URL(request.url ?? '/', 'http://provider')
    self.hits.push(url.pathname)
    if (self.trouble === 'slow') return
    if (self.trouble === 'down') return void reply.writeHead(500).end()
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => void answer(url, new URLSearchParams(body), reply))
  })
  const self: ScriptedProvider = {
    issuer: `http://127.0.0.1:${await listen(server)}`,
    close: () => close(server),
    privateKey,
    publicJwk,
    jwks: { keys: [publicJwk] },
    idToken: async () => '',
    person: {},
    described: {},
    redirectsTo: undefined,
    trouble: undefined,
    hits: [],
  }
  async function answer(url: URL, form: URLSearchParams, reply: ServerResponse): Promise<void> {
    const json = (value: unknown) =>
      reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    const { issuer } = self
    if (url.pathname === '/.well-known/openid-configuration' && self.redirectsTo) {
      reply.writeHead(302, { location: self.redirectsTo }).end()
    } else if (url.pathname === '/.well-known/openid-configuration') {
      const endpoints = {
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/me`,
      }
      const can = { response_types_supported: ['code'], id_token_signing_alg_values_supported: ['RS256'] }
      json({ issuer, ...endpoints, ...can, ...self.described })
    } else if (url.pathname === '/jwks') json(self.jwks)
    else if (url.pathname === '/me') json(self.person)
    else if (url.pathname === '/authorize') {
      const code = `code-${nonces.size}`
      nonces.set(code, url.searchParams.get('nonce') ?? '')
      const back = new URL(url.searchParams.get('redirect_uri') ?? '')
      back.search = String(
        new URLSearchParams({ code, state: url.searchParams.get('state') ?? '', iss: issuer }),
      )
      reply.writeHead(302, { location: back.href }).end()
    } else if (url.pathname === '/token') {
      const nonce = nonces.get(form.get('code') ?? '') ?? 'unknown'
      const id_token = await self.idToken({ nonce, verifier: form.get('code_verifier') })
      json({ access_token: 'opaque', token_type: 'Bearer', id_token })
    } else reply.writeHead(404).end()
  }
  return self
}
