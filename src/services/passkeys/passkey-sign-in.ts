import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { HubError } from '../../core/errors.js'
import type { Passkey } from '../../stores/metadata/passkeys.js'
import type { Stores } from '../context.js'
import { FLOW_SECONDS, type FlowBrowser, type Flows } from '../sign-in/flows.js'
import type { From, OpenedSession, Sessions } from '../sign-in/sessions.js'
import { type Begun, challengeOf, expectedOf, handleOf, type Proof, rpIdOf } from './relying-party.js'
import { type Assertion, verifyAssertion } from './verify.js'

type Parts = Pick<Stores, 'metadata' | 'clock'> & { flows: Flows; sessions: Sessions }

/** Signing in with a passkey; see docs/passkeys-and-providers.md. */
export function createPasskeySignIn({ metadata, clock, flows, sessions }: Parts) {
  /** No user is named: the authenticator knows whose passkeys it holds. */
  async function begin(
    browser: FlowBrowser,
    base: string,
  ): Promise<Begun<PublicKeyCredentialRequestOptionsJSON>> {
    const rpID = rpIdOf(base)
    const { secret, state } = await flows.begin('passkey.sign-in', browser, {})
    const options = await generateAuthenticationOptions({
      rpID,
      challenge: Buffer.from(state, 'base64url'),
      timeout: FLOW_SECONDS * 1000,
      userVerification: 'required',
    })
    return { options, secret }
  }

  /** A strong session: the authenticator is one factor, and what it asked of its person another. */
  async function finish(
    { response, secret, base }: { response: Assertion } & Proof,
    { from, replaces }: { from: From; replaces: Parameters<Sessions['open']>[1]['replaces'] },
  ): Promise<OpenedSession> {
    const challenge = challengeOf(response.response.clientDataJSON)
    await flows.finish('passkey.sign-in', secret, challenge)
    const expected = expectedOf(base, challenge)
    const passkey = await metadata.passkeys.byCredential(Buffer.from(response.id, 'base64url'))
    if (!passkey) throw new HubError('PasskeyRefused', { why: 'it is not known here' })
    const handle = (await handleOf(metadata, passkey.userId)).toString('base64url')
    const used = await verifyAssertion(response, passkey, { ...expected, handle })
    if (!(await moveOn(passkey, used)))
      throw new HubError('PasskeyRefused', { why: 'it has been used since by a copy of it; remove it' })
    const how = { how: 'passkey' as const, strong: true, from }
    return sessions.open(passkey.userId, { ...how, ...(replaces && { replaces }) })
  }

  /** A counter that does not move on is known to all who read events, and lets nobody in. */
  async function moveOn({ id, userId }: Passkey, used: { counter: number; backedUp: boolean }) {
    return metadata.transact(async (tx) => {
      const isNewer = await tx.passkeys.use(id, { ...used, at: clock.now() })
      const payload = { passkey: id, why: 'counter' }
      const event = { type: 'passkey.refused' as const, at: clock.now(), repoId: null, actorId: userId }
      if (!isNewer) await tx.events.add({ ...event, payload })
      return isNewer
    })
  }

  return { begin, finish }
}
