import {
  createHash,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CryptoKey, EncryptJWT, exportPKCS8, exportSPKI, importJWK, type JWK } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub, type TestHub } from '../support/hub.js'
import { CLIENT, type ScriptedProvider, startScripted } from '../support/openid.js'
import { Browser } from '../support/web-browser.js'
import { onDatabase } from '../support/world.js'

/**
 * The token endpoint of the provider answers with forged ID tokens, as it would if somebody stood in between or another
 * client's token were put into the answer. None may sign anybody in. The last test signs in with a sound token, so that
 * the others are known to fail for what is forged.
 */
let hub: TestHub
let provider: ScriptedProvider
let folder: string
let ownKey: KeyObject
let ownPem: string
let publicPem: string
const evil = generateKeyPairSync('rsa', { modulusLength: 2048 })
const evilCurve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const evilEdwards = generateKeyPairSync('ed25519')
const evilJwk = { ...createPublicKey(evil.privateKey).export({ format: 'jwk' }), kid: 'evil' } as JWK

beforeAll(async () => {
  provider = await startScripted()
  folder = await mkdtemp(join(tmpdir(), 'databelt-forged-'))
  const file = join(folder, 'providers.json')
  const settings = { clientId: CLIENT.id, clientSecret: CLIENT.secret, issuer: provider.issuer }
  await writeFile(file, JSON.stringify([{ ...settings, name: 'evil', createUsers: true }]))
  hub = await startHub({ oidcFile: file })
  const { createPrivateKey } = await import('node:crypto')
  ownPem = await exportPKCS8(provider.privateKey)
  ownKey = createPrivateKey(ownPem)
  publicPem = await exportSPKI((await importJWK(provider.publicJwk, 'RS256')) as CryptoKey)
  provider.person = { sub: 'victim', preferred_username: 'victim' }
})
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]()
  await provider?.close()
  await rm(folder, { recursive: true, force: true })
})

type Members = Record<string, unknown>
const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const now = () => Math.floor(Date.now() / 1000)
const sound = (nonce: string): Members => ({
  iss: provider.issuer,
  sub: 'victim',
  aud: CLIENT.id,
  iat: now(),
  exp: now() + 300,
  nonce,
})
const HEADER = { alg: 'RS256', kid: 'one', typ: 'JWT' }

const rs256 = (input: string, key: KeyObject = ownKey): Buffer => sign('sha256', Buffer.from(input), key)
/** Signed by the provider's own key: only what it says is wrong. */
const own = (header: unknown, claims: unknown): string => {
  const input = `${part(header)}.${part(claims)}`
  return `${input}.${rs256(input).toString('base64url')}`
}
const by = (key: KeyObject, header: unknown, claims: unknown): string => {
  const input = `${part(header)}.${part(claims)}`
  return `${input}.${rs256(input, key).toString('base64url')}`
}
const hmac = (algorithm: string, secret: string | Buffer, header: unknown, claims: unknown): string => {
  const input = `${part(header)}.${part(claims)}`
  return `${input}.${createHmac(algorithm, secret).update(input).digest('base64url')}`
}
const claim = (changes: Members) => (nonce: string) => own(HEADER, { ...sound(nonce), ...changes })
const without = (name: string) => (nonce: string) => {
  const { [name]: _, ...rest } = sound(nonce)
  return own(HEADER, rest)
}
const header = (changes: Members) => (nonce: string) => own({ ...HEADER, ...changes }, sound(nonce))
const evilHeader = (changes: Members) => (nonce: string) =>
  by(evil.privateKey, { ...HEADER, ...changes }, sound(nonce))
const secretOf = (text: string) => createHash('sha256').update(text).digest()

