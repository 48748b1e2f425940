import type { createAccess } from '../access.js'
import type { createAccounts } from '../accounts.js'
import type { Stores } from '../context.js'
import { createAttempts } from './attempts.js'
import { createBadTokens } from './bad-tokens.js'
import { createDeviceLogins } from './device-logins.js'
import { createDevices } from './devices.js'
import { createEmailCheck } from './email-check.js'
import { createHashing } from './hashing.js'
import { createOwnTokens } from './own-tokens.js'
import { createPasswords } from './passwords.js'
import { createSecondFactor } from './second-factor.js'
import type { Sessions } from './sessions.js'
import { createSignIn } from './sign-in.js'

/** The services of signing in, each made from the parts it needs. */
export function createSignInServices(
  stores: Pick<Stores, 'metadata' | 'clock' | 'mailer' | 'publicUrl' | 'signIn'>,
  others: {
    access: ReturnType<typeof createAccess>
    accounts: ReturnType<typeof createAccounts>
    sessions: Sessions
  },
) {
  const { sessions } = others
  const attempts = createAttempts(stores)
  const passwords = createPasswords({ ...stores, ...others, attempts, hashing: createHashing() })
  const secondFactor = createSecondFactor({ ...stores, sessions })
  const devices = createDevices(stores)
  const signIn = createSignIn({ ...stores, ...others, attempts, devices, passwords, secondFactor })
  const deviceLogins = createDeviceLogins({ ...stores, attempts, sessions })
  const emailCheck = createEmailCheck({ ...stores, attempts })
  const ownTokens = createOwnTokens({ ...stores, ...others })
  /** Forgets what has ended. */
  const sweepSignIn = async () => {
    for (const part of [attempts, deviceLogins, passwords, sessions]) await part.sweep()
  }
  const badTokens = createBadTokens({ clock: stores.clock, mostAMinute: stores.signIn.badTokensAMinute })
  return {
    ...{ badTokens, deviceLogins, emailCheck, ownTokens, passwords },
    ...{ secondFactor, sessions, signIn, sweepSignIn },
  }
}
