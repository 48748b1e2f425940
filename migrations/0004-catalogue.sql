-- What search reads: a row a repo, private ones too; every query asks for what its reader may see.
-- Copies of columns of repos are kept by the trigger below, so that a search needs no join over all repos.
-- Nothing indexes a column that changes often: those updates stay within their page (fillfactor) and leave the
-- indexes of words alone.

create extension if not exists pg_trgm;

create table catalogue (
  repo_id       bigint primary key references repos on delete cascade,
  type          text not null,
  namespace_id  bigint not null,
  name          text not null,
  visibility    text not null,
  disabled      boolean not null,
  downloads     bigint not null,
  created_at    timestamptz not null,
  modified_at   timestamptz not null,
  -- which rules made the row; older ones are made again
  rules         smallint not null,
  -- of 0 to 63, for counting in a part of all rows
  slot          smallint not null,
  title         text not null,
  facets        text[] not null,
  -- formats of the files, for cards that do not tell
  formats       text[] not null,
  -- words of name (A), title (B), tags (C)
  heading       tsvector not null,
  -- those, and the words of the card (D)
  document      tsvector not null,
  body          text not null
) with (fillfactor = 90, toast_tuple_target = 256);
-- Words and texts lie apart, so that counting facets reads short rows. A second process of a query takes longer to
-- start than it helps.
alter table catalogue alter heading set storage external, alter document set storage external;
alter table catalogue alter facets set storage main, alter name set storage main;
alter table catalogue set (parallel_workers = 0);

-- The words themselves. The planner believes that looking into a tsvector of thousands of words costs nothing, and would
-- read a whole text a row rather than the index; the cost of this function tells it otherwise.
create function words_of(words tsvector) returns tsvector
  language plpgsql immutable parallel safe cost 10000 as 'begin return words; end';

-- fastupdate off: a search must not read a list of what was not sorted in yet
create index catalogue_by_heading on catalogue using gin (words_of(heading)) with (fastupdate = off);
create index catalogue_by_document on catalogue using gin (words_of(document)) with (fastupdate = off);
create index catalogue_by_facet on catalogue using gin (facets) with (fastupdate = off);
create index catalogue_by_slot on catalogue (slot);

-- For lists in order of a time or of downloads; catalogue itself must not have them.
create index repos_by_change on repos (modified_at desc, id desc);
create index repos_by_making on repos (created_at desc, id desc);
create index repos_by_downloads on repos (downloads desc, id desc);

-- Every word that somebody may have meant. spelling: its letters as they are typed (Hangul by jamo).
create table catalogue_words (
  word      text collate "C" primary key,
  spelling  text not null
);
create index catalogue_words_by_spelling on catalogue_words using gin (spelling gin_trgm_ops);

create function catalogue_follows_repo() returns trigger language plpgsql as $$
begin
  update catalogue
     set namespace_id = new.namespace_id, name = new.name, visibility = new.visibility, disabled = new.disabled,
         downloads = new.downloads, created_at = new.created_at, modified_at = new.modified_at
   where repo_id = new.id;
  return null;
end $$;
create trigger catalogue_follows_repo
  after update of namespace_id, name, visibility, disabled, downloads, created_at, modified_at on repos
  for each row execute function catalogue_follows_repo();