const FORGED: Record<string, (nonce: string) => string | Promise<string>> = {
  // no signature, or one that anybody can make
  'alg none, no signature': (n) => `${part({ alg: 'none' })}.${part(sound(n))}.`,
  'alg none, two parts': (n) => `${part({ alg: 'none' })}.${part(sound(n))}`,
  'alg none, a signature beside it': (n) => own({ ...HEADER, alg: 'none' }, sound(n)),
  'alg None': (n) => own({ ...HEADER, alg: 'None' }, sound(n)),
  'alg NONE, no signature': (n) => `${part({ alg: 'NONE' })}.${part(sound(n))}.`,
  'no alg': (n) => own({ kid: 'one' }, sound(n)),
  'alg null': (n) => own({ ...HEADER, alg: null }, sound(n)),
  'alg is a list': (n) => own({ ...HEADER, alg: ['RS256'] }, sound(n)),
  'alg empty': (n) => own({ ...HEADER, alg: '' }, sound(n)),
  'alg in small letters': (n) => own({ ...HEADER, alg: 'rs256' }, sound(n)),
  'HS256 with the public key in PEM': (n) => hmac('sha256', publicPem, { ...HEADER, alg: 'HS256' }, sound(n)),
  'HS256 with the public key in PEM, trimmed': (n) =>
    hmac('sha256', publicPem.trim(), { ...HEADER, alg: 'HS256' }, sound(n)),
  'HS256 with the public key as JWK': (n) =>
    hmac('sha256', JSON.stringify(provider.publicJwk), { ...HEADER, alg: 'HS256' }, sound(n)),
  'HS256 with the modulus': (n) =>
    hmac(
      'sha256',
      Buffer.from(provider.publicJwk.n ?? '', 'base64url'),
      { ...HEADER, alg: 'HS256' },
      sound(n),
    ),
  'HS256 with the secret of the client': (n) =>
    hmac('sha256', CLIENT.secret, { ...HEADER, alg: 'HS256' }, sound(n)),
  'HS512 with the public key': (n) => hmac('sha512', publicPem, { ...HEADER, alg: 'HS512' }, sound(n)),
  'HS256 with an empty key': (n) => hmac('sha256', '', { ...HEADER, alg: 'HS256' }, sound(n)),
  'RS256 by name, HMAC in truth': (n) => hmac('sha256', publicPem, HEADER, sound(n)),
  'empty signature': (n) => `${part(HEADER)}.${part(sound(n))}.`,
  'a signature of zeros': (n) =>
    `${part(HEADER)}.${part(sound(n))}.${Buffer.alloc(256).toString('base64url')}`,
  'a signature of one byte': (n) => `${part(HEADER)}.${part(sound(n))}.AA`,
  'truncated signature': (n) => own(HEADER, sound(n)).slice(0, -8),
  'one bit of the signature': (n) => {
    const [head, body, signature = ''] = own(HEADER, sound(n)).split('.')
    const bytes = Buffer.from(signature, 'base64url')
    bytes[0] = (bytes[0] ?? 0) ^ 1
    return `${head}.${body}.${bytes.toString('base64url')}`
  },
  'the signature of another token': (n) =>
    `${part(HEADER)}.${part(sound(n))}.${own(HEADER, { ...sound(n), sub: 'me' }).split('.')[2]}`,
  'SHA-512 under the name RS256': (n) => {
    const input = `${part(HEADER)}.${part(sound(n))}`
    return `${input}.${sign('sha512', Buffer.from(input), ownKey).toString('base64url')}`
  },

  // a key of the forger's
  'another key, same kid': evilHeader({}),
  'another key, no kid': (n) => by(evil.privateKey, { alg: 'RS256' }, sound(n)),
  'another key, its own kid': evilHeader({ kid: 'evil' }),
  'jwk in the header': evilHeader({ jwk: evilJwk }),
  'jwk in the header, kid of it': evilHeader({ jwk: evilJwk, kid: 'evil' }),
  'jku to the forger': evilHeader({ jku: 'http://127.0.0.1:9/jwks', kid: 'evil' }),
  'jku to the provider, with a path after it': (n) =>
    evilHeader({ jku: `${provider.issuer}/jwks/../evil`, kid: 'evil' })(n),
  'x5u to the forger': evilHeader({ x5u: 'http://127.0.0.1:9/cert.pem' }),
  'x5c of the forger': evilHeader({
    x5c: [evil.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')],
  }),
  'kid that climbs to /dev/null': evilHeader({ kid: '../../../../../../dev/null' }),
  'kid that climbs, HMAC with nothing': (n) =>
    hmac('sha256', '', { alg: 'HS256', kid: '../../../../dev/null' }, sound(n)),
  'kid with SQL': evilHeader({ kid: "x' union select 'evil' --" }),
  'kid is an object': evilHeader({ kid: { $ne: null } }),
  'kid __proto__': evilHeader({ kid: '__proto__' }),
  'kid unknown, the right key': header({ kid: 'two' }),
  'ES256 by a curve of the forger': (n) => {
    const input = `${part({ alg: 'ES256', kid: 'one' })}.${part(sound(n))}`
    const key = { key: evilCurve.privateKey, dsaEncoding: 'ieee-p1363' as const }
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
  },
  // CVE-2022-21449
  'ES256 with r and s of zero': (n) =>
    `${part({ alg: 'ES256', kid: 'one' })}.${part(sound(n))}.${Buffer.alloc(64).toString('base64url')}`,
  'EdDSA by the forger': (n) => {
    const input = `${part({ alg: 'EdDSA', kid: 'one' })}.${part(sound(n))}`
    return `${input}.${sign(null, Buffer.from(input), evilEdwards.privateKey).toString('base64url')}`
  },

  // the right key, for another purpose
  'typ of an access token': header({ typ: 'at+jwt' }),
  'typ of a logout token': header({ typ: 'logout+jwt' }),
  'typ of a DPoP proof': header({ typ: 'dpop+jwt' }),
  'crit of something unknown': header({ crit: ['exp'], exp: 1 }),
  'crit empty': header({ crit: [] }),
  'crit b64': header({ crit: ['b64'], b64: false }),
  'for another client': claim({ aud: 'another-client' }),
  'for another hub': claim({ aud: 'https://hub.elsewhere.example' }),
  'for another client too, without azp': claim({ aud: [CLIENT.id, 'another-client'] }),
  'for another client too, azp is us': claim({ aud: [CLIENT.id, 'another-client'], azp: CLIENT.id }),
  'given to another client': claim({ azp: 'another-client' }),
  'aud like us': claim({ aud: `${CLIENT.id} ` }),
  'aud in large letters': claim({ aud: CLIENT.id.toUpperCase() }),
  'aud an object': claim({ aud: { 0: CLIENT.id } }),
  'no aud': without('aud'),
  'aud empty': claim({ aud: [] }),
  'of another issuer': claim({ iss: 'https://login.elsewhere.example' }),
  'issuer with a slash': (n) => claim({ iss: `${provider.issuer}/` })(n),
  'issuer in a list': (n) => claim({ iss: [provider.issuer] })(n),
  'no issuer': without('iss'),
  'no sub': without('sub'),
  'sub empty': claim({ sub: '' }),
  'sub a number': claim({ sub: 7 }),
  'sub of another than userinfo': claim({ sub: 'admin' }),
  'sub too long': claim({ sub: 'v'.repeat(256) }),

  // at another time
  expired: claim({ exp: now() - 3600 }),
  'exp now and long ago made': claim({ iat: now() - 86_400 }),
  'no exp': without('exp'),
  'exp a text': claim({ exp: String(now() + 300) }),
  'exp null': claim({ exp: null }),
  'no iat': without('iat'),
  'made tomorrow': claim({ iat: now() + 86_400, exp: now() + 90_000 }),
  'valid from tomorrow': claim({ nbf: now() + 86_400 }),
  'nbf a text': claim({ nbf: 'now' }),
  'no nonce': without('nonce'),
  'another nonce': claim({ nonce: 'N'.repeat(43) }),
  'nonce in a list': (n) => claim({ nonce: [n] })(n),
  'nonce empty': claim({ nonce: '' }),

  // another form
  'sub twice': (n) => own(HEADER, JSON.stringify(sound(n)).replace('"sub":', '"sub":"me","sub":')),
  'sub twice, once in escapes': (n) =>
    own(HEADER, JSON.stringify(sound(n)).replace('"sub":', '"s\\u0075b":"me","sub":')),
  'aud twice': (n) =>
    own(HEADER, JSON.stringify(sound(n)).replace('"aud":', '"aud":"another-client","aud":')),
  'alg twice': (n) => own(JSON.stringify(HEADER).replace('"alg":', '"alg":"none","alg":'), sound(n)),
  'the claims are a list': (n) => own(HEADER, [sound(n)]),
  'the claims are null': () => own(HEADER, null),
  'the header is a list': (n) => own([HEADER], sound(n)),
  'no JSON': () => own(HEADER, '{sub: victim}'),
  'four parts': (n) => `${own(HEADER, sound(n))}.AAAA`,
  'blanks around': (n) => ` ${own(HEADER, sound(n))} `,
  'base64 with padding': (n) => own(HEADER, sound(n)).replace('.', '=.'),
  'in JSON form': (n) => {
    const [head, payload, signature] = own(HEADER, sound(n)).split('.')
    return JSON.stringify({ protected: head, payload, signature })
  },
  'encrypted, to a key that anybody has': (n) =>
    new EncryptJWT(sound(n))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(secretOf(CLIENT.secret)),
  'too large': (n) => own(HEADER, { ...sound(n), filler: 'x'.repeat(70_000) }),
  'no token': () => '',
}

/** Signs in with what `make` makes. Resolves with the last answer and who is signed in then. */
async function attempt(make: (nonce: string) => string | Promise<string>) {
  provider.idToken = async ({ nonce }) => make(nonce)
  const browser = new Browser()
  const page = await browser.go(`${hub.url}/api/sign-in/oidc/evil`, {}, (url) => url === `${hub.url}/`)
  const who = await browser.ask(`${hub.url}/api/whoami-v2`, { headers: { accept: '*/*' } })
  return { page, session: browser.cookie(hub.url, 'databelt-session'), isKnown: who.status === 200 }
}

test('there are at least sixty', () => expect(Object.keys(FORGED).length).toBeGreaterThanOrEqual(60))

test.each(Object.keys(FORGED))('%s', async (name) => {
  const { page, session, isKnown } = await attempt(FORGED[name]!)
  expect([page.status, page.headers.get('x-error-code')]).toEqual([403, 'ProviderRefused'])
  expect(session).toBeUndefined()
  expect(isKnown).toBe(false)
  // nothing that was sent is told to anybody
  expect(page.text).not.toMatch(/eyJ|victim/)
})

test('none of them made an account, and no address of a header was called', async () => {
  const { rows } = await onDatabase(hub, "select name from namespaces where kind = 'user'", [])
  expect(rows).toEqual([])
  expect((await onDatabase(hub, 'select 1 from sessions', [])).rows).toEqual([])
  expect(provider.hits.filter((path) => path.includes('evil'))).toEqual([])
})

test('a sound token signs in, with the same provider', async () => {
  for (const make of [
    (nonce: string) => own(HEADER, sound(nonce)),
    (nonce: string) =>
      own({ alg: 'RS256' }, { ...sound(nonce), aud: [CLIENT.id], azp: CLIENT.id, nbf: now() }),
    // keys in a header are passed over: the provider's own are what counts
    (nonce: string) => own({ ...HEADER, jwk: evilJwk, jku: 'http://127.0.0.1:9/' }, sound(nonce)),
  ]) {
    const { session, isKnown } = await attempt(make)
    expect(session).toBeDefined()
    expect(isKnown).toBe(true)
  }
  const { rows } = await onDatabase(hub, "select name from namespaces where kind = 'user'", [])
  expect(rows).toEqual([{ name: 'victim' }])
})
