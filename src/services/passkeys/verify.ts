import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { HubError } from '../../core/errors.js'
import type { NewPasskey, Passkey } from '../../stores/metadata/passkeys.js'

export type Assertion = AuthenticationResponseJSON
interface Expected {
  challenge: string
  origin: string
  rpId: string
}
type Proven = Pick<NewPasskey, 'credentialId' | 'publicKey' | 'counter' | 'transports' | 'backedUp'>

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']
/** WebAuthn Level 3, section 7.1: longer ids are refused. */
const MOST_ID_BYTES = 1023

/** The new key of an authenticator that has verified its person. Throws PasskeyRefused. */
export async function verifyNew(
  response: RegistrationResponseJSON,
  { challenge, origin, rpId }: Expected,
  algorithms: number[],
): Promise<Proven> {
  const { registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(refuse)
  if (!registrationInfo) throw refused('its signature is wrong')
  const { credential, credentialBackedUp } = registrationInfo
  const credentialId = Buffer.from(credential.id, 'base64url')
  if (credentialId.length > MOST_ID_BYTES) throw refused('its id is too long')
  return {
    credentialId,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: (credential.transports ?? []).filter((each) => TRANSPORTS.includes(each)),
    backedUp: credentialBackedUp,
  }
}

/** What the authenticator says of this use; its counter is for the caller to compare. Throws PasskeyRefused. */
export async function verifyAssertion(
  response: Assertion,
  passkey: Passkey,
  { challenge, origin, rpId, handle }: Expected & { handle: string },
): Promise<{ counter: number; backedUp: boolean }> {
  if (passkey.rpId !== rpId) throw refused('it is for another address of this hub')
  if (response.response.userHandle !== handle) throw refused('it names another user')
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId.toString('base64url'),
      publicKey: new Uint8Array(passkey.publicKey),
      // compared where it is written, so that of two uses at once one is the later
      counter: 0,
    },
  }).catch(refuse)
  if (!verified) throw refused('its signature is wrong')
  return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp }
}

const refused = (why: string): HubError => new HubError('PasskeyRefused', { why })

/** The library's messages say what was expected, in words for programmers; they hold no secret. */
function refuse(error: unknown): never {
  const why = error instanceof Error ? error.message.slice(0, 200).replace(/\.$/, '') : 'it cannot be read'
  throw refused(why)
}
