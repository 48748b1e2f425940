import { HubError } from '../../core/errors.js'
import type { Principal } from '../../core/policy.js'
import type { Namespace } from '../../stores/metadata/accounts.js'
import type { createAccounts } from '../accounts.js'
import type { Stores } from '../context.js'
import type { Attempts } from './attempts.js'
import type { createDevices } from './devices.js'
import type { Passwords } from './passwords.js'
import type { SecondFactorService } from './second-factor.js'
import type { From, OpenedSession, Sessions } from './sessions.js'

export interface SignInRequest {
  /** Name or e-mail address. */
  user: string
  password: string
  /** Of the second factor. */
  code: string | undefined
  from: From
  /** Cookie of a browser in which somebody signed in before. */
  device: string | undefined
  replaces: Principal
}
type Parts = Pick<Stores, 'metadata' | 'clock' | 'signIn'> & {
  accounts: ReturnType<typeof createAccounts>
  attempts: Attempts
  devices: ReturnType<typeof createDevices>
  passwords: Passwords
  secondFactor: SecondFactorService
  sessions: Sessions
}

/** Signing in by password, and making oneself a user where that is open. */
export function createSignIn(parts: Parts) {
  const { metadata, clock, accounts, attempts, devices, passwords, secondFactor, sessions } = parts

  async function userCalled(text: string): Promise<Namespace | undefined> {
    if (text.includes('@')) return metadata.passwords.userByEmail(text)
    const found = await accounts.findAny(text)
    return found?.kind === 'user' ? found : undefined
  }

  /** Throws WrongSignIn, SecondFactorNeeded, WrongCode, TooManyAttempts or Busy. */
  async function signIn(request: SignInRequest): Promise<{ user: Namespace; session: OpenedSession }> {
    const user = await userCalled(request.user)
    const { address } = request.from
    const device = await devices.deviceOf(request.device, user?.id)
    const subject = user ? `user ${user.id}` : `name ${request.user.toLowerCase()}`
    const attempt = await attempts.begin({ subject, address, device })
    const isRight = await passwords.isRight(user?.id, request.password)
    if (!user || !isRight) throw new HubError('WrongSignIn')
    const isStrong = await secondFactor.isOn(user.id)
    if (isStrong)
      await checkCode(user, request.code, { address, device }).catch(async (error) => {
        // the password was no guess, but whoever sent it has not come in, so the count stays as it was
        await attempt.takeBack()
        throw error
      })
    await attempt.succeed()
    const how = { how: 'password' as const, strong: isStrong, from: request.from }
    return { user, session: await sessions.open(user.id, { ...how, replaces: request.replaces }) }
  }

  async function checkCode(
    user: Namespace,
    code: string | undefined,
    from: { address: string; device: string | undefined },
  ): Promise<void> {
    if (code === undefined || code === '') throw new HubError('SecondFactorNeeded')
    const attempt = await attempts.begin({ subject: `code ${user.id}`, ...from, everywhere: true })
    if (!(await secondFactor.take(user.id, code))) throw new HubError('WrongCode')
    await attempt.succeed()
  }

  /** A person makes themselves a user. Throws SignUpClosed, AlreadyExists, TooManyAttempts. */
  async function signUp(fields: {
    user: string
    email: string
    password: string
    from: From
    replaces: Principal
  }): Promise<{ user: Namespace; session: OpenedSession }> {
    if (!parts.signIn.isSignUpOpen) throw new HubError('SignUpClosed')
    // each counts, as one that is done: nobody makes many
    await attempts.begin({ subject: 'sign-up', address: fields.from.address })
    const hash = await passwords.hashFor({ name: fields.user, email: fields.email }, fields.password)
    const user = await accounts.create('user', fields.user, { email: fields.email }, async (tx, made) => {
      if (await tx.passwords.isEmailTaken(fields.email, made.id))
        throw new HubError('AlreadyExists', { what: 'A user of this address' })
      await tx.passwords.setHash(made.id, hash, clock.now())
    })
    const how = { how: 'password' as const, strong: false, from: fields.from }
    return { user, session: await sessions.open(user.id, { ...how, replaces: fields.replaces }) }
  }

  return { signIn, signUp, isSignUpOpen: parts.signIn.isSignUpOpen, remember: devices.remember }
}
