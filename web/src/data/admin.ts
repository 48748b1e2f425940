import { useQuery } from '@tanstack/react-query'
import { askJson, send } from './ask.js'
import { useChange, usePages } from './change.js'
import type { Voucher } from './usage.js'

const A = '/api/admin'
const read = <T>(name: string) => ({
  queryKey: ['admin', name],
  queryFn: ({ signal }: { signal: AbortSignal }) => askJson<T>(`${A}/${name}`, signal),
})

export interface HubOverview {
  storage: { files: number; logicalBytes: number; storedBytes: number; savedBytes: number }
  counts: Record<
    'users' | 'suspended' | 'organisations' | 'datasets' | 'models' | 'databaseBytes' | 'unsealed',
    number
  >
  jobs: Record<JobState, number>
}
export const useHub = () => useQuery(read<HubOverview>('overview'))

export interface Health {
  part: 'database' | 'disk' | 'sandbox' | 'mail' | 'audit'
  isGood: boolean
  value: number | null
  detail: string | null
}
export const useHealth = () => useQuery({ ...read<Health[]>('health'), refetchInterval: 30_000 })

export const JOB_STATES = ['failed', 'running', 'pending', 'ready'] as const
export type JobState = (typeof JOB_STATES)[number]
export interface Job {
  repo: string
  state: JobState
  problems: { config?: string; split?: string; path?: string; code: string; message: string }[]
  createdAt: string
  finishedAt: string | null
}
export const useJobs = (state: JobState) => usePages<Job>(['admin', 'jobs'], `${A}/jobs?state=${state}`)
export const useRetry = () =>
  useChange(
    (repo: string) => send('POST', `/api/datasets/${repo}/jobs/retry`, {}),
    ['admin', 'jobs'],
    ['admin', 'overview'],
  )

export interface Traffic {
  days: { day: string; kind: string; requests: number; bytesOut: number; bytesIn: number }[]
  hours: { hour: string; class: number; requests: number; ms: number }[]
}
export const useTraffic = () => useQuery({ ...read<Traffic>('traffic'), refetchInterval: 60_000 })

export interface Account {
  name: string
  fullname: string
  email: string | null
  isAdmin: boolean
  createdAt: string
  suspended: boolean
  bytes: number
  repos: number
  members: number
}
export const useAccounts = (wanted: { kind: 'user' | 'org'; search: string; suspended: boolean }) => {
  const query = new URLSearchParams({ ...wanted, suspended: String(wanted.suspended), limit: '50' })
  return usePages<Account>(['admin', 'accounts'], `${A}/accounts?${query}`)
}
export const useSuspend = () =>
  useChange(
    ({ name, suspended }: { name: string; suspended: boolean }) =>
      send('PUT', `${A}/users/${encodeURIComponent(name)}`, { suspended }),
    ['admin', 'accounts'],
    ['admin', 'overview'],
  )

export interface Proof {
  whole: boolean
  at: string
  entries: number
  heads: number
  headsInFile: number
  faults: { seq: number; what: string }[]
}
export const useVerify = () =>
  useChange(async () => (await send('POST', `${A}/audit/verify`, {})).json() as Promise<Proof>)

/** Of a user or an organisation, or of one data set. */
export type QuotaWish = ({ namespace: string } | { repo: string }) & {
  storage?: number
  egressDay?: number
  requests?: number
}
export const useSetQuota = () =>
  useChange((wish: QuotaWish) => send('PUT', `${A}/quotas`, wish), ['admin', 'accounts'])
export const useAllVouchers = () => usePages<Voucher>(['admin', 'vouchers'], `${A}/vouchers`)
export const useGiveVoucher = () =>
  useChange(
    (wish: Pick<Voucher, 'kind' | 'budget' | 'expiresAt' | 'note'> & { to: string }) =>
      send('POST', `${A}/vouchers`, wish),
    ['admin', 'vouchers'],
  )
export const useRevokeVoucher = () =>
  useChange((id: number) => send('DELETE', `${A}/vouchers/${id}`), ['admin', 'vouchers'])
