-- How people prove who they are. Secrets are kept as SHA-256 (they are random) or argon2id (they are chosen). See docs/sign-in.md.

create table sessions (
  id            bigint generated always as identity primary key,
  user_id       bigint not null references namespaces on delete cascade,
  secret_hash   bytea not null unique,
  -- password, passkey, oidc:NAME
  how           text not null,
  -- with a second factor, or a passkey that verified its person
  is_strong     boolean not null,
  -- when the person last proved who they are
  signed_in_at  timestamptz not null,
  last_seen_at  timestamptz not null,
  ends_at       timestamptz not null,
  address       text not null,
  user_agent    text not null
);
create index sessions_by_user on sessions (user_id, id);
create index sessions_by_end on sessions (ends_at);

create table passwords (
  user_id     bigint primary key references namespaces on delete cascade,
  hash        text not null,
  changed_at  timestamptz not null
);

-- Sealed secrets of one-time codes. `last_step`: the time step of the last code that was taken, so that none works twice.
create table second_factors (
  user_id       bigint primary key references namespaces on delete cascade,
  secret        bytea not null,
  last_step     bigint not null default 0,
  created_at    timestamptz not null,
  confirmed_at  timestamptz
);
create table recovery_codes (
  user_id    bigint not null references namespaces on delete cascade,
  code_hash  bytea not null,
  primary key (user_id, code_hash)
);

-- Links by which a person sets a password once.
create table account_links (
  secret_hash  bytea primary key,
  user_id      bigint not null references namespaces on delete cascade,
  ends_at      timestamptz not null
);
create index account_links_by_user on account_links (user_id);

-- Attempts that failed, by who was named and from where; see docs/sign-in.md.
create table sign_in_failures (
  key       bytea primary key,
  failures  int not null,
  last_at   timestamptz not null
);
create index sign_in_failures_by_time on sign_in_failures (last_at);

-- Programs that wait for a person to let them in (RFC 8628).
create table device_logins (
  id              bigint generated always as identity primary key,
  device_hash     bytea not null unique,
  user_code_hash  bytea not null unique,
  client          text not null,
  address         text not null,
  user_id         bigint references namespaces on delete cascade,
  denied          boolean not null default false,
  interval_s      int not null,
  polled_at       timestamptz,
  ends_at         timestamptz not null
);
create index device_logins_by_end on device_logins (ends_at);

-- A family begins with a device login; the access token of the family is replaced with each refresh.
create table refresh_tokens (
  token_hash       bytea primary key,
  family           uuid not null,
  user_id          bigint not null references namespaces on delete cascade,
  access_token_id  bigint references access_tokens on delete cascade,
  client           text not null,
  used             boolean not null default false,
  ends_at          timestamptz not null
);
create index refresh_tokens_by_family on refresh_tokens (family);
create index refresh_tokens_by_token on refresh_tokens (access_token_id);
create index refresh_tokens_by_user on refresh_tokens (user_id);
create index refresh_tokens_by_end on refresh_tokens (ends_at);

-- Signing in by address needs it to name one person.
create index namespaces_by_email on namespaces (lower(email)) where kind = 'user';
