-- Organisations: four roles, teams, people from outside, invitations, transfers; names. See docs/organisations.md.

alter table memberships drop constraint memberships_role_check;
alter table memberships add constraint memberships_role_check check (role in ('read', 'contributor', 'write', 'admin'));

alter table namespaces add column members_public boolean not null default true;
-- whoever is suspended can do nothing; null: nobody has
alter table namespaces add column suspended_at timestamptz;
-- the name as foldName() of core/names.ts writes it: two names of one folding are not told apart by people
alter table namespaces add column folded text
  generated always as (regexp_replace(lower(name), '[-_.]+', '-', 'g')) stored;
create index namespaces_by_folded on namespaces (folded);

-- Names of accounts that are gone; nobody gets them again, since links, tokens and clones still speak of them.
create table retired_names (
  folded      text primary key,
  name        text not null,
  kind        text not null,
  retired_at  timestamptz not null
);

alter table pull_requests drop constraint pull_requests_author_id_fkey;
alter table pull_requests add constraint pull_requests_author_id_fkey
  foreign key (author_id) references namespaces on delete set null;
create index pull_requests_by_author on pull_requests (author_id);

-- A contributor writes to what they created themselves. Not known for repos that are older than this column.
alter table repos add column creator_id bigint references namespaces on delete set null;
create index repos_by_creator on repos (creator_id);
create index repos_by_namespace on repos (namespace_id);
alter table repos add constraint repos_in_namespace unique (id, namespace_id);

create table teams (
  id          bigint generated always as identity primary key,
  org_id      bigint not null references namespaces on delete cascade,
  name        text not null,
  created_at  timestamptz not null,
  unique (id, org_id)
);
create unique index teams_by_name on teams (org_id, lower(name));

-- Only members of the organisation; whoever leaves it leaves its teams.
create table team_members (
  team_id  bigint not null,
  org_id   bigint not null,
  user_id  bigint not null,
  primary key (team_id, user_id),
  foreign key (team_id, org_id) references teams (id, org_id) on delete cascade,
  foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade
);
create index team_members_by_user on team_members (user_id, org_id);

-- Only repos of the organisation: a repo that leaves it must leave its teams first.
create table team_repos (
  team_id  bigint not null,
  org_id   bigint not null,
  repo_id  bigint not null,
  role     text not null check (role in ('read', 'write', 'admin')),
  primary key (repo_id, team_id),
  foreign key (team_id, org_id) references teams (id, org_id) on delete cascade,
  foreign key (repo_id, org_id) references repos (id, namespace_id) on delete cascade
);
create index team_repos_by_team on team_repos (team_id, repo_id);

create table repo_collaborators (
  repo_id  bigint not null references repos on delete cascade,
  user_id  bigint not null references namespaces on delete cascade,
  role     text not null check (role in ('read', 'write', 'admin')),
  primary key (repo_id, user_id)
);
create index repo_collaborators_by_user on repo_collaborators (user_id, repo_id);

-- Every role that somebody has in one repo, and not by their role in its namespace.
create view repo_shares as
  select user_id, repo_id, role from repo_collaborators
  union all
  select m.user_id, r.repo_id, r.role from team_members m join team_repos r on r.team_id = m.team_id;

-- For a user, or for whoever holds the secret that was sent to an address. Only the secret's SHA-256 is kept.
create table invitations (
  id           uuid primary key default gen_random_uuid(),
  org_id       bigint not null references namespaces on delete cascade,
  user_id      bigint references namespaces on delete cascade,
  email        text,
  role         text not null check (role in ('read', 'contributor', 'write', 'admin')),
  secret_hash  bytea,
  -- null: the operator of the hub
  invited_by   bigint references namespaces on delete cascade,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  check ((user_id is null) <> (email is null)),
  check ((email is null) = (secret_hash is null))
);
create unique index invitations_by_user on invitations (org_id, user_id) where user_id is not null;
create unique index invitations_by_email on invitations (org_id, lower(email)) where email is not null;
create index invitations_of_user on invitations (user_id, created_at) where user_id is not null;
create index invitations_by_inviter on invitations (invited_by) where invited_by is not null;

-- A repo that is offered to another owner; one offer a repo.
create table repo_transfers (
  id          uuid primary key default gen_random_uuid(),
  repo_id     bigint not null unique,
  from_id     bigint not null,
  to_id       bigint not null references namespaces on delete cascade,
  name        text not null,
  offered_by  bigint references namespaces on delete cascade,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  foreign key (repo_id, from_id) references repos (id, namespace_id) on delete cascade
);
create index repo_transfers_by_target on repo_transfers (to_id, created_at);
create index repo_transfers_by_offerer on repo_transfers (offered_by) where offered_by is not null;
