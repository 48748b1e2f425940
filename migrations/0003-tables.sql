-- Tables that the hub made of the files of a dataset. All of it is derived: it may be deleted and is made again.
-- See docs/tables.md. Features are json, not jsonb: the order of fields is part of them.

-- What the hub understood of one commit of main. `problems`: [{config, split, path, code, message}].
create table dataset_views (
  id           bigint generated always as identity primary key,
  repo_id      bigint not null references repos on delete cascade,
  commit       bytea not null,
  state        text not null default 'pending' check (state in ('pending', 'running', 'ready', 'failed')),
  problems     jsonb not null default '[]',
  twin         bytea,
  created_at   timestamptz not null default now(),
  beat_at      timestamptz,
  finished_at  timestamptz,
  -- statistics and search indexes are there, too
  enriched_at  timestamptz,
  unique (repo_id, commit)
);
create index dataset_views_open on dataset_views (beat_at nulls first) where enriched_at is null and state <> 'failed';

-- One split of one config. `original_bytes`: of the files it was made from.
create table view_splits (
  view_id         bigint not null references dataset_views on delete cascade,
  ordinal         int not null,
  config          text not null,
  split           text not null,
  is_default      boolean not null,
  state           text not null default 'pending' check (state in ('pending', 'ready', 'failed')),
  features        json,
  num_rows        bigint not null default 0,
  memory_bytes    bigint not null default 0,
  parquet_bytes   bigint not null default 0,
  original_bytes  bigint not null default 0,
  statistics      json,
  primary key (view_id, config, split)
);

-- The sources of a split, in order.
create table view_sources (
  view_id     bigint not null,
  config      text not null,
  split       text not null,
  ordinal     int not null,
  source_key  bytea not null,
  primary key (view_id, config, split, ordinal),
  foreign key (view_id, config, split) references view_splits on delete cascade
);

-- What became of a source: a part (and what its rows are found by), or a problem. Shared by the commits of one repo, never between repos.
create table sources (
  repo_id       bigint not null references repos on delete cascade,
  source_key    bytea not null,
  sha256        bytea references blobs,
  index_sha256  bytea references blobs,
  index_size    bigint not null default 0,
  linked        boolean not null default false,
  size          bigint not null default 0,
  num_rows      bigint not null default 0,
  memory_bytes  bigint not null default 0,
  features      json,
  problem       jsonb,
  notes         jsonb not null default '{}',
  done_at       timestamptz not null default now(),
  primary key (repo_id, source_key),
  check ((sha256 is null) = (problem is not null))
);
create index sources_by_sha256 on sources (sha256) where sha256 is not null;
create index sources_by_index on sources (index_sha256) where index_sha256 is not null;

-- Links that the twin made; they do not count as what users stored.
alter table repo_blobs add derived boolean not null default false;
