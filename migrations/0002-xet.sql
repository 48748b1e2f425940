-- Content that came by the Xet protocol: packs of chunks (xorbs) and recipes (xet files) that join chunks to files.
-- Xet hashes are 32 raw bytes. See docs/storage-format.md, "Chunks".

-- whole: the bytes are a file of the store. Else, or as well, the recipe xet_hash gives them.
alter table blobs add column whole boolean not null default true;
alter table blobs add column xet_hash bytea;
-- When the hub last looked whether chunks would take less space than the whole.
alter table blobs add column packed_at timestamptz;
create index blobs_unpacked on blobs (stored_at) where whole and xet_hash is null and packed_at is null;

-- Versions of a file, from either side; files that were only added are not in these.
create index commit_changes_by_new on commit_changes (repo_id, new_oid) where old_oid is not null and new_oid is not null;
create index commit_changes_by_old on commit_changes (repo_id, old_oid) where old_oid is not null and new_oid is not null;

-- The packed bytes of a xorb are the blob sha256. chunk_index: 40 bytes a chunk (hash, length, end in the xorb).
-- leased_at: when somebody last sent it, used it or was told of it; garbage collection waits from then.
create table xorbs (
  hash         bytea primary key,
  sha256       bytea not null references blobs,
  chunk_index  bytea not null,
  leased_at    timestamptz not null default now()
);
alter table xorbs alter column chunk_index set storage external;
create index xorbs_by_sha256 on xorbs (sha256);

-- Who sent which xorb to which repo: the right to use it there before a commit.
create table sent_xorbs (
  repo_id  bigint not null references repos on delete cascade,
  user_id  bigint not null references namespaces on delete cascade,
  xorb     bytea not null references xorbs on delete cascade,
  sent_at  timestamptz not null default now(),
  primary key (user_id, xorb, repo_id)
);
create index sent_xorbs_by_xorb on sent_xorbs (xorb);

-- A recipe, checked: its terms (48 bytes each) give exactly the content sha256.
create table xet_files (
  hash           bytea primary key,
  sha256         bytea not null references blobs on delete cascade,
  size           bigint not null,
  terms          bytea not null,
  registered_at  timestamptz not null default now()
);
create index xet_files_by_sha256 on xet_files (sha256);

-- Which chunks of which xorb a recipe uses. ranges: pairs of u16 (first, end), ascending.
create table xet_file_xorbs (
  xorb    bytea not null references xorbs,
  file    bytea not null references xet_files on delete cascade,
  ranges  bytea not null,
  primary key (xorb, file)
);
create index xet_file_xorbs_by_file on xet_file_xorbs (file);

-- Chunks that a deduplication query may name: one in 1,024, and the first of each file.
create table xet_chunks (
  chunk  bytea not null,
  xorb   bytea not null references xorbs on delete cascade,
  primary key (chunk, xorb)
);
create index xet_chunks_by_xorb on xet_chunks (xorb);
