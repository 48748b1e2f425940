/** Every setting of the hub: one row each. `databelt config` shows them, `env.ts` reads them. */
export interface Setting {
  /** Environment variable. */
  env: string
  /** Flag of `databelt serve`, without dashes; none for secrets, which other users could see in a process list. */
  flag?: string
  kind: 'text' | 'count' | 'bytes' | 'switch'
  fallback?: string
  secret?: boolean
  about: string
}

export const SETTINGS = {
  port: { env: 'DATABELT_PORT', flag: 'port', kind: 'count', fallback: '7070', about: 'Port of the hub.' },
  host: {
    env: 'DATABELT_HOST',
    flag: 'host',
    kind: 'text',
    fallback: 'localhost',
    about: 'Address to listen on; 0.0.0.0 for all.',
  },
  data: {
    env: 'DATABELT_DATA',
    flag: 'data',
    kind: 'text',
    fallback: 'databelt-data',
    about: 'Folder for everything the hub keeps.',
  },
  publicUrl: {
    env: 'DATABELT_PUBLIC_URL',
    flag: 'public-url',
    kind: 'text',
    about: 'Address that clients see, such as https://hub.example.org. Default: what each request says.',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    kind: 'text',
    secret: true,
    about: 'PostgreSQL 15 or newer to use instead of the embedded one, as postgres://...',
  },
  databaseConnections: {
    env: 'DATABELT_DATABASE_CONNECTIONS',
    flag: 'database-connections',
    kind: 'count',
    fallback: '20',
    about: 'Most connections to PostgreSQL from this process.',
  },
  adminToken: {
    env: 'DATABELT_ADMIN_TOKEN',
    kind: 'text',
    secret: true,
    about: "The first administrator's token. Default: generated, and shown once.",
  },
  adminSecondFactor: {
    env: 'DATABELT_ADMIN_SECOND_FACTOR',
    flag: 'admin-second-factor',
    kind: 'switch',
    fallback: 'true',
    about: 'Administrators who sign in without a second factor act as ordinary users.',
  },
  signUp: {
    env: 'DATABELT_SIGN_UP',
    flag: 'sign-up',
    kind: 'switch',
    fallback: 'false',
    about: 'Anybody may make themselves a user.',
  },
  badTokens: {
    env: 'DATABELT_BAD_TOKENS',
    flag: 'bad-tokens',
    kind: 'count',
    fallback: '100',
    about: 'Most wrong tokens a minute from one network; more are answered 429.',
  },
  country: {
    env: 'DATABELT_COUNTRY',
    flag: 'country',
    kind: 'text',
    about: 'Country where the bytes are kept (ISO 3166-1, such as KR). Terms of use may ask for it.',
  },
  healthPort: {
    env: 'DATABELT_HEALTH_PORT',
    flag: 'health-port',
    kind: 'count',
    about: 'A port of its own for /healthz, /readyz and /metrics, which stays quick when the hub is busy.',
  },
  trustProxy: {
    env: 'DATABELT_TRUST_PROXY',
    flag: 'trust-proxy',
    kind: 'switch',
    fallback: 'false',
    about: 'Believe X-Forwarded-Host, -Proto and -For. Only, and always, behind a proxy that sets them.',
  },
  logLevel: {
    env: 'DATABELT_LOG_LEVEL',
    flag: 'log-level',
    kind: 'text',
    fallback: 'warn',
    about: 'error, warn, info (a line per request) or debug.',
  },
  sample: {
    env: 'DATABELT_SAMPLE',
    flag: 'sample',
    kind: 'switch',
    fallback: 'true',
    about: 'Publish a small data set on the first start.',
  },
  regularFileBytes: {
    env: 'DATABELT_REGULAR_FILE_BYTES',
    flag: 'regular-file-bytes',
    kind: 'bytes',
    fallback: '10MiB',
    about: 'Larger files must come by LFS.',
  },
  commitOperations: {
    env: 'DATABELT_COMMIT_OPERATIONS',
    flag: 'commit-operations',
    kind: 'count',
    fallback: '100000',
    about: 'Most files that one commit may change.',
  },
  uploadBytes: {
    env: 'DATABELT_UPLOAD_BYTES',
    flag: 'upload-bytes',
    kind: 'bytes',
    fallback: '1TiB',
    about: 'Largest LFS object.',
  },
  lfsPartBytes: {
    env: 'DATABELT_LFS_PART_BYTES',
    flag: 'lfs-part-bytes',
    kind: 'bytes',
    fallback: '1GiB',
    about: 'Larger LFS objects are sent in parts of this size, by clients that can.',
  },
  packBytes: {
    env: 'DATABELT_PACK_BYTES',
    flag: 'pack-bytes',
    kind: 'bytes',
    fallback: '8GiB',
    about: 'Largest git push, without its LFS objects.',
  },
  minFreeBytes: {
    env: 'DATABELT_MIN_FREE_BYTES',
    flag: 'min-free-bytes',
    kind: 'bytes',
    fallback: '256MiB',
    about: 'Disk space that uploads leave free; below it they get 507.',
  },
  gcGraceHours: {
    env: 'DATABELT_GC_GRACE_HOURS',
    flag: 'gc-grace-hours',
    kind: 'count',
    fallback: '48',
    about: 'Garbage collection spares what is younger than this.',
  },
  xorbGraceDays: {
    env: 'DATABELT_XORB_GRACE_DAYS',
    flag: 'xorb-grace-days',
    kind: 'count',
    fallback: '30',
    about:
      'Garbage collection spares packs of chunks that were in use since. Clients remember them for three weeks.',
  },
  sandboxMemory: {
    env: 'DATABELT_SANDBOX_MEMORY',
    flag: 'sandbox-memory',
    kind: 'bytes',
    fallback: '4GiB',
    about: 'Most memory of one process that reads files or answers a query.',
  },
  sandboxes: {
    env: 'DATABELT_SANDBOXES',
    flag: 'sandboxes',
    kind: 'count',
    fallback: '16',
    about: 'Most processes at once that read files or answer queries.',
  },
  spareSandboxes: {
    env: 'DATABELT_SPARE_SANDBOXES',
    flag: 'spare-sandboxes',
    kind: 'count',
    fallback: '1',
    about: 'Such processes started ahead, so that a query need not wait for one.',
  },
  tableCacheBytes: {
    env: 'DATABELT_TABLE_CACHE_BYTES',
    flag: 'table-cache-bytes',
    kind: 'bytes',
    fallback: '50GiB',
    about: 'Disk space for tables put together from chunks, to be queried.',
  },
  buildTables: {
    env: 'DATABELT_BUILD_TABLES',
    flag: 'build-tables',
    kind: 'switch',
    fallback: 'true',
    about: 'Make tables of the files of data sets, in this process.',
  },
  sqlSeconds: {
    env: 'DATABELT_SQL_SECONDS',
    flag: 'sql-seconds',
    kind: 'count',
    fallback: '30',
    about: 'Time of a query, without the time that its reader lets it wait.',
  },
  sqlRows: {
    env: 'DATABELT_SQL_ROWS',
    flag: 'sql-rows',
    kind: 'count',
    fallback: '1000000',
    about: 'Most rows of the result of a query.',
  },
  sqlBytes: {
    env: 'DATABELT_SQL_BYTES',
    flag: 'sql-bytes',
    kind: 'bytes',
    fallback: '1GiB',
    about: 'Most bytes of the result of a query.',
  },
  sqlTempBytes: {
    env: 'DATABELT_SQL_TEMP_BYTES',
    flag: 'sql-temp-bytes',
    kind: 'bytes',
    fallback: '4GiB',
    about: 'Most disk space that a query takes while it sorts and groups.',
  },
  sqlQueries: {
    env: 'DATABELT_SQL_QUERIES',
    flag: 'sql-queries',
    kind: 'count',
    fallback: '8',
    about: 'Most queries at once.',
  },
  sqlQueriesEach: {
    env: 'DATABELT_SQL_QUERIES_EACH',
    flag: 'sql-queries-each',
    kind: 'count',
    fallback: '2',
    about: 'Most queries at once of one user, or of one address for those without a token.',
  },
  oidcFile: {
    env: 'DATABELT_OIDC_FILE',
    flag: 'oidc-file',
    kind: 'text',
    about:
      'A file that names the providers of OpenID Connect to sign in with; see docs/passkeys-and-providers.md.',
  },
  egressAllow: {
    env: 'DATABELT_EGRESS_ALLOW',
    flag: 'egress-allow',
    kind: 'text',
    about:
      'Origins (http://receiver.internal:8080) and networks (10.1.0.0/16) that webhooks may reach although they are private, by commas.',
  },
  smtpUrl: {
    env: 'DATABELT_SMTP_URL',
    kind: 'text',
    secret: true,
    about: 'Mail server, as smtp://user:password@host:587 or smtps://... Without it no mail is sent.',
  },
  mailFrom: {
    env: 'DATABELT_MAIL_FROM',
    flag: 'mail-from',
    kind: 'text',
    about: 'Sender of mail, such as Databelt <hub@example.org>.',
  },
  notify: {
    env: 'DATABELT_NOTIFY',
    flag: 'notify',
    kind: 'switch',
    fallback: 'true',
    about: 'Send webhooks and mail, in this process.',
  },
  userStorage: {
    env: 'DATABELT_USER_STORAGE',
    flag: 'user-storage',
    kind: 'bytes',
    fallback: '0',
    about: 'Most bytes of the repositories of one user; 0 for no limit.',
  },
  orgStorage: {
    env: 'DATABELT_ORG_STORAGE',
    flag: 'org-storage',
    kind: 'bytes',
    fallback: '0',
    about: 'Most bytes of the repositories of one organisation; 0 for no limit.',
  },
  repoStorage: {
    env: 'DATABELT_REPO_STORAGE',
    flag: 'repo-storage',
    kind: 'bytes',
    fallback: '0',
    about: 'Most bytes of one repository; 0 for no limit.',
  },
  repoFiles: {
    env: 'DATABELT_REPO_FILES',
    flag: 'repo-files',
    kind: 'count',
    fallback: '0',
    about: 'Most versions of files of one repository; 0 for no limit.',
  },
  rateAnonymous: {
    env: 'DATABELT_RATE_ANONYMOUS',
    flag: 'rate-anonymous',
    kind: 'text',
    fallback: '3000/30000/1000',
    about:
      'Most requests in five minutes of one address without a token, as api/resolvers/pages; 0 for no limit.',
  },
  rateUsers: {
    env: 'DATABELT_RATE_USERS',
    flag: 'rate-users',
    kind: 'text',
    fallback: '30000/300000/10000',
    about: 'The same for one user. Administrators have no limit.',
  },
  egressDay: {
    env: 'DATABELT_EGRESS_DAY',
    flag: 'egress-day',
    kind: 'bytes',
    fallback: '0',
    about: 'Most bytes a day that others than its members download from one owner; 0 for no limit.',
  },
  egressMonth: {
    env: 'DATABELT_EGRESS_MONTH',
    flag: 'egress-month',
    kind: 'bytes',
    fallback: '0',
    about: 'The same for a month.',
  },
  sqlFreeSeconds: {
    env: 'DATABELT_SQL_FREE_SECONDS_PER_DAY',
    flag: 'sql-free-seconds-per-day',
    kind: 'count',
    fallback: '0',
    about:
      'Time of queries a day of one user, or of one address without a token, that needs no voucher; 0 for no limit.',
  },
  maintenance: {
    env: 'DATABELT_MAINTENANCE',
    flag: 'maintenance',
    kind: 'switch',
    fallback: 'true',
    about: 'Seal the audit, collect garbage and scrub stored bytes, in this process.',
  },
} as const satisfies Record<string, Setting>

/** Variables of commands that speak to a hub, wherever it is. */
export const CLIENT_VARIABLES = { hub: 'DATABELT_HUB', token: 'DATABELT_TOKEN' } as const

/** Variables that tests read; the hub passes them over. */
export const TEST_VARIABLES = [
  'DATABELT_TEST_DATA',
  'DATABELT_REQUIRE_ALL',
  'DATABELT_TEST_DATABASE_URL',
  'DATABELT_COMPAT_SMALL',
  'DATABELT_COMPAT_KEEP',
  'DATABELT_COMPAT_VENVS',
  'DATABELT_COMPAT_CLIENT',
]
export type SettingName = keyof typeof SETTINGS
