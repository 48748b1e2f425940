-- The record of who saw what, and of administrative acts. See docs/audit.md.

-- Where entries land: in the transaction of an act, or before data leaves. The sealer moves them on, in order of id.
create table audit_inbox (
  id     bigint generated always as identity primary key,
  entry  jsonb not null
);

-- The chain: hash = SHA-256(hash of the entry before || entry). `entry` is canonical JSON; the columns after it are taken
-- from it, to find entries by.
create table audit_log (
  seq       bigint primary key,
  entry     text not null,
  hash      bytea not null,
  at        timestamptz not null,
  user_id   bigint,
  repo_ids  bigint[] not null,
  -- lower(namespace/name) of repos as they were asked for and as they were called
  names     text[] not null
);
create index audit_log_by_user on audit_log (user_id, seq);
create index audit_log_by_repo on audit_log using gin (repo_ids);
create index audit_log_by_name on audit_log using gin (names);
create index audit_log_by_time on audit_log using brin (at);

-- Signed statements of how far the chain was and what its last hash was; the same lines are in a file beside the database.
create table audit_heads (
  id         bigint generated always as identity primary key,
  seq        bigint not null,
  hash       bytea not null,
  at         timestamptz not null,
  signature  bytea not null
);

-- A second wall: the program never does this, so whoever does makes a mistake or means harm.
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the table % is append-only', tg_table_name;
end $$;
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function audit_is_append_only();
create trigger audit_heads_append_only before update or delete or truncate on audit_heads
  for each statement execute function audit_is_append_only();
