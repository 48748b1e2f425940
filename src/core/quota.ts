/** What a repo or a namespace keeps: logical bytes, and the versions of files they belong to. */
export interface Amount {
  bytes: number
  files: number
}

/** Limits of the hub's settings; 0: none. Egress is in bytes, of one namespace. */
export interface QuotaDefaults {
  userStorage: number
  orgStorage: number
  repoStorage: number
  repoFiles: number
  egressDay: number
  egressMonth: number
  /** Milliseconds of queries a day and user that need no voucher. */
  sqlFreeMs: number
}

/** Limits of one namespace or repo. null: the hub's setting holds; 0: none. */
export interface OwnQuota {
  storage: number | null
  files: number | null
  egressDay: number | null
  egressMonth: number | null
  /** In a window of rate limits, by others than members. No setting limits these. */
  requests: number | null
}

/** Limits that hold; 0: none. */
export interface Limits extends Amount {
  requests: number
}

/** How full something is. */
export interface Fill {
  /** As people call it. */
  name: string
  used: Amount
  limit: Limits
}

export const VOUCHER_KINDS = ['storage', 'egress', 'sql'] as const
/** What a voucher pays: bytes kept, bytes sent, milliseconds of queries. */
export type VoucherKind = (typeof VOUCHER_KINDS)[number]

/** Limits of a repo, and of the namespace with the vouchers that it holds now. A voucher extends a limit; it makes none. */
export function storageLimits(
  defaults: QuotaDefaults,
  kind: 'user' | 'org',
  own: { repo: OwnQuota; namespace: OwnQuota; voucherBytes: number },
): { repo: Limits; namespace: Limits } {
  const base = own.namespace.storage ?? (kind === 'org' ? defaults.orgStorage : defaults.userStorage)
  return {
    repo: {
      bytes: own.repo.storage ?? defaults.repoStorage,
      files: own.repo.files ?? defaults.repoFiles,
      requests: own.repo.requests ?? 0,
    },
    namespace: {
      bytes: base === 0 ? 0 : base + own.voucherBytes,
      files: own.namespace.files ?? 0,
      requests: own.namespace.requests ?? 0,
    },
  }
}

/** Which limit `more` would pass. What is over its limit already takes nothing more, but keeps what it has. */
export function overrun({ used, limit }: Fill, more: Amount): keyof Amount | undefined {
  if (limit.bytes > 0 && more.bytes > 0 && used.bytes + more.bytes > limit.bytes) return 'bytes'
  if (limit.files > 0 && more.files > 0 && used.files + more.files > limit.files) return 'files'
  return undefined
}

/** Whether what is kept of it is limited. */
export const isLimited = (limit: Amount): boolean => limit.bytes > 0 || limit.files > 0
