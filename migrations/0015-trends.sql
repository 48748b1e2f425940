-- What is asked for these days, and what was opened lately. See docs/catalogue.md.

-- Renewed by a job (src/stores/metadata/trends.ts); the catalogue reads it here, as it does with likes.
alter table repos add column trend bigint not null default 0;
create index repos_by_trend on repos (trend desc, id desc);
create index likes_by_time on likes (liked_at);
create index usage_daily_by_day on usage_daily (day);

-- When a repo was last opened further by somebody: to beta or final. null: it never was.
alter table repos add column opened_at timestamptz;
update repos r set opened_at = (select max(s.at) from opening_steps s
  where s.repo_id = r.id and s.to_state in ('beta', 'final') and s.to_state <> s.from_state);
create index repos_by_opening on repos (opened_at desc, id desc) where opened_at is not null;
create function note_opening() returns trigger language plpgsql as $$
begin
  update repos set opened_at = new.at where id = new.repo_id;
  return null;
end $$;
create trigger note_opening after insert on opening_steps
  for each row when (new.to_state in ('beta', 'final') and new.to_state <> new.from_state) execute function note_opening();
