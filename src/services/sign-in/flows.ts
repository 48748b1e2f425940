import { createHash, randomBytes } from 'node:crypto'
import { HubError } from '../../core/errors.js'
import type { Stores } from '../context.js'

export const FLOW_SECONDS = 300
/** Flows of one address that may be open; behind a proxy that is not trusted, all people have one address. */
const MOST_OPEN = 2000
const SWEEP = 200
const SECRET = /^[A-Za-z0-9_-]{43}$/

type Kind = 'passkey.register' | 'passkey.sign-in' | `oidc:${string}`
/** What a browser brings, and from where. */
export interface FlowBrowser {
  /** The value of its flow cookie, if it has one. */
  secret: string | undefined
  address: string
}
export interface Flow {
  /** For the flow cookie; a browser keeps the one it has, so that two pages do not disturb each other. */
  secret: string
  /** 256 random bits that come back with the answer. */
  state: string
}

/**
 * Sign-ins in two halves. The second half must come from the browser of the first (its cookie), with the state of the first,
 * within five minutes, and once. All of it is in the database, so that any process may finish what another began.
 */
export function createFlows({ metadata, clock }: Pick<Stores, 'metadata' | 'clock'>) {
  async function begin(
    kind: Kind,
    { secret: known, address }: FlowBrowser,
    payload: Record<string, unknown>,
  ): Promise<Flow> {
    const now = clock.now()
    const secret = known !== undefined && SECRET.test(known) ? known : random()
    const state = random()
    const expiresAt = new Date(now.getTime() + FLOW_SECONDS * 1000)
    await metadata.transact(async (tx) => {
      await tx.challenges.sweep(now, SWEEP)
      await tx.challenges.bound(address, MOST_OPEN - 1)
      await tx.challenges.add({ hash: hashOf(secret, state), kind, address, payload, expiresAt })
    })
    return { secret, state }
  }

  /** What `begin` was given. Throws FlowEnded. */
  async function finish(
    kind: Kind,
    secret: string | undefined,
    state: string | undefined,
  ): Promise<Record<string, unknown>> {
    const isKnown = secret !== undefined && SECRET.test(secret) && state !== undefined && SECRET.test(state)
    const payload = isKnown
      ? await metadata.transact((tx) => tx.challenges.take(hashOf(secret, state), kind, clock.now()))
      : undefined
    if (!payload) throw new HubError('FlowEnded')
    return payload
  }

  const sweep = async () => ({
    swept: await metadata.transact((tx) => tx.challenges.sweep(clock.now(), 100_000)),
  })

  return { begin, finish, sweep }
}
export type Flows = ReturnType<typeof createFlows>

const random = (): string => randomBytes(32).toString('base64url')
const hashOf = (secret: string, state: string): string =>
  createHash('sha256').update(`${secret}.${state}`).digest('hex')
