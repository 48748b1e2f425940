import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { HubError } from '../../core/errors.js'
import { plainText } from '../../core/person.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { Passkey } from '../../stores/metadata/passkeys.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { FLOW_SECONDS, type FlowBrowser, type Flows } from '../sign-in/flows.js'
import type { Sessions } from '../sign-in/sessions.js'
import { type Begun, challengeOf, expectedOf, handleOf, type Proof, rpIdOf } from './relying-party.js'
import { verifyNew } from './verify.js'

export type { Passkey }

/** Of one user. */
const MOST = 50
const MOST_LETTERS = 60
const HUB_NAME = 'Databelt'
/** EdDSA, ES256 and RS256, in the numbers of COSE. */
const ALGORITHMS = [-8, -7, -257]

type Parts = Pick<Stores, 'metadata' | 'clock'> & { flows: Flows; sessions: Sessions }

/** The passkeys of a person, as they manage them in their session; see docs/passkeys-and-providers.md. */
export function createPasskeys({ metadata, clock, flows, sessions }: Parts) {
  async function beginRegistration(
    person: SignedIn,
    browser: FlowBrowser,
    base: string,
  ): Promise<Begun<PublicKeyCredentialCreationOptionsJSON>> {
    const { userId, name } = await sessions.requireStrongUnlessFirst(person)
    const rpID = rpIdOf(base)
    const { secret, state } = await flows.begin('passkey.register', browser, { userId })
    const options = await generateRegistrationOptions({
      rpName: HUB_NAME,
      rpID,
      userName: name,
      userDisplayName: name,
      userID: await handleOf(metadata, userId),
      challenge: Buffer.from(state, 'base64url'),
      timeout: FLOW_SECONDS * 1000,
      attestationType: 'none',
      excludeCredentials: (await metadata.passkeys.ofUser(userId)).map(describe),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    })
    return { options, secret }
  }

  /** Throws PasskeyRefused or FlowEnded. */
  async function register(
    person: SignedIn,
    { response, name, secret, base }: { response: RegistrationResponseJSON; name: string } & Proof,
  ): Promise<Passkey> {
    const { userId } = await sessions.requireStrongUnlessFirst(person)
    const challenge = challengeOf(response.response.clientDataJSON)
    const begun = await flows.finish('passkey.register', secret, challenge)
    if (begun.userId !== userId) throw new HubError('FlowEnded')
    const expected = expectedOf(base, challenge)
    const proven = await verifyNew(response, expected, ALGORITHMS)
    const fields = { ...proven, userId, rpId: expected.rpId, name: label(name), createdAt: clock.now() }
    return metadata.transact(async (tx) => {
      await tx.identities.lockWays(userId)
      if ((await tx.passkeys.ofUser(userId)).length >= MOST)
        throw new HubError('BadRequest', { why: `A user has at most ${MOST} passkeys.` })
      const made = await tx.passkeys.add(fields)
      if (!made) throw new HubError('AlreadyExists', { what: 'This passkey' })
      await note(tx, 'passkey.added', userId, { passkey: made.id, name: made.name })
      return made
    })
  }

  const list = (userId: number): Promise<Passkey[]> => metadata.passkeys.ofUser(userId)

  /** Throws PasskeyNotFound. */
  async function find(userId: number, id: number): Promise<Passkey> {
    const found = (await list(userId)).find((each) => each.id === id)
    if (!found) throw new HubError('PasskeyNotFound', { id })
    return found
  }

  async function rename({ userId }: SignedIn, id: number, name: string): Promise<void> {
    const text = label(name)
    await metadata.transact(async (tx) => {
      if (!(await tx.passkeys.rename(userId, id, text))) throw new HubError('PasskeyNotFound', { id })
      await note(tx, 'passkey.renamed', userId, { passkey: id, name: text })
    })
  }

  /** Throws PasskeyNotFound or LastWayIn. */
  async function remove(person: SignedIn, id: number): Promise<void> {
    // else a weak session takes the only one away, and adds a first one of its own
    const { userId } = await sessions.requireStrong(person)
    await metadata.transact(async (tx) => {
      const ways = await tx.identities.lockWays(userId)
      if (!(await tx.passkeys.remove(userId, id))) throw new HubError('PasskeyNotFound', { id })
      if (ways <= 1) throw new HubError('LastWayIn')
      await note(tx, 'passkey.removed', userId, { passkey: id })
    })
  }

  /** By the operator, for a person who has lost it; they may give a link to set a password. Throws PasskeyNotFound. */
  async function removeFor(userId: number, id: number): Promise<void> {
    await metadata.transact(async (tx) => {
      await tx.identities.lockWays(userId)
      if (!(await tx.passkeys.remove(userId, id))) throw new HubError('PasskeyNotFound', { id })
      await note(tx, 'passkey.removed', userId, { userId, passkey: id }, null)
    })
  }

  const note = (
    tx: Writers,
    type: `passkey.${'added' | 'renamed' | 'removed'}`,
    userId: number,
    payload: Record<string, unknown>,
    actorId: number | null = userId,
  ) => tx.events.add({ type, at: clock.now(), repoId: null, actorId, payload })

  return { beginRegistration, register, list, find, rename, remove, removeFor }
}

const describe = ({ credentialId, transports }: Passkey) => ({
  id: credentialId.toString('base64url'),
  transports,
})

function label(name: string): string {
  const text = plainText(name, MOST_LETTERS)
  if (text === undefined) throw new HubError('BadRequest', { why: 'Give the passkey a name.' })
  return text
}
