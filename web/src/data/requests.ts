import { useQuery } from '@tanstack/react-query'
import { apiPath, type RepoRef } from '../codecs/repo-address.js'
import { askJson, HubRefused, send } from './ask.js'
import { useChange, usePages } from './change.js'

export type AccessState = 'none' | 'pending' | 'accepted' | 'rejected' | 'expired'
export type Answers = Record<string, string | boolean>

export interface Question {
  name: string
  kind: 'text' | 'checkbox' | 'date_picker' | 'country' | 'select'
  options?: string[]
}
/** How one's own request stands, and the form to ask with. */
export interface Standing {
  gated: false | 'auto' | 'manual'
  state: AccessState
  form: {
    heading: string | null
    description: string | null
    button: string | null
    terms: { sha256: string; text: string } | null
    questions: Question[]
    days: number | null
  }
  purposes?: string[]
  report?: { dueAt: string | null; filedAt: string | null }
  request?: {
    status: string
    requestedAt: string
    fields: Answers
    purpose?: string
    days?: number
    terms: { sha256: string; text?: string } | null
    decidedAt: string | null
    reason: string | null
    approvedAt?: string
    granted: boolean
    grantedUntil: string | null
  }
}
export interface Application {
  fields: Answers
  terms: string | null
  purpose: string | null
  /** For how long; null: as long as the card says. */
  days: number | null
}

export const useStanding = (repo: RepoRef, enabled = true) =>
  useQuery({
    queryKey: ['access', repo],
    enabled,
    queryFn: ({ signal }) => askJson<Standing>(`${apiPath(repo)}/access`, signal),
  })

/** What the standing opens or closes is nearly all of a page: rows, files, figures, the card. So all is read anew. */
const STALE: unknown[][] = [[]]
export const useApply = (repo: RepoRef) =>
  useChange((asked: Application) => send('POST', `${apiPath(repo)}/access`, asked), ...STALE)
export const useWithdraw = (repo: RepoRef) =>
  useChange(() => send('DELETE', `${apiPath(repo)}/access`), ...STALE)
export const useReport = (repo: RepoRef) =>
  useChange((text: string) => send('POST', `${apiPath(repo)}/use-report`, { text }), ...STALE)

/** The line that names the source; null when the terms ask for none. */
export const useAttribution = (repo: RepoRef, enabled: boolean) =>
  useQuery({
    queryKey: ['attribution', repo],
    enabled,
    queryFn: async ({ signal }) => {
      const { text } = await askJson<{ text: string | null }>(`${apiPath(repo)}/attribution`, signal)
      return text
    },
  })

/** A request, as reviewers see it. */
export interface Listed {
  requestId: string
  user: { user: string; fullname: string; email?: string }
  status: string
  /** False: access was given without a request. */
  asked: boolean
  timestamp: string
  fields: Answers
  purpose?: string
  /** For how long it was asked for. */
  days?: number
  termsSha256: string | null
  reviewedAt: string | null
  reviewedBy: string | null
  rejectionReason: string | null
  granted: boolean
  grantedUntil: string | null
  replacedAt?: string
}
export const QUEUE_STATES = ['pending', 'accepted', 'expired', 'rejected'] as const
export type QueueState = (typeof QUEUE_STATES)[number]

export const useQueue = (id: string, state: QueueState, enabled = true) =>
  usePages<Listed>(['queue', id], `/api/datasets/${id}/user-access-request/${state}`, { enabled })

/** How many wait, for those who decide; null for everybody else. */
export const useWaiting = (repo: RepoRef, enabled: boolean) =>
  useQuery({
    queryKey: ['queue', repo.id, 'waiting', repo.type],
    enabled,
    queryFn: async ({ signal }) => {
      try {
        return (await askJson<Listed[]>(`${apiPath(repo)}/user-access-request/pending`, signal)).length
      } catch (error) {
        if (error instanceof HubRefused && [401, 403].includes(error.status)) return null
        throw error
      }
    },
  })

export const useHistory = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: ['queue', id, 'history'],
    enabled,
    queryFn: async ({ signal }) =>
      (await askJson<Listed[]>(`/api/datasets/${id}/user-access-report`, signal)).filter(
        (each) => each.replacedAt,
      ),
  })

export interface Verdict {
  requestId: string
  status: 'accepted' | 'rejected' | 'pending'
  rejectionReason?: string
  days?: number
}
export const settle = (id: string, verdict: Verdict) =>
  send('POST', `/api/datasets/${id}/user-access-request/handle`, verdict)
export const queueKeys = (id: string) => [['queue', id], ['reviews']]

export const useGive = (id: string) =>
  useChange(
    (given: { user: string; days?: number }) =>
      send('POST', `/api/datasets/${id}/user-access-request/grant`, given),
    ...queueKeys(id),
  )

export interface OwnRequest {
  requestId: string
  type: 'dataset' | 'model'
  repo: string | null
  state: AccessState
  purpose: string | null
  termsSha256: string | null
  requestedAt: string
  decidedAt: string | null
  reason: string | null
  granted: boolean
  grantedUntil: string | null
}
export const useOwnRequests = () => usePages<OwnRequest>(['own-requests'], '/api/settings/access-requests')

export interface Reviewed extends Record<QueueState, number> {
  type: 'dataset' | 'model'
  repo: string
  gated: 'auto' | 'manual'
}
export const useReviews = (enabled = true) =>
  usePages<Reviewed>(['reviews'], '/api/settings/reviews', { enabled })
