-- E-mail addresses that were proven; the audit bounded and cut. See docs/sign-in.md and docs/audit.md.

-- null: nobody has shown that the address is theirs
alter table namespaces add column email_verified_at timestamptz;
-- Whoever writes another address writes one that is not proven, unless they say at once that it is.
create function email_is_another() returns trigger language plpgsql as $$
begin
  if new.email is distinct from old.email and new.email_verified_at is not distinct from old.email_verified_at then
    new.email_verified_at := null;
  end if;
  return new;
end $$;
create trigger email_is_another before update of email on namespaces
  for each row execute function email_is_another();
-- The code that was mailed last to a user's address; it works once.
create table email_codes (
  user_id    bigint primary key references namespaces on delete cascade,
  email      text not null,
  -- null: it was used
  code_hash  bytea,
  ends_at    timestamptz not null,
  sent_at    timestamptz not null,
  -- since `first_at`
  sent       int not null,
  first_at   timestamptz not null
);

-- Refusals that hid a repo, by who asked and day (UTC): beyond the first of a day those of repos that are not there are
-- counted in `merged` and get no entry of their own.
create table audit_hidden (
  caller  text not null,
  day     date not null,
  count   bigint not null,
  merged  bigint not null default 0,
  primary key (day, caller)
);

-- Where the beginning of the record was cut off after an export: seq and hash of the last entry that went, signed like a head.
create table audit_cuts (
  id         bigint generated always as identity primary key,
  seq        bigint not null unique,
  hash       bytea not null,
  at         timestamptz not null,
  signature  bytea not null
);
create trigger audit_cuts_append_only before update or delete or truncate on audit_cuts
  for each statement execute function audit_is_append_only();

-- `databelt audit prune` says in its transaction that it means to delete.
create or replace function audit_is_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_table_name = 'audit_log' and current_setting('databelt.audit_prune', true) = 'on' then
    return null;
  end if;
  raise exception 'the table % is append-only', tg_table_name;
end $$;

-- discussions_by_author is the same
drop index pull_requests_by_author;
