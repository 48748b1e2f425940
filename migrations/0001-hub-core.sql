-- The facts of a hub. Object ids and hashes are raw bytes: SHA-1 (20) for git, SHA-256 (32) for blobs.
-- Text that is compared by bytes (paths, ref names) has the "C" collation, so that prefix scans use the index.

create table namespaces (
  id          bigint generated always as identity primary key,
  kind        text not null check (kind in ('user', 'org')),
  name        text not null,
  full_name   text not null,
  email       text,
  is_admin    boolean not null default false,
  created_at  timestamptz not null default now()
);
create unique index namespaces_by_name on namespaces (lower(name));

create table memberships (
  org_id   bigint not null references namespaces on delete cascade,
  user_id  bigint not null references namespaces on delete cascade,
  role     text not null check (role in ('read', 'write', 'admin')),
  primary key (org_id, user_id)
);
create index memberships_by_user on memberships (user_id);

-- Only the SHA-256 of a token is kept; the token itself is shown once.
create table access_tokens (
  id            bigint generated always as identity primary key,
  user_id       bigint not null references namespaces on delete cascade,
  name          text not null,
  token_hash    bytea not null unique,
  scope         jsonb not null,
  created_at    timestamptz not null default now(),
  expires_at    timestamptz,
  last_used_at  timestamptz
);
create unique index access_tokens_by_name on access_tokens (user_id, name);

create table repos (
  id            bigint generated always as identity primary key,
  public_id     text not null unique,
  type          text not null check (type in ('model', 'dataset')),
  namespace_id  bigint not null references namespaces,
  name          text not null,
  visibility    text not null check (visibility in ('public', 'private')),
  gated         text check (gated in ('auto', 'manual')),
  disabled      boolean not null default false,
  head          bytea,
  card          json,
  tags          text[] not null default '{}',
  downloads     bigint not null default 0,
  next_number   int not null default 1,
  created_at    timestamptz not null default now(),
  modified_at   timestamptz not null default now()
);
create unique index repos_by_name on repos (type, namespace_id, lower(name));
create index repos_by_modified on repos (type, modified_at desc, id desc);
create index repos_by_tag on repos using gin (tags);

-- Old names of moved repos, answered with a redirect.
create table repo_redirects (
  type       text not null,
  namespace  text not null,
  name       text not null,
  repo_id    bigint not null references repos on delete cascade,
  primary key (type, namespace, name)
);

-- target is what git advertises (a tag object for annotated tags), commit is what it peels to.
create table refs (
  repo_id     bigint not null references repos on delete cascade,
  name        text collate "C" not null,
  target      bytea not null,
  commit      bytea not null,
  updated_at  timestamptz not null default now(),
  primary key (repo_id, name)
);

create table git_commits (
  repo_id       bigint not null references repos on delete cascade,
  oid           bytea not null,
  seq           bigint generated always as identity,
  tree          bytea not null,
  parents       bytea[] not null,
  title         text not null,
  message       text not null,
  author_name   text not null,
  committed_at  timestamptz not null,
  content       bytea not null,
  request_hash  bytea,
  stored_at     timestamptz not null default now(),
  primary key (repo_id, oid)
);
create unique index git_commits_by_seq on git_commits (seq);
create index git_commits_by_request on git_commits (repo_id, request_hash) where request_hash is not null;

-- A tree is a list of pages; the pages joined are the exact bytes of the git tree object.
create table git_trees (
  repo_id      bigint not null references repos on delete cascade,
  oid          bytea not null,
  entry_count  int not null,
  page_index   bytea not null,
  stored_at    timestamptz not null default now(),
  primary key (repo_id, oid)
);
create table git_tree_pages (
  repo_id    bigint not null references repos on delete cascade,
  hash       bytea not null,
  content    bytea not null,
  stored_at  timestamptz not null default now(),
  primary key (repo_id, hash)
);

-- Small content is in the row; bigger content is the blob named by sha256. A pointer file has lfs_*.
create table git_blobs (
  repo_id     bigint not null references repos on delete cascade,
  oid         bytea not null,
  size        bigint not null,
  content     bytea,
  sha256      bytea,
  lfs_sha256  bytea,
  lfs_size    bigint,
  stored_at   timestamptz not null default now(),
  primary key (repo_id, oid),
  check ((content is null) <> (sha256 is null))
);
alter table git_blobs alter column content set storage external;
create index git_blobs_by_sha256 on git_blobs (sha256) where sha256 is not null;
create index git_blobs_by_lfs on git_blobs (lfs_sha256) where lfs_sha256 is not null;

create table git_tags (
  repo_id    bigint not null references repos on delete cascade,
  oid        bytea not null,
  content    bytea not null,
  stored_at  timestamptz not null default now(),
  primary key (repo_id, oid)
);

-- What each commit changed against its first parent; null old = added, null new = deleted.
create table commit_changes (
  repo_id     bigint not null references repos on delete cascade,
  path        text collate "C" not null,
  commit_seq  bigint not null,
  old_oid     bytea,
  new_oid     bytea,
  primary key (repo_id, path, commit_seq)
);
create index commit_changes_by_commit on commit_changes (repo_id, commit_seq);

-- Bytes in the blob store. block_crcs: CRC-32 of each 1 MiB block, 4 bytes each, checked on every read.
-- state: 'stored'; 'condemned' by gc mark, to be swept; 'quarantined' after a failed check.
create table blobs (
  sha256        bytea primary key,
  size          bigint not null,
  block_crcs    bytea not null,
  state         text not null default 'stored' check (state in ('stored', 'condemned', 'quarantined')),
  stored_at     timestamptz not null default now(),
  condemned_at  timestamptz,
  scrubbed_at   timestamptz
);
create index blobs_condemned on blobs (condemned_at) where state = 'condemned';

-- The right to link bytes: repo_blobs for what commits of a repo hold, pending_blobs for what one user just sent.
create table repo_blobs (
  repo_id       bigint not null references repos on delete cascade,
  sha256        bytea not null references blobs,
  committed_at  timestamptz not null default now(),
  primary key (repo_id, sha256)
);
create index repo_blobs_by_sha256 on repo_blobs (sha256);
create table pending_blobs (
  repo_id  bigint not null references repos on delete cascade,
  user_id  bigint not null references namespaces on delete cascade,
  sha256   bytea not null references blobs,
  sent_at  timestamptz not null default now(),
  primary key (repo_id, user_id, sha256)
);
create index pending_blobs_by_sha256 on pending_blobs (sha256);

create table multipart_uploads (
  id          uuid primary key,
  repo_id     bigint not null references repos on delete cascade,
  user_id     bigint not null references namespaces on delete cascade,
  sha256      bytea not null,
  size        bigint not null,
  part_bytes  bigint not null,
  created_at  timestamptz not null default now()
);
create unique index multipart_uploads_by_object on multipart_uploads (repo_id, user_id, sha256);

create table pull_requests (
  repo_id     bigint not null references repos on delete cascade,
  num         int not null,
  title       text not null,
  author_id   bigint references namespaces,
  base_ref    text not null,
  status      text not null default 'open',
  created_at  timestamptz not null default now(),
  primary key (repo_id, num)
);

-- The append-only record of what happened; workers and, later, peers read it in order of seq.
create table events (
  seq       bigint generated always as identity primary key,
  at        timestamptz not null,
  type      text not null,
  repo_id   bigint,
  actor_id  bigint,
  payload   jsonb not null
);

create table hub_secrets (
  name   text primary key,
  value  bytea not null
);
