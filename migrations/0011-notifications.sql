-- Webhooks, mail, and the cursors by which they follow the event log. See docs/notifications.md.

-- The transaction that wrote an event. Of two events the one with the lower `seq` may be seen later, since its
-- transaction ended later; in the order (tx, seq), below the oldest transaction that still runs, nothing comes later.
alter table events add column tx xid8 not null default '0'::xid8;
alter table events alter column tx set default pg_current_xact_id();
create index events_by_tx on events (tx, seq);

-- How far each follower is. Both begin behind the events of before.
create table delivery_cursors (
  name  text primary key,
  tx    xid8 not null,
  seq   bigint not null
);
insert into delivery_cursors (name, tx, seq)
  select name, '0'::xid8, (select coalesce(max(seq), 0) from events) from unnest(array['webhooks', 'mail']) name;

create table webhooks (
  id             bigint generated always as identity primary key,
  public_id      text not null unique,
  owner_id       bigint not null references namespaces on delete cascade,
  url            text not null,
  -- sealed, see src/codecs/sealed.ts
  secret         bytea,
  domains        text[] not null,
  disabled       boolean not null default false,
  -- tries in a row that failed, and since when
  failures       int not null default 0,
  failing_since  timestamptz,
  -- a process delivers for it until then
  busy_until     timestamptz,
  created_at     timestamptz not null
);
create index webhooks_by_owner on webhooks (owner_id, id);

-- A repo that is deleted stays watched, so that its end can be told; so no reference to repos.
create table webhook_watched (
  webhook_id    bigint not null references webhooks on delete cascade,
  type          text not null check (type in ('dataset', 'model', 'user', 'org')),
  name          text not null,
  repo_id       bigint,
  namespace_id  bigint references namespaces on delete cascade,
  check ((repo_id is null) <> (namespace_id is null))
);
create index webhook_watched_by_webhook on webhook_watched (webhook_id);
create index webhook_watched_by_repo on webhook_watched (repo_id) where repo_id is not null;
create index webhook_watched_by_namespace on webhook_watched (namespace_id) where namespace_id is not null;

-- event_seq null: a test. What is sent is made of the event when it is sent.
create table webhook_deliveries (
  id          bigint generated always as identity primary key,
  public_id   uuid not null unique default gen_random_uuid(),
  webhook_id  bigint not null references webhooks on delete cascade,
  event_seq   bigint,
  state       text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'dropped')),
  attempts    int not null default 0,
  next_at     timestamptz not null,
  tried_at    timestamptz,
  status      int,
  error       text,
  created_at  timestamptz not null
);
create index webhook_deliveries_by_webhook on webhook_deliveries (webhook_id, id);
create index webhook_deliveries_waiting on webhook_deliveries (webhook_id, next_at) where state = 'waiting';
create index webhook_deliveries_by_time on webhook_deliveries (created_at);

alter table namespaces add column language text not null default 'en' check (language in ('en', 'ko'));
-- kinds of mail that a user does not want
alter table namespaces add column mail_off text[] not null default '{}';

-- `once`: a mail with that key is written once. Parameters are ids; names are looked up when it is sent.
create table mail_outbox (
  id          bigint generated always as identity primary key,
  public_id   uuid not null default gen_random_uuid(),
  to_user     bigint not null references namespaces on delete cascade,
  kind        text not null,
  params      jsonb not null,
  once        text unique,
  state       text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'dropped')),
  attempts    int not null default 0,
  next_at     timestamptz not null,
  busy_until  timestamptz,
  error       text,
  created_at  timestamptz not null
);
create index mail_outbox_waiting on mail_outbox (next_at) where state = 'waiting';
create index mail_outbox_by_user on mail_outbox (to_user);
create index mail_outbox_by_time on mail_outbox (created_at);
create index access_requests_by_end on access_requests (granted_until) where status = 'accepted';
