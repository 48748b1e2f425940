import { randomBytes, randomUUID } from 'node:crypto'
import { newToken, tokenHash } from '../../codecs/access-token.js'
import { newSecret, secretHash } from '../../codecs/secret.js'
import { HubError } from '../../core/errors.js'
import type { DeviceLogin } from '../../stores/metadata/device-logins.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import type { Attempts } from './attempts.js'
import type { Sessions } from './sessions.js'

const DAY_MS = 86_400_000
const LOGIN_MS = 15 * 60_000
const INTERVAL_S = 5
const TOKEN_MS = 30 * DAY_MS
const REFRESH_MS = 90 * DAY_MS
/** That wait at once. */
const MOST_FROM_ADDRESS = 100
/** Consonants without look-alikes: no words, and nothing to mix up. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const CODE_LETTERS = 8

/** Why no token is given, in the words of RFC 6749 and RFC 8628. */
export type DeviceError =
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'
  | 'access_denied'
  | 'invalid_grant'
export interface GivenToken {
  accessToken: string
  refreshToken: string
  expiresInSeconds: number
}
export type TokenAnswer = GivenToken | DeviceError
type Parts = Pick<Stores, 'metadata' | 'clock'> & { attempts: Attempts; sessions: Sessions }

/** Sign-in of programs: they show a code, and a person who is signed in lets them in (RFC 8628). */
export function createDeviceLogins({ metadata, clock, attempts, sessions }: Parts) {
  const after = (ms: number) => new Date(clock.now().getTime() + ms)

  /** A login that waits. Only the hashes of its codes are kept. */
  async function begin(client: string, address: string) {
    if ((await metadata.deviceLogins.countFrom(address, clock.now())) >= MOST_FROM_ADDRESS)
      throw new HubError('TooManyAttempts', { seconds: 60 })
    const deviceCode = newSecret()
    const login = { client, address, intervalSeconds: INTERVAL_S, endsAt: after(LOGIN_MS) }
    for (;;) {
      const userCode = newUserCode()
      const hashes = { device: secretHash(deviceCode), userCode: userCodeHash(userCode) }
      if (await metadata.transact((tx) => tx.deviceLogins.add(login, hashes)))
        return { deviceCode, userCode, expiresInSeconds: LOGIN_MS / 1000, intervalSeconds: INTERVAL_S }
    }
  }

  /** What waits under a code that a person typed. Throws UnknownDeviceCode, TooManyAttempts. */
  async function find(person: SignedIn, userCode: string, address: string): Promise<DeviceLogin> {
    const attempt = await attempts.begin({ subject: `device-code ${person.userId}`, address })
    const login = await metadata.deviceLogins.waiting(userCodeHash(userCode), clock.now())
    if (!login) throw new HubError('UnknownDeviceCode')
    await attempt.succeed()
    return login
  }

  /** A person lets a program in, or not. Throws as `find`, and as `requireStrong`. */
  async function decide(
    person: SignedIn,
    { userCode, address, isAllowed }: { userCode: string; address: string; isAllowed: boolean },
  ): Promise<void> {
    if (isAllowed) await sessions.requireStrong(person)
    const login = await find(person, userCode, address)
    const isDone = await metadata.transact((tx) => tx.deviceLogins.decide(login.id, person.userId, isAllowed))
    if (!isDone) throw new HubError('UnknownDeviceCode')
  }

  /** What the program gets when it asks. */
  async function poll(deviceCode: string): Promise<TokenAnswer> {
    return metadata.transact(async (tx) => {
      const login = await tx.deviceLogins.lock(secretHash(deviceCode))
      const now = clock.now()
      if (!login || login.endsAt <= now) return 'expired_token'
      if (login.denied) return 'access_denied'
      if (login.userId === null) return wait(tx, login, now)
      await tx.deviceLogins.remove(login.id)
      if (!(await isUsable(tx, login.userId))) return 'access_denied'
      return give(tx, { family: randomUUID(), userId: login.userId, client: nameOf(login) })
    })
  }

  /** Whoever asks sooner than told waits longer from then on. */
  async function wait(tx: Writers, { id, polledAt, intervalSeconds }: DeviceLogin, now: Date) {
    const isSoon = polledAt !== null && now.getTime() - polledAt.getTime() < intervalSeconds * 1000
    await tx.deviceLogins.notePoll(id, now, isSoon ? intervalSeconds + INTERVAL_S : intervalSeconds)
    return isSoon ? 'slow_down' : 'authorization_pending'
  }

  /** A new token for an old refresh token, once: when one comes again, somebody has a copy, and all of them end. */
  async function refresh(refreshToken: string): Promise<TokenAnswer> {
    const hash = secretHash(refreshToken)
    return metadata.transact(async (tx) => {
      const found = await tx.deviceLogins.lockRefresh(hash)
      if (!found || found.endsAt <= clock.now()) return 'invalid_grant'
      const { family, userId, client, accessTokenId } = found
      if (found.used) {
        await tx.deviceLogins.endFamily(family)
        await note(tx, 'token.revoked', userId, { userId, name: client, why: 'refresh token used twice' })
        return 'invalid_grant'
      }
      // not used up: an account that is opened again goes on
      if (!(await isUsable(tx, userId))) return 'invalid_grant'
      await tx.deviceLogins.useRefresh(hash)
      const name = await tx.deviceLogins.removeAccessToken(accessTokenId)
      return give(tx, { family, userId, client: name ?? client })
    })
  }

  async function give(
    tx: Writers,
    { family, userId, client }: { family: string; userId: number; client: string },
  ): Promise<GivenToken> {
    const [accessToken, refreshToken] = [newToken(), newSecret()]
    const token = { userId, name: client, hash: tokenHash(accessToken), scope: { role: 'write' as const } }
    const accessTokenId = await tx.deviceLogins.addAccessToken({ ...token, expiresAt: after(TOKEN_MS) })
    const kept = { family, userId, accessTokenId, client, endsAt: after(REFRESH_MS) }
    await tx.deviceLogins.addRefresh(secretHash(refreshToken), kept)
    await note(tx, 'token.created', userId, { userId, name: client, scope: token.scope, family })
    return { accessToken, refreshToken, expiresInSeconds: TOKEN_MS / 1000 }
  }

  const note = (
    tx: Writers,
    type: 'token.created' | 'token.revoked',
    actorId: number,
    payload: Record<string, unknown>,
  ) => tx.events.add({ type, at: clock.now(), repoId: null, actorId, payload })

  const sweep = () => metadata.transact((tx) => tx.deviceLogins.sweep(clock.now()))

  return { begin, find, decide, poll, refresh, sweep }
}

/** `usable` in the words of OAuth, which are all that programs know. */
async function isUsable(tx: Writers, userId: number): Promise<boolean> {
  const user = await tx.accounts.findUser(userId)
  return user !== undefined && user.suspendedAt === null
}

/** Under which a person finds it among their tokens; the number makes it one of its kind. */
const nameOf = ({ client, address, id }: DeviceLogin): string => `${client} on ${address} (${id})`

function newUserCode(): string {
  // 240 = 12 * 20: bytes above it would favour the first letters
  const bytes = [...randomBytes(8 * CODE_LETTERS)].filter((byte) => byte < 240).slice(0, CODE_LETTERS)
  const letters = bytes.map((byte) => LETTERS[byte % LETTERS.length]).join('')
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** People type it in small letters, with or without the dash. */
const userCodeHash = (code: string): string =>
  secretHash(`user code ${code.toUpperCase().replace(/[^A-Z]/g, '')}`)
