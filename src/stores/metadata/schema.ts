import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { DataReport } from '../../core/data-report.js'
import type { Role, TokenScope } from '../../core/policy.js'
import type { RepoType } from '../../core/repo-id.js'

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
  }
  memberships: { org_id: number; user_id: number; role: Role }
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
    head: Buffer | null
    card: JSONColumnType<Record<string, unknown>> | null
    tags: Generated<string[]>
    downloads: Generated<number>
    likes: Generated<number>
    discussions_disabled: Generated<boolean>
    next_number: Generated<number>
    created_at: Time
    modified_at: Time
  }
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
  hub_secrets: { name: string; value: Buffer }
}

export const toBytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
export const toHex = (bytes: Buffer): string => bytes.toString('hex')
