import { z } from 'zod'
import { DOMAINS, noticeOf } from '../../core/webhooks.js'
import type { ListedDelivery, Webhook } from '../../services/webhooks/webhooks.js'
import { readJson } from '../bodies.js'
import { decodeCursor, encodeCursor, linkNext } from '../paging.js'
import { type Call, callerNow, hubRoute, type Route } from '../route.js'
import { renderDate } from './render.js'

const Watched = z.object({
  type: z.enum(['dataset', 'model', 'user', 'org'], {
    error: 'this hub has datasets, models, users and orgs to watch',
  }),
  name: z.string().min(1).max(200),
})
/** Some examples of the Python client say `discussion`. */
const Domain = z
  .string()
  .transform((name) => (name === 'discussion' ? 'discussions' : name))
  .pipe(z.enum(DOMAINS))
/** Older clients send null for what they do not say. */
const unsaid = <T>(value: T | null | undefined): T | undefined => value ?? undefined
const Wish = z.object({
  watched: z
    .array(Watched)
    .max(100)
    .nullish()
    .transform((watched) => watched ?? []),
  url: z.string().max(2048).nullish().transform(unsaid),
  domains: z.array(Domain).min(1).max(DOMAINS.length).nullish().transform(unsaid),
  secret: z
    .string()
    .regex(/^[\x21-\x7e]{1,256}$/, 'use 1 to 256 characters of ASCII, without spaces')
    .nullish()
    .transform(unsaid),
  jobSourceId: z.null({ error: 'this hub runs no jobs; give a url' }).optional(),
})

const idOf = ({ request }: Call) => (request.params as { id: string }).id
const callerOf = ({ services, principal }: Call) => services.access.requireUser(principal)
/** After the body has come. */
async function writerNow(call: Call) {
  const caller = await callerNow(call)
  await call.services.access.authorizeHub(caller, 'account:write')
  return call.services.access.requireUser(caller)
}
const readWish = ({ request, http }: Call) => readJson(request, Wish, http.limits.jsonBytes)
const answer = (webhook: Webhook, secret?: string) => ({ webhook: renderWebhook(webhook, secret) })

const BASE = '/api/settings/webhooks'
const ONE = `${BASE}/:id`

/** Webhooks: the calls of `huggingface_hub`, the log of deliveries, a test. See docs/notifications.md. */
export const webhooks = (): Route[] => [
  hubRoute('GET', BASE, 'account:private', async (call) =>
    (await call.services.webhooks.list(callerOf(call))).map((webhook) => renderWebhook(webhook)),
  ),
  hubRoute('POST', BASE, 'account:write', async (call) => {
    const wish = await readWish(call)
    return answer(await call.services.webhooks.create(await writerNow(call), wish), wish.secret)
  }),
  hubRoute('GET', ONE, 'account:private', async (call) =>
    answer(await call.services.webhooks.find(callerOf(call), idOf(call))),
  ),
  hubRoute('POST', ONE, 'account:write', async (call) => {
    const wish = await readWish(call)
    return answer(await call.services.webhooks.update(await writerNow(call), idOf(call), wish), wish.secret)
  }),
  hubRoute('POST', `${ONE}/enable`, 'account:write', async (call) =>
    answer(await call.services.webhooks.setDisabled(callerOf(call), idOf(call), false)),
  ),
  hubRoute('POST', `${ONE}/disable`, 'account:write', async (call) =>
    answer(await call.services.webhooks.setDisabled(callerOf(call), idOf(call), true)),
  ),
  hubRoute('DELETE', ONE, 'account:write', async (call) => {
    await call.services.webhooks.remove(callerOf(call), idOf(call))
    return { success: true }
  }),
  hubRoute('POST', `${ONE}/test`, 'account:write', async (call) => ({
    delivery: await call.services.webhooks.test(callerOf(call), idOf(call)),
  })),
  hubRoute('GET', `${ONE}/deliveries`, 'account:private', deliveries),
  hubRoute('POST', `${ONE}/deliveries/:delivery/redeliver`, 'account:write', async (call) => {
    const { delivery } = call.request.params as { delivery: string }
    await call.services.webhooks.redeliver(callerOf(call), idOf(call), uuid(delivery))
    return { delivery, state: 'waiting' }
  }),
]

async function deliveries(call: Call) {
  const { query, reply, urls, services } = call
  const limit = query.int('limit', 50, 1, 200)
  const [after] = decodeCursor(query.get('cursor')) ?? []
  const page = { after: after === undefined ? undefined : uuid(after), limit: limit + 1 }
  const found = await services.webhooks.deliveries(callerOf(call), idOf(call), page)
  const last = found[limit - 1]
  if (found.length > limit && last)
    linkNext(reply, urls.page(query.with({ cursor: encodeCursor([last.publicId]) })))
  return found.slice(0, limit).map(renderDelivery)
}

/** What is no id of a delivery is the id of none. */
const uuid = (value: unknown): string =>
  z.uuid().safeParse(value).data ?? '00000000-0000-0000-0000-000000000000'

/** The secret is shown to whoever has just said it, and never again. */
const renderWebhook = ({ publicId, url, watched, domains, disabled }: Webhook, secret?: string) => ({
  id: publicId,
  url,
  watched: watched.map(({ type, name }) => ({ type, name })),
  domains,
  ...(secret !== undefined && { secret }),
  disabled,
})

function renderDelivery(delivery: ListedDelivery) {
  const { publicId, eventType, state, attempts, status, error, createdAt, triedAt, nextAt } = delivery
  const { action, scope } = (eventType && noticeOf(eventType)) || { action: 'update', scope: 'test' }
  return {
    id: publicId,
    event: { action, scope },
    state,
    attempts,
    status,
    error,
    createdAt: renderDate(createdAt),
    ...(triedAt && { triedAt: renderDate(triedAt) }),
    ...(state === 'waiting' && { nextTryAt: renderDate(nextAt) }),
  }
}
