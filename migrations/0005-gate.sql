-- Who asked for the contents of a gated repo, and what came of it. See docs/access.md.

-- Texts that people accepted, by their SHA-256; they are never changed.
create table terms (
  sha256      bytea primary key,
  content     text not null,
  created_at  timestamptz not null default now()
);

-- One row a person and repo: how it stands now. `asked`: by that person, and not given without a request.
-- An approval holds while `granted_until` is in the future ('infinity': it does not end); a request to renew it leaves it.
create table access_requests (
  id             bigint generated always as identity,
  -- by which reviewers name it
  request_id     uuid not null unique default gen_random_uuid(),
  repo_id        bigint not null references repos on delete cascade,
  user_id        bigint not null references namespaces on delete cascade,
  status         text not null check (status in ('pending', 'accepted', 'rejected')),
  asked          boolean not null default false,
  fields         jsonb not null default '{}',
  terms_sha256   bytea references terms,
  requested_at   timestamptz not null,
  decided_at     timestamptz,
  decided_by     bigint references namespaces on delete set null,
  reason         text,
  granted_until  timestamptz,
  primary key (repo_id, user_id)
);
create index access_requests_by_status on access_requests (repo_id, status, id);
create index access_requests_by_user on access_requests (user_id);

-- What stood in that table before it was changed: who was approved for what must not be lost when they ask anew.
create table access_requests_before (
  id             bigint generated always as identity primary key,
  replaced_at    timestamptz not null,
  request_id     uuid not null,
  repo_id        bigint not null references repos on delete cascade,
  user_id        bigint not null references namespaces on delete cascade,
  status         text not null,
  asked          boolean not null,
  fields         jsonb not null,
  terms_sha256   bytea references terms,
  requested_at   timestamptz not null,
  decided_at     timestamptz,
  decided_by     bigint references namespaces on delete set null,
  reason         text,
  granted_until  timestamptz
);
create index access_requests_before_by_repo on access_requests_before (repo_id, id);
create index access_requests_before_by_user on access_requests_before (user_id);
