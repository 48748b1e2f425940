import { createHash, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { openSealed, seal } from '../../codecs/sealed.js'
import { HubError } from '../../core/errors.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { type OpenedSession, type Sessions, sessionOf } from './sessions.js'

const PERIOD_S = 30
const SECRET_BYTES = 20
const RECOVERY_CODES = 10
/** Without letters that look like digits. */
const LETTERS = 'abcdefghjkmnpqrstvwxyz2345678'
const CODE_LETTERS = 16

/** One-time codes of an app (RFC 6238), and recovery codes for when it is lost. */
export function createSecondFactor({
  metadata,
  clock,
  sessions,
}: Pick<Stores, 'metadata' | 'clock'> & { sessions: Sessions }) {
  const sealingKey = () => metadata.secret('second-factors')

  /** Proposes a secret for the person's app; it counts from `confirm` on. Throws AlreadyExists. */
  async function propose(person: SignedIn): Promise<{ secret: string; uri: string }> {
    const totp = totpOf(new Secret({ size: SECRET_BYTES }), person.name)
    const sealed = seal(await sealingKey(), totp.secret.base32, contextOf(person.userId))
    const isProposed = await metadata.transact((tx) =>
      tx.passwords.proposeSecondFactor(person.userId, sealed, clock.now()),
    )
    if (!isProposed) throw new HubError('AlreadyExists', { what: 'A second factor' })
    return { secret: totp.secret.base32, uri: totp.toString() }
  }

  /** The first right code: from now on it is asked for. The session becomes a strong one. Throws WrongCode. */
  async function confirm(
    person: SignedIn,
    code: string,
  ): Promise<{ session: OpenedSession; recoveryCodes: string[] }> {
    const { userId } = person
    sessionOf(person)
    if (!(await takeTotp(userId, code, { isConfirmed: false }))) throw new HubError('WrongCode')
    const recoveryCodes = Array.from({ length: RECOVERY_CODES }, newCode)
    await metadata.transact(async (tx) => {
      if (!(await tx.passwords.confirmSecondFactor(userId, clock.now()))) throw new HubError('WrongCode')
      const hashes = recoveryCodes.map((each) => codeHash(userId, each))
      await tx.passwords.setRecoveryCodes(userId, hashes)
      await note(tx, userId, userId, 'added')
    })
    return { session: await sessions.renew(person, true), recoveryCodes }
  }

  /** Takes it away; sessions that were strong by it are strong no more. `actorId` null: the operator. */
  async function remove(userId: number, actorId: number | null): Promise<boolean> {
    return metadata.transact(async (tx) => {
      const isRemoved = await tx.passwords.removeSecondFactor(userId)
      if (!isRemoved) return false
      await tx.sessions.weaken(userId)
      await note(tx, userId, actorId, 'removed')
      return true
    })
  }

  /** Whether a code, of the app or for recovery, is right; it is used up by that. */
  async function take(userId: number, code: string): Promise<boolean> {
    const plain = code.toLowerCase().replace(/[^a-z0-9]/g, '')
    if (/^\d{6}$/.test(plain)) return takeTotp(userId, plain, { isConfirmed: true })
    if (plain.length !== CODE_LETTERS) return false
    return metadata.transact(async (tx) => {
      const isTaken = await tx.passwords.takeRecoveryCode(userId, codeHash(userId, plain))
      if (isTaken) await note(tx, userId, userId, 'recovery code used')
      return isTaken
    })
  }

  /** A code works once: its time step must be later than that of the last one. */
  async function takeTotp(
    userId: number,
    code: string,
    { isConfirmed }: { isConfirmed: boolean },
  ): Promise<boolean> {
    const stored = await metadata.passwords.secondFactor(userId)
    if (stored?.isConfirmed !== isConfirmed) return false
    const secret = openSealed(await sealingKey(), stored.secret, contextOf(userId))
    if (secret === undefined) throw new Error('the sealed second factor does not open')
    const now = clock.now().getTime()
    const token = code.replace(/\s/g, '')
    const delta = totpOf(Secret.fromBase32(secret), '').validate({ token, timestamp: now, window: 1 })
    if (delta === null) return false
    const step = Math.floor(now / 1000 / PERIOD_S) + delta
    return metadata.transact((tx) => tx.passwords.takeStep(userId, step))
  }

  const isOn = async (userId: number): Promise<boolean> =>
    (await metadata.passwords.secondFactor(userId))?.isConfirmed ?? false

  const note = (tx: Writers, userId: number, actorId: number | null, change: string) =>
    tx.events.add({
      type: 'user.second-factor',
      at: clock.now(),
      repoId: null,
      actorId,
      payload: { userId, change },
    })

  return {
    propose,
    confirm,
    remove,
    take,
    isOn,
    codesLeft: (userId: number) => metadata.passwords.recoveryCodesLeft(userId),
  }
}
export type SecondFactorService = ReturnType<typeof createSecondFactor>

const totpOf = (secret: Secret, label: string) =>
  new TOTP({ issuer: 'Databelt', label, algorithm: 'SHA1', digits: 6, period: PERIOD_S, secret })
const contextOf = (userId: number): string => `second factor of user ${userId}`

/** 16 letters, 77 bits, so that a plain hash cannot be searched. */
function newCode(): string {
  // 232 = 8 * 29: bytes above it would favour the first letters
  const bytes = [...randomBytes(4 * CODE_LETTERS)].filter((byte) => byte < 232).slice(0, CODE_LETTERS)
  if (bytes.length < CODE_LETTERS) return newCode()
  const letters = bytes.map((byte) => LETTERS[byte % LETTERS.length]).join('')
  return letters.replace(/(.{4})(?=.)/g, '$1-')
}

const codeHash = (userId: number, code: string): string =>
  createHash('sha256')
    .update(`${userId}:${code.replace(/[^a-z0-9]/g, '')}`)
    .digest('hex')
