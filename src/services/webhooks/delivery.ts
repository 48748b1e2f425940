import { openSealed } from '../../codecs/sealed.js'
import { signWebhook } from '../../codecs/webhook-signature.js'
import { waitAfter } from '../../core/backoff.js'
import { noticeOf } from '../../core/webhooks.js'
import type { StoredEvent } from '../../stores/metadata/events.js'
import type { Claim, Offer, Outcome } from '../../stores/metadata/webhook-deliveries.js'
import type { SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import type { Audience } from '../notifications/audience.js'
import { createFollower } from '../notifications/follow.js'
import { couldRead } from './gone.js'
import { createPayloads, goneSubject, type Subject, subjectOf } from './payload.js'
import { SECRET_PURPOSE } from './webhooks.js'

const DEADLINE_MS = 10_000
/** A process that has not settled a delivery by then is dead. */
const LEASE_MS = 30_000
const KEPT_MS = 30 * 86_400_000
const SWEEP_PAGE = 1000
/** So many tries in a row, over so long, without one that worked: nobody is there. */
const DISABLED_AFTER = { failures: 20, ms: 86_400_000 }

/** Tells receivers what happened: at least once, in order as far as retries allow, and only what their owner may hear. */
export function createDelivery({
  metadata,
  clock,
  egress,
  publicUrl,
  audience,
}: Pick<Stores, 'metadata' | 'clock' | 'egress' | 'publicUrl'> & { audience: Audience }) {
  const payloads = createPayloads(publicUrl)

  /** Makes deliveries of the next events. Returns how many events there were. */
  const follow = createFollower({ metadata }, 'webhooks', (tx, events) =>
    tx.deliveries.offer(events.flatMap(offerOf), clock.now()),
  )

  /** Makes the delivery that is due first; false when none is. */
  async function deliverNext(): Promise<boolean> {
    const now = clock.now()
    const until = new Date(now.getTime() + LEASE_MS)
    const claim = await metadata.transact((tx) => tx.deliveries.claim(now, until))
    if (!claim) return false
    const body = await compose(claim)
    const outcome = body === undefined ? dropped(clock.now()) : await send(claim, JSON.stringify(body))
    await metadata.transact(async (tx) => {
      if (!(await tx.deliveries.settle(claim, outcome))) return
      const { id, publicId, ownerId } = claim.webhook
      if (outcome.state === 'delivered') await tx.deliveries.noteSuccess(id)
      if (outcome.error === null) return
      const { failures, since } = await tx.deliveries.noteFailure(id, outcome.at)
      const isGone = outcome.at.getTime() - since.getTime() >= DISABLED_AFTER.ms
      if (failures < DISABLED_AFTER.failures || !isGone) return
      await tx.webhooks.setDisabled(id, true)
      const payload = { webhook: publicId, userId: ownerId }
      await tx.events.add({ type: 'webhook.disabled', at: outcome.at, repoId: null, actorId: null, payload })
    })
    return true
  }

  /** Undefined: the owner may not hear of it any more, or there is nothing left to tell. */
  async function compose({ webhook, delivery }: Claim): Promise<object | undefined> {
    const owner = await audience.userCalled(webhook.ownerId)
    if (!owner) return undefined
    if (delivery.eventSeq === null) return payloads.testBody(owner, webhook.publicId)
    const event = await metadata.events.bySeq(delivery.eventSeq)
    const notice = event && noticeOf(event.type)
    if (!notice) return undefined
    const subject = await subjectFor(owner, event)
    return subject && payloads.body(event, notice, subject, webhook.publicId)
  }

  async function subjectFor(owner: SignedIn, event: StoredEvent): Promise<Subject | undefined> {
    const notice = noticeOf(event.type)
    if (!notice) return undefined
    if (event.type === 'repo.deleted') {
      const gone = goneSubject(event)
      return gone && (await couldRead(metadata, owner, gone)) ? gone : undefined
    }
    // one's own request for access is no secret to oneself
    const isOwn = notice.domain === 'access' && (event.payload.userId ?? event.actorId) === owner.userId
    const repo = await audience.mayHear(owner, isOwn ? 'repo:read' : notice.needs, event.repoId)
    return repo && subjectOf(repo)
  }

  async function send({ webhook, delivery }: Claim, body: string): Promise<Outcome> {
    const secret =
      webhook.secret && openSealed(await metadata.secret('sealing'), webhook.secret, SECRET_PURPOSE)
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'databelt-webhook',
      'x-databelt-delivery': delivery.publicId,
      ...(secret && {
        'x-webhook-secret': secret,
        'x-databelt-signature': signWebhook(secret, body, clock.now()),
      }),
    }
    const init = { method: 'POST', headers, body, redirect: 'manual', ignoreBody: true } as const
    try {
      const { status } = await egress.fetch(webhook.url, { ...init, deadlineMs: DEADLINE_MS })
      return outcomeOf(delivery.attempts + 1, status, status >= 200 && status < 300 ? null : 'status')
    } catch (error) {
      return outcomeOf(delivery.attempts + 1, null, wordFor(error))
    }
  }

  function outcomeOf(tries: number, status: number | null, error: string | null): Outcome {
    const at = clock.now()
    if (error === null) return { state: 'delivered', nextAt: at, status, error, at }
    const wait = waitAfter(tries)
    const state = wait === undefined ? 'failed' : 'waiting'
    return { state, nextAt: new Date(at.getTime() + (wait ?? 0)), status, error, at }
  }

  /** Forgets deliveries of long ago. */
  async function sweep(): Promise<{ deliveries: number }> {
    const before = new Date(clock.now().getTime() - KEPT_MS)
    let deliveries = 0
    for (let gone = SWEEP_PAGE; gone === SWEEP_PAGE; deliveries += gone)
      gone = await metadata.transact((tx) => tx.deliveries.sweep(before, SWEEP_PAGE))
    return { deliveries }
  }

  return { follow, deliverNext, sweep }
}

const dropped = (at: Date): Outcome => ({ state: 'dropped', nextAt: at, status: null, error: null, at })

function offerOf({ seq, type, repoId, payload, at }: StoredEvent): Offer[] {
  const notice = noticeOf(type)
  const { namespaceId } = payload
  const namespace = typeof namespaceId === 'number' ? namespaceId : null
  return notice ? [{ seq, repoId, namespaceId: namespace, domain: notice.domain, at }] : []
}

/** For the log that the owner reads: which names the operator's network knows is not told apart from silence. */
function wordFor(error: unknown): string {
  const reason = error instanceof Error && 'reason' in error ? String(error.reason) : 'connection'
  if (reason === 'deadline') return 'timeout'
  return ['address', 'unresolved', 'connection'].includes(reason) ? 'unreachable' : 'refused'
}
