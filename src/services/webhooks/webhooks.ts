import { randomBytes } from 'node:crypto'
import { seal } from '../../codecs/sealed.js'
import type { Clock } from '../../core/clock.js'
import { HubError } from '../../core/errors.js'
import type { Domain } from '../../core/webhooks.js'
import type { Writers } from '../../stores/metadata/metadata-store.js'
import type { ListedDelivery } from '../../stores/metadata/webhook-deliveries.js'
import type { Webhook } from '../../stores/metadata/webhooks.js'
import type { Access, SignedIn } from '../access.js'
import type { Stores } from '../context.js'
import { createWatching, type Wish } from './watching.js'

export type { ListedDelivery } from '../../stores/metadata/webhook-deliveries.js'
export type { Webhook } from '../../stores/metadata/webhooks.js'

const MOST_WEBHOOKS = 100
const DEFAULT_DOMAINS: Domain[] = ['repo', 'discussions']
export const SECRET_PURPOSE = 'webhook'

export interface WebhookWish {
  url?: string | undefined
  watched: Wish[]
  domains?: Domain[] | undefined
  secret?: string | undefined
}

/** Webhooks of a user; see docs/notifications.md. What is sent is for `delivery.ts`. */
export function createWebhooks({
  metadata,
  clock,
  egress,
  access,
}: Pick<Stores, 'metadata' | 'clock' | 'egress'> & { access: Access }) {
  const watching = createWatching({ metadata, access })

  const list = (owner: SignedIn): Promise<Webhook[]> => metadata.webhooks.ofOwner(owner.userId, MOST_WEBHOOKS)

  /** Throws WebhookNotFound, also for one of somebody else. */
  async function find(owner: SignedIn, id: string): Promise<Webhook> {
    const found = await metadata.webhooks.find(owner.userId, id)
    if (!found) throw new HubError('WebhookNotFound', { id: id.slice(0, 40) })
    return found
  }

  async function create(owner: SignedIn, wish: WebhookWish): Promise<Webhook> {
    requireWriter(owner)
    if (wish.url === undefined) throw new HubError('BadRequest', { why: 'url: say where to send to.' })
    if (wish.watched.length === 0)
      throw new HubError('BadRequest', { why: 'watched: name at least one repo, user or organisation.' })
    const publicId = randomBytes(12).toString('hex')
    const fields = {
      publicId,
      ownerId: owner.userId,
      url: checkedUrl(wish.url),
      secret: await sealed(wish.secret),
      domains: wish.domains ?? DEFAULT_DOMAINS,
      watched: await watching.find(owner, wish.watched),
    }
    await metadata.transact(async (tx) => {
      if ((await tx.webhooks.lockCount(owner.userId)) >= MOST_WEBHOOKS)
        throw new HubError('BadRequest', { why: `One user has at most ${MOST_WEBHOOKS} webhooks.` })
      await tx.webhooks.add(fields, clock.now())
      await note(tx, clock, 'webhook.created', owner, publicId, {
        host: hostOf(fields.url),
        watched: wish.watched,
      })
    })
    return find(owner, publicId)
  }

  /** What is not named stays; so does what is watched when the list is empty, as the Python client sends it. */
  async function update(owner: SignedIn, id: string, wish: WebhookWish): Promise<Webhook> {
    requireWriter(owner)
    const { id: row } = await find(owner, id)
    const { url, domains, secret, watched } = wish
    const change = {
      ...(url !== undefined && { url: checkedUrl(url) }),
      ...(domains && { domains }),
      ...(secret !== undefined && { secret: await sealed(secret) }),
      ...(watched.length > 0 && { watched: await watching.find(owner, watched) }),
    }
    await metadata.transact(async (tx) => {
      await tx.webhooks.change(row, change)
      const host = change.url && hostOf(change.url)
      await note(tx, clock, 'webhook.changed', owner, id, {
        ...(host && { host }),
        ...(watched.length > 0 && { watched }),
      })
    })
    return find(owner, id)
  }

  async function setDisabled(owner: SignedIn, id: string, disabled: boolean): Promise<Webhook> {
    requireWriter(owner)
    const { id: row } = await find(owner, id)
    await metadata.transact(async (tx) => {
      await tx.webhooks.setDisabled(row, disabled)
      await note(tx, clock, 'webhook.changed', owner, id, { disabled })
    })
    return find(owner, id)
  }

  async function remove(owner: SignedIn, id: string): Promise<void> {
    requireWriter(owner)
    const { id: row } = await find(owner, id)
    await metadata.transact(async (tx) => {
      await tx.webhooks.remove(row)
      await note(tx, clock, 'webhook.removed', owner, id, {})
    })
  }

  /** Queues a delivery that says nothing of any repo. Returns its id. */
  async function test(owner: SignedIn, id: string): Promise<string> {
    requireWriter(owner)
    const { id: row, disabled } = await find(owner, id)
    if (disabled) throw new HubError('BadRequest', { why: 'The webhook is disabled. Enable it first.' })
    return metadata.transact((tx) => tx.deliveries.addTest(row, clock.now()))
  }

  async function deliveries(
    owner: SignedIn,
    id: string,
    page: { after: string | undefined; limit: number },
  ): Promise<ListedDelivery[]> {
    const { id: row } = await find(owner, id)
    return metadata.deliveries.log(row, page)
  }

  async function redeliver(owner: SignedIn, id: string, delivery: string): Promise<void> {
    requireWriter(owner)
    const { id: row } = await find(owner, id)
    if (!(await metadata.transact((tx) => tx.deliveries.again(row, delivery, clock.now()))))
      throw new HubError('DeliveryNotFound', { webhook: id, id: delivery })
  }

  function checkedUrl(url: string): string {
    try {
      return egress.check(url).href
    } catch (error) {
      throw new HubError('BadRequest', { why: `url: ${(error as Error).message}` })
    }
  }

  async function sealed(secret: string | undefined): Promise<Buffer | null> {
    return secret === undefined ? null : seal(await metadata.secret('sealing'), secret, SECRET_PURPOSE)
  }

  return { list, find, create, update, setDisabled, remove, test, deliveries, redeliver }
}

/** Of the address no more than its host: the rest of it is often a secret. */
const note = (
  tx: Writers,
  clock: Clock,
  type: 'webhook.created' | 'webhook.changed' | 'webhook.removed',
  { userId }: SignedIn,
  webhook: string,
  said: Record<string, unknown>,
) => tx.events.add({ type, at: clock.now(), repoId: null, actorId: userId, payload: { webhook, ...said } })

const hostOf = (url: string): string => new URL(url).host

/** A webhook hears whatever its user may hear, so a token that may less must not make one. */
function requireWriter({ scope }: SignedIn): void {
  if (scope.role !== 'write')
    throw new HubError('Forbidden', {
      action: 'change',
      repo: 'webhooks',
      why: 'it needs a token with the role write',
    })
}
