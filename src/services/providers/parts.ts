import type { Stores } from '../context.js'
import { createPasskeySignIn } from '../passkeys/passkey-sign-in.js'
import { createPasskeys } from '../passkeys/passkeys.js'
import { createPeople } from '../people.js'
import { createFlows } from '../sign-in/flows.js'
import type { Sessions } from '../sign-in/sessions.js'
import { createDirectory } from './directory.js'
import { createIdentities } from './identities.js'
import { createProviderSignIn } from './provider-sign-in.js'

/** The services of signing in without a password. */
export function createProviderServices(stores: Stores, sessions: Sessions) {
  const flows = createFlows(stores)
  const identities = createIdentities({ ...stores, sessions })
  const directory = createDirectory(stores)
  return {
    flows,
    identities,
    passkeySignIn: createPasskeySignIn({ ...stores, flows, sessions }),
    passkeys: createPasskeys({ ...stores, flows, sessions }),
    people: createPeople(stores),
    providerSignIn: createProviderSignIn({ ...stores, directory, flows, identities, sessions }),
  }
}
