import { useQuery } from '@tanstack/react-query'
import { askJson } from './ask.js'

export interface UsageRow {
  day: string
  repo: string | null
  kind: string
  requests: number
  bytesOut: number
  bytesIn: number
}
export interface Quota {
  used: { bytes: number; files: number }
  limit: { bytes: number | null; files: number | null; requests: number | null }
}
export interface Voucher {
  id: number
  namespace: string
  kind: 'storage' | 'egress' | 'sql'
  budget: number
  spent: number
  reserved: number
  note: string
  createdAt: string
  expiresAt: string
  revokedAt: string | null
}

/** `owner`: /api/settings or /api/organizations/NAME. */
export const useQuota = (owner: string) =>
  useQuery({ queryKey: ['quota', owner], queryFn: ({ signal }) => askJson<Quota>(`${owner}/quota`, signal) })
export const useUsage = (owner: string) =>
  useQuery({
    queryKey: ['usage', owner],
    queryFn: ({ signal }) => askJson<UsageRow[]>(`${owner}/usage`, signal),
  })
export const useVouchers = (owner: string) =>
  useQuery({
    queryKey: ['vouchers', owner],
    queryFn: ({ signal }) => askJson<Voucher[]>(`${owner}/vouchers`, signal),
  })

/** A number for each of the last days, also for those without any. */
export function perDay<T extends { day: string }>(
  rows: T[],
  days: number,
  value: (row: T) => number,
  today = new Date(),
) {
  const sums = new Map<string, number>()
  for (const row of rows) sums.set(row.day, (sums.get(row.day) ?? 0) + value(row))
  return Array.from({ length: days }, (_, i) => {
    const at = new Date(today.getTime() - (days - 1 - i) * 86_400_000).toISOString().slice(0, 10)
    return { at, value: sums.get(at) ?? 0 }
  })
}
