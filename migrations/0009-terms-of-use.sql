-- Terms of use, and how far a repo is opened. See docs/terms.md.

-- opening: who may know the repo at all, and whether its bytes are served. embargo_until: contents are closed until then.
-- terms_page: who may see the page under the terms in force, copied here by the trigger below so that lists know it.
alter table repos
  add column opening        text not null default 'final' check (opening in ('draft', 'beta', 'final', 'withdrawn')),
  add column embargo_until  timestamptz,
  add column opening_reason text,
  add column terms_page     text not null default 'all'
    check (terms_page in ('all', 'approved', 'members', 'admins'));

-- Each step with who took it and why. Rows are only added.
create table opening_steps (
  id             bigint generated always as identity primary key,
  repo_id        bigint not null references repos on delete cascade,
  from_state     text not null,
  to_state       text not null,
  embargo_until  timestamptz,
  reason         text,
  actor_id       bigint references namespaces on delete set null,
  at             timestamptz not null
);
create index opening_steps_by_repo on opening_steps (repo_id, id);
create index opening_steps_by_actor on opening_steps (actor_id);

-- Versions of the terms of a repo; the newest is in force. Rows are only added. A row that does not say who may see the
-- page shows it to administrators only.
create table repo_terms (
  repo_id   bigint not null references repos on delete cascade,
  version   int not null check (version > 0),
  document  jsonb not null,
  page      text not null default 'admins',
  set_by    bigint references namespaces on delete set null,
  set_at    timestamptz not null,
  primary key (repo_id, version)
);
create index repo_terms_by_setter on repo_terms (set_by);

create function terms_make_page() returns trigger language plpgsql as $$
begin
  update repos set terms_page = new.page
   where id = new.repo_id
     and not exists (select from repo_terms t where t.repo_id = new.repo_id and t.version > new.version);
  return null;
end $$;
create trigger terms_make_page after insert on repo_terms for each row execute function terms_make_page();

-- The catalogue has copies of what decides who may see a repo.
alter table catalogue
  add column opening    text not null default 'final',
  add column terms_page text not null default 'all';
create or replace function catalogue_follows_repo() returns trigger language plpgsql as $$
begin
  update catalogue
     set namespace_id = new.namespace_id, name = new.name, visibility = new.visibility, disabled = new.disabled,
         downloads = new.downloads, created_at = new.created_at, modified_at = new.modified_at,
         opening = new.opening, terms_page = new.terms_page
   where repo_id = new.id;
  return null;
end $$;
drop trigger catalogue_follows_repo on repos;
create trigger catalogue_follows_repo
  after update of namespace_id, name, visibility, disabled, downloads, created_at, modified_at, opening, terms_page on repos
  for each row execute function catalogue_follows_repo();

-- What somebody else than the person says of them. (0007 makes the same table.)
create table if not exists person_attributes (
  user_id      bigint not null references namespaces on delete cascade,
  name         text not null check (name in ('country', 'affiliation')),
  value        text not null,
  asserted_by  text not null,
  at           timestamptz not null,
  primary key (user_id, name)
);

-- What was asked for, what the approval in force is for, and since when it is.
alter table access_requests
  add column purpose          text,
  add column granted_purpose  text,
  add column granted_at       timestamptz;
alter table access_requests_before
  add column purpose          text,
  add column granted_purpose  text,
  add column granted_at       timestamptz;
update access_requests set granted_at = coalesce(decided_at, requested_at) where granted_until is not null;

-- What people say they did with the data. Rows are only added.
create table use_reports (
  id        bigint generated always as identity primary key,
  repo_id   bigint not null references repos on delete cascade,
  user_id   bigint not null references namespaces on delete cascade,
  content   text not null,
  filed_at  timestamptz not null
);
create index use_reports_by_repo on use_reports (repo_id, id);
create index use_reports_by_person on use_reports (user_id, repo_id, filed_at);
