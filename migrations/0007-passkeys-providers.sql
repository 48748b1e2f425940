-- Signing in with a passkey or at a provider of OpenID Connect. See docs/passkeys-and-providers.md.

-- A sign-in (or registration) that has begun: what its second half must prove. The browser holds a secret in a cookie;
-- only its hash is here, and the row is taken out when it is used.
create table sign_in_challenges (
  hash        bytea primary key,
  kind        text not null,
  -- of whoever began it, so that nobody fills the table
  address     text not null,
  payload     jsonb not null,
  expires_at  timestamptz not null
);
create index sign_in_challenges_by_end on sign_in_challenges (expires_at);
create index sign_in_challenges_by_address on sign_in_challenges (address, expires_at);

create table passkeys (
  id             bigint generated always as identity primary key,
  user_id        bigint not null references namespaces on delete cascade,
  credential_id  bytea not null unique,
  -- COSE
  public_key     bytea not null,
  -- the host that it is for
  rp_id          text not null,
  -- of signatures, as the authenticator counts them; 0: it does not count
  counter        bigint not null,
  transports     text[] not null default '{}',
  name           text not null,
  backed_up      boolean not null,
  created_at     timestamptz not null,
  last_used_at   timestamptz
);
create index passkeys_by_user on passkeys (user_id, id);

-- Who a provider says somebody is. Found by issuer and subject only, never by e-mail address.
create table identities (
  id            bigint generated always as identity primary key,
  user_id       bigint not null references namespaces on delete cascade,
  issuer        text not null,
  subject       text not null,
  email         text,
  claims        jsonb not null default '{}',
  created_at    timestamptz not null,
  last_used_at  timestamptz not null,
  unique (issuer, subject)
);
create index identities_by_user on identities (user_id, id);

-- What is known of a person for policies. asserted_by: 'administrator', or the issuer that said so.
create table person_attributes (
  user_id      bigint not null references namespaces on delete cascade,
  name         text not null check (name in ('country', 'affiliation')),
  value        text not null,
  asserted_by  text not null,
  at           timestamptz not null,
  primary key (user_id, name)
);
