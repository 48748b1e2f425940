-- Discussions, likes, follows. See docs/discussions.md.

-- A pull request is a discussion with a branch to be merged into: they share numbers, texts and lists.
alter table pull_requests rename to discussions;
alter table discussions alter column base_ref drop not null;
alter table discussions drop constraint pull_requests_author_id_fkey;
alter table discussions add foreign key (author_id) references namespaces on delete set null;
alter table discussions
  -- an error in data: where it is
  add column report        jsonb,
  -- SHA-256 of what was sent, to know a request that is sent again
  add column request_hash  bytea,
  -- how much is in it, all versions of its comments counted; both are bounded
  add column event_count   int not null default 0,
  add column text_bytes    int not null default 0;
create index discussions_by_author on discussions (author_id);

-- For processes of the version before, which know this name.
create view pull_requests as
  select repo_id, num, title, author_id, base_ref, status, created_at from discussions where base_ref is not null;

-- What happened in a discussion, in order of id; the first is its description. A comment that is hidden has no text.
create table discussion_events (
  id          bigint generated always as identity primary key,
  public_id   text not null unique default replace(gen_random_uuid()::text, '-', ''),
  repo_id     bigint not null,
  num         int not null,
  type        text not null check (type in ('comment', 'status-change', 'title-change', 'commit')),
  author_id   bigint references namespaces on delete set null,
  created_at  timestamptz not null,
  content     text,
  edited_at   timestamptz,
  edited_by   bigint references namespaces on delete set null,
  -- of what is no comment
  data        jsonb,
  foreign key (repo_id, num) references discussions (repo_id, num) on delete cascade
);
create index discussion_events_by_discussion on discussion_events (repo_id, num, id);
create index discussion_events_by_author on discussion_events (author_id);
create index discussion_events_by_editor on discussion_events (edited_by) where edited_by is not null;

-- Texts that a comment had before it was edited.
create table comment_versions (
  id          bigint generated always as identity primary key,
  event_id    bigint not null references discussion_events on delete cascade,
  content     text not null,
  written_at  timestamptz not null,
  author_id   bigint references namespaces on delete set null
);
create index comment_versions_by_event on comment_versions (event_id, id);
create index comment_versions_by_author on comment_versions (author_id);

-- The count is a column of repos, as `downloads` is; the catalogue reads it there and keeps no copy.
alter table repos add column discussions_disabled boolean not null default false;
alter table repos add column likes bigint not null default 0;
create index repos_by_likes on repos (likes desc, id desc);
create table likes (
  id        bigint generated always as identity,
  repo_id   bigint not null references repos on delete cascade,
  user_id   bigint not null references namespaces on delete cascade,
  liked_at  timestamptz not null,
  primary key (repo_id, user_id)
);
create index likes_by_repo on likes (repo_id, id desc);
create index likes_by_user on likes (user_id, id desc);
-- A trigger, so that likes of a deleted user are taken off, too.
create function count_likes() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update repos set likes = likes + 1 where id = new.repo_id;
  else
    update repos set likes = likes - 1 where id = old.repo_id;
  end if;
  return null;
end $$;
create trigger count_likes after insert or delete on likes for each row execute function count_likes();

-- Users who follow a user or an organisation.
create table follows (
  id           bigint generated always as identity,
  follower_id  bigint not null references namespaces on delete cascade,
  followed_id  bigint not null references namespaces on delete cascade,
  followed_at  timestamptz not null,
  primary key (follower_id, followed_id),
  check (follower_id <> followed_id)
);
create index follows_by_follower on follows (follower_id, id desc);
create index follows_by_followed on follows (followed_id, id desc);
