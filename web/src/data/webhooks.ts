import { useQuery } from '@tanstack/react-query'
import { askJson, send } from './ask.js'
import { useChange, usePages } from './change.js'

const BASE = '/api/settings/webhooks'
const KEY = ['webhooks']

export interface Watched {
  type: string
  name: string
}
export interface Webhook {
  id: string
  url: string
  watched: Watched[]
  domains: string[]
  disabled: boolean
}
export interface Delivery {
  id: string
  event: { action: string; scope: string }
  state: string
  attempts: number
  status: number | null
  error: string | null
  createdAt: string
}
export type NewWebhook = Pick<Webhook, 'url' | 'watched' | 'domains'> & { secret?: string }
export const DOMAINS = ['repo', 'discussions', 'access', 'jobs']

export const useWebhooks = () =>
  useQuery({ queryKey: KEY, queryFn: ({ signal }) => askJson<Webhook[]>(BASE, signal) })
const makeWebhook = (wish: NewWebhook) => send('POST', BASE, wish)
const actOnWebhook = (id: string, act: 'enable' | 'disable' | 'test') => send('POST', `${BASE}/${id}/${act}`)
const removeWebhook = (id: string) => send('DELETE', `${BASE}/${id}`)
export const useMakeWebhook = () => useChange(makeWebhook, KEY)
export const useWebhookAct = (id: string) =>
  useChange((act: Parameters<typeof actOnWebhook>[1]) => actOnWebhook(id, act), KEY, ['deliveries', id])
export const useRemoveWebhook = (id: string) => useChange(() => removeWebhook(id), KEY)
export const useDeliveries = (id: string) =>
  usePages<Delivery>(['deliveries', id], `${BASE}/${id}/deliveries`)
export const useRedeliver = (id: string) =>
  useChange(
    (delivery: string) => send('POST', `${BASE}/${id}/deliveries/${delivery}/redeliver`),
    ['deliveries', id],
  )

/** What a webhook is to watch, line by line. What kind of thing a name is, is for the hub to say. */
export async function watchedOf(text: string): Promise<Webhook['watched']> {
  const names = text.split(/[\s,]+/).filter((name) => name !== '')
  return Promise.all(names.map(async (name) => ({ type: await kindOf(name), name })))
}

async function kindOf(name: string): Promise<string> {
  const exists = (path: string) =>
    askJson(path).then(
      () => true,
      () => false,
    )
  if (name.includes('/')) return (await exists(`/api/datasets/${name}`)) ? 'dataset' : 'model'
  return (await exists(`/api/organizations/${encodeURIComponent(name)}/overview`)) ? 'org' : 'user'
}
