import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { DataReport } from '../../core/data-report.js'
import type { OpeningState } from '../../core/opening.js'
import type { OrgRole, Role, TokenScope } from '../../core/policy.js'
import type { RepoType } from '../../core/repo-id.js'
import type { TermsPage } from '../../core/terms-rules.js'

/** The tables of migrations/, as Kysely sees them. bytea is Buffer, bigint is number (below 2^53). */
type Time = ColumnType<Date, Date | undefined, Date>

export interface Tables {
  namespaces: {
    id: Generated<number>
    kind: 'user' | 'org'
    name: string
    full_name: string
    email: string | null
    is_admin: Generated<boolean>
    created_at: Time
    members_public: Generated<boolean>
    suspended_at: Date | null
    email_verified_at: Date | null
    folded: GeneratedAlways<string>
  }
  retired_names: { folded: string; name: string; kind: string; retired_at: Date }
  memberships: { org_id: number; user_id: number; role: OrgRole }
  teams: { id: Generated<number>; org_id: number; name: string; created_at: Date }
  team_members: { team_id: number; org_id: number; user_id: number }
  team_repos: { team_id: number; org_id: number; repo_id: number; role: Role }
  repo_collaborators: { repo_id: number; user_id: number; role: Role }
  invitations: {
    id: Generated<string>
    org_id: number
    user_id: number | null
    email: string | null
    role: OrgRole
    secret_hash: Buffer | null
    invited_by: number | null
    created_at: Date
    expires_at: Date
  }
  repo_transfers: {
    id: Generated<string>
    repo_id: number
    from_id: number
    to_id: number
    name: string
    offered_by: number | null
    created_at: Date
    expires_at: Date
    language: Generated<'en' | 'ko'>
    mail_off: Generated<string[]>
  }
  access_tokens: {
    id: Generated<number>
    user_id: number
    name: string
    token_hash: Buffer
    scope: JSONColumnType<TokenScope>
    created_at: Time
    expires_at: Date | null
    last_used_at: Date | null
  }
  repos: {
    id: Generated<number>
    public_id: string
    type: RepoType
    namespace_id: number
    name: string
    visibility: 'public' | 'private'
    gated: 'auto' | 'manual' | null
    disabled: Generated<boolean>
    opening: Generated<OpeningState>
    embargo_until: Date | null
    opening_reason: string | null
    terms_page: Generated<TermsPage>
    head: Buffer | null
    card: JSONColumnType<Record<string, unknown>> | null
    tags: Generated<string[]>
    downloads: Generated<number>
    likes: Generated<number>
    trend: Generated<number>
    opened_at: Date | null
    discussions_disabled: Generated<boolean>
    next_number: Generated<number>
    creator_id: number | null
    created_at: Time
    modified_at: Time
  }
  repo_terms: {
    repo_id: number
    version: number
    document: JSONColumnType<Record<string, unknown>>
    page: Generated<string>
    set_by: number | null
    set_at: Date
  }
  opening_steps: {
    id: Generated<number>
    repo_id: number
    from_state: OpeningState
    to_state: OpeningState
    embargo_until: Date | null
    reason: string | null
    actor_id: number | null
    at: Date
  }
  use_reports: { id: Generated<number>; repo_id: number; user_id: number; content: string; filed_at: Date }
  repo_redirects: { type: RepoType; namespace: string; name: string; repo_id: number }
  refs: { repo_id: number; name: string; target: Buffer; commit: Buffer; updated_at: Time }
  git_commits: {
    repo_id: number
    oid: Buffer
    seq: Generated<number>
    tree: Buffer
    parents: Buffer[]
    title: string
    message: string
    author_name: string
    committed_at: Date
    content: Buffer
    request_hash: Buffer | null
    stored_at: Time
  }
  git_trees: { repo_id: number; oid: Buffer; entry_count: number; page_index: Buffer; stored_at: Time }
  git_tree_pages: { repo_id: number; hash: Buffer; content: Buffer; stored_at: Time }
  git_blobs: {
    repo_id: number
    oid: Buffer
    size: number
    content: Buffer | null
    sha256: Buffer | null
    lfs_sha256: Buffer | null
    lfs_size: number | null
    stored_at: Time
    charged: Generated<boolean>
  }
  git_tags: { repo_id: number; oid: Buffer; content: Buffer; stored_at: Time }
  commit_changes: {
    repo_id: number
    path: string
    commit_seq: number
    old_oid: Buffer | null
    new_oid: Buffer | null
  }
  blobs: {
    sha256: Buffer
    size: number
    block_crcs: Buffer
    state: Generated<'stored' | 'condemned' | 'quarantined'>
    stored_at: Time
    condemned_at: Date | null
    scrubbed_at: Date | null
    whole: Generated<boolean>
    xet_hash: Buffer | null
    packed_at: Date | null
  }
  xorbs: {
    hash: Buffer
    sha256: Buffer
    chunk_index: Buffer
    leased_at: Time
  }
  sent_xorbs: { repo_id: number; user_id: number; xorb: Buffer; sent_at: Time }
  xet_files: { hash: Buffer; sha256: Buffer; size: number; terms: Buffer; registered_at: Time }
  xet_file_xorbs: { xorb: Buffer; file: Buffer; ranges: Buffer }
  xet_chunks: { chunk: Buffer; xorb: Buffer }
  repo_blobs: { repo_id: number; sha256: Buffer; committed_at: Time; derived: Generated<boolean> }
  pending_blobs: { repo_id: number; user_id: number; sha256: Buffer; sent_at: Time }
  multipart_uploads: {
    id: string
    repo_id: number
    user_id: number
    sha256: Buffer
    size: number
    part_bytes: number
    created_at: Time
  }
  discussions: {
    repo_id: number
    num: number
    title: string
    author_id: number | null
    base_ref: string | null
    status: Generated<string>
    created_at: Time
    report: JSONColumnType<DataReport> | null
    request_hash: Buffer | null
    event_count: Generated<number>
    text_bytes: Generated<number>
  }
  discussion_events: {
    id: Generated<number>
    public_id: Generated<string>
    repo_id: number
    num: number
    type: string
    author_id: number | null
    created_at: Date
    content: string | null
    edited_at: Date | null
    edited_by: number | null
    data: JSONColumnType<Record<string, string>> | null
  }
  comment_versions: {
    id: Generated<number>
    event_id: number
    content: string
    written_at: Date
    author_id: number | null
  }
  likes: { id: Generated<number>; repo_id: number; user_id: number; liked_at: Date }
  follows: { id: Generated<number>; follower_id: number; followed_id: number; followed_at: Date }
  events: {
    seq: Generated<number>
    at: Date
    type: string
    repo_id: number | null
    actor_id: number | null
    payload: JSONColumnType<Record<string, unknown>>
  }
  catalogue: {
    repo_id: number
    type: RepoType
    namespace_id: number
    name: string
    visibility: 'public' | 'private'
    disabled: boolean
    downloads: number
    created_at: Date
    modified_at: Date
    rules: number
    slot: number
    title: string
    facets: string[]
    formats: string[]
    heading: string
    document: string
    body: string
  }
  catalogue_words: { word: string; spelling: string }
  sign_in_challenges: {
    hash: Buffer
    kind: string
    address: string
    payload: JSONColumnType<Record<string, unknown>>
    expires_at: Date
  }
  passkeys: {
    id: Generated<number>
    user_id: number
    credential_id: Buffer
    public_key: Buffer
    rp_id: string
    counter: number
    transports: string[]
    name: string
    backed_up: boolean
    created_at: Date
    last_used_at: ColumnType<Date | null, never, Date>
  }
  identities: {
    id: Generated<number>
    user_id: number
    issuer: string
    subject: string
    email: string | null
    claims: JSONColumnType<Record<string, string>>
    created_at: Date
    last_used_at: Date
  }
  person_attributes: {
    user_id: number
    name: 'country' | 'affiliation'
    value: string
    asserted_by: string
    at: Date
  }
  audit_inbox: { id: Generated<number>; entry: JSONColumnType<object> }
  audit_log: {
    seq: number
    entry: string
    hash: Buffer
    at: Date
    user_id: number | null
    repo_ids: number[]
    names: string[]
  }
  audit_heads: { id: Generated<number>; seq: number; hash: Buffer; at: Date; signature: Buffer }
  webhooks: {
    id: Generated<number>
    public_id: string
    owner_id: number
    url: string
    secret: Buffer | null
    domains: string[]
    disabled: Generated<boolean>
    failures: Generated<number>
    failing_since: Date | null
    busy_until: Date | null
    created_at: Date
  }
  webhook_watched: {
    webhook_id: number
    type: string
    name: string
    repo_id: number | null
    namespace_id: number | null
  }
  webhook_deliveries: {
    id: Generated<number>
    public_id: Generated<string>
    webhook_id: number
    event_seq: number | null
    state: Generated<'waiting' | 'delivered' | 'failed' | 'dropped'>
    attempts: Generated<number>
    next_at: Date
    tried_at: Date | null
    status: number | null
    error: string | null
    created_at: Date
  }
  mail_outbox: {
    id: Generated<number>
    public_id: Generated<string>
    to_user: number
    kind: string
    params: JSONColumnType<Record<string, unknown>>
    once: string | null
    state: Generated<'waiting' | 'sent' | 'failed' | 'dropped'>
    attempts: Generated<number>
    next_at: Date
    busy_until: Date | null
    error: string | null
    created_at: Date
  }
  repo_usage: { repo_id: number; namespace_id: number; bytes: Generated<number>; files: Generated<number> }
  namespace_usage: { namespace_id: number; bytes: Generated<number>; files: Generated<number> }
  quotas: {
    id: Generated<number>
    namespace_id: number | null
    repo_id: number | null
    storage: number | null
    files: number | null
    egress_day: number | null
    egress_month: number | null
    requests: number | null
  }
  rate_counts: { key: string; window: number; count: number }
  usage_daily: {
    day: string
    namespace_id: number
    repo_id: number
    who: string
    kind: string
    requests: number
    bytes_out: number
    bytes_in: number
    sql_ms: number
  }
  sql_free: { day: string; payer: string; ms: number }
  vouchers: {
    id: Generated<number>
    namespace_id: number
    kind: 'storage' | 'egress' | 'sql'
    budget: number
    spent: Generated<number>
    reserved: Generated<number>
    granted_by: number | null
    note: Generated<string>
    created_at: Date
    expires_at: Date
    revoked_at: Date | null
  }
  voucher_entries: {
    id: Generated<number>
    voucher_id: number
    at: Date
    act: 'reserve' | 'settle' | 'release'
    amount: number
    of: number | null
    reason: string
    reference: string
    deadline: Date | null
    closed_at: Date | null
  }
  hub_secrets: { name: string; value: Buffer }
}

export const toBytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
export const toHex = (bytes: Buffer): string => bytes.toString('hex')
