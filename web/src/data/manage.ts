import { useQuery } from '@tanstack/react-query'
import { ask, askJson, HubRefused, send } from './ask.js'
import { useMe } from './me.js'

/** Whether who is signed in may write a data set; undefined until it is known. */
export function useMayWrite(id: string): boolean | undefined {
  const me = useMe()
  const asked = useQuery({
    queryKey: ['may-write', id, me.data?.name],
    enabled: Boolean(me.data),
    queryFn: async ({ signal }) => {
      try {
        await ask(`/api/datasets/${id}/auth-check/write`, signal)
        return true
      } catch (error) {
        if (error instanceof HubRefused && error.status < 500) return false
        throw error
      }
    },
  })
  if (me.isPending || (me.data && asked.isPending)) return undefined
  return asked.data === true
}

export interface Offer {
  to: string
  name: string
  expiresAt: string
}
/** The open offer of a data set to another owner; null when there is none. Only administrators get an answer. */
export const useOffer = (id: string) =>
  useQuery({
    queryKey: ['offer', id],
    queryFn: async ({ signal }) => {
      try {
        return await askJson<Offer>(`/api/datasets/${id}/transfer`, signal)
      } catch (error) {
        if (error instanceof HubRefused && error.code === 'TransferNotFound') return null
        throw error
      }
    },
  })

export interface Opening {
  state: string
  embargoUntil: string | null
  reason: string | null
  /** States that may follow. */
  next: string[]
}
export interface Terms {
  version: number | null
  terms: Record<string, unknown> | null
  summary: string[] | null
}
export interface Quota {
  used: { bytes: number; files: number }
  limit: { bytes: number | null; files: number | null }
}
export interface UsageDay {
  requests: number
  bytesOut: number
}

/** One of the answers that the settings of a data set are made of. */
const usePart = <T>(id: string, part: string) =>
  useQuery({
    queryKey: ['settings', id, part],
    queryFn: ({ signal }) => askJson<T>(`/api/datasets/${id}/${part}`, signal),
  })

export const useOpening = (id: string) => usePart<Opening>(id, 'opening')
export const useTerms = (id: string) => usePart<Terms>(id, 'terms')
export const useQuota = (id: string) => usePart<Quota>(id, 'quota')
export const useUsage = (id: string) => usePart<UsageDay[]>(id, 'usage')

const api = (id: string) => `/api/datasets/${id}`

export const saveSettings = (id: string, body: { visibility: string; gated: string | false }) =>
  send('PUT', `${api(id)}/settings`, body)
export const saveTerms = (id: string, document: unknown) => send('PUT', `${api(id)}/terms`, document)
export const saveOpening = (id: string, step: Partial<Opening>) => send('PUT', `${api(id)}/opening`, step)
export const move = (id: string, to: string) =>
  send('POST', '/api/repos/move', { fromRepo: id, toRepo: to, type: 'dataset' })
export const offerTo = (id: string, to: string) => send('POST', `${api(id)}/transfer`, { to })
export const withdrawOffer = (id: string) => send('DELETE', `${api(id)}/transfer`)
export const deleteDataset = (id: string) =>
  send('DELETE', '/api/repos/delete', { name: id, type: 'dataset' })
export const addBranch = (id: string, name: string) =>
  send('POST', `${api(id)}/branch/${encodeURIComponent(name)}`, { startingPoint: 'main' })
export const addTag = (id: string, name: string) => send('POST', `${api(id)}/tag/main`, { tag: name })
export const deleteRef = (id: string, kind: 'branch' | 'tag', name: string) =>
  send('DELETE', `${api(id)}/${kind}/${encodeURIComponent(name)}`)
