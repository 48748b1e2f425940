-- Quotas, rate limits, metering and vouchers. See docs/quotas.md.

-- Counted in the quota of its repo: a commit of a user refers to it. What the hub derives is not.
alter table git_blobs add column charged boolean not null default false;
update git_blobs g set charged = true
  where not exists (select 1 from repo_blobs r where r.repo_id = g.repo_id and r.sha256 = g.lfs_sha256 and r.derived);

-- Sums over charged git blobs, changed in the transaction that changes these. Locked in this order: repo, namespace.
create table repo_usage (
  repo_id       bigint primary key references repos on delete cascade,
  namespace_id  bigint not null references namespaces on delete cascade,
  bytes         bigint not null default 0,
  files         bigint not null default 0
);
create index repo_usage_by_namespace on repo_usage (namespace_id);
create table namespace_usage (
  namespace_id  bigint primary key references namespaces on delete cascade,
  bytes         bigint not null default 0,
  files         bigint not null default 0
);
insert into repo_usage (repo_id, namespace_id, bytes, files)
  select r.id, r.namespace_id, coalesce(sum(coalesce(g.lfs_size, g.size)), 0), count(g.oid)
    from repos r left join git_blobs g on g.repo_id = r.id and g.charged group by r.id;
insert into namespace_usage (namespace_id, bytes, files)
  select namespace_id, sum(bytes), sum(files) from repo_usage group by namespace_id;

-- Limits of one namespace or repo. null: the hub's setting holds; 0: no limit.
create table quotas (
  id            bigint generated always as identity primary key,
  namespace_id  bigint unique references namespaces on delete cascade,
  repo_id       bigint unique references repos on delete cascade,
  storage       bigint check (storage >= 0),
  files         bigint check (files >= 0),
  egress_day    bigint check (egress_day >= 0),
  egress_month  bigint check (egress_month >= 0),
  check ((namespace_id is null) <> (repo_id is null))
);

-- Requests of a window of rate limits, by all processes. Lost in a crash of the database, which loses five minutes of counting.
create unlogged table rate_counts (
  key       text not null,
  "window"  bigint not null,
  count     bigint not null,
  primary key (key, "window")
);
create index rate_counts_by_window on rate_counts ("window");

-- Traffic by repo, day (UTC), class of user and kind. No reference to repos: the sums of a namespace outlive them.
create table usage_daily (
  day           date not null,
  namespace_id  bigint not null,
  repo_id       bigint not null,
  who           text not null check (who in ('anonymous', 'user', 'member')),
  kind          text not null,
  requests      bigint not null,
  bytes_out     bigint not null,
  bytes_in      bigint not null,
  sql_ms        bigint not null,
  primary key (repo_id, day, kind, who, namespace_id)
);
create index usage_daily_by_namespace on usage_daily (namespace_id, day);

-- Time of queries that needed no voucher, by who asked and day (UTC). Addresses in it are forgotten the next day.
create table sql_free (
  day    date not null,
  payer  text not null,
  ms     bigint not null,
  primary key (day, payer)
);

-- A budget that an administrator gave to a user or an organisation. Columns and ledger say the same:
-- spent = settled, reserved = what is reserved and open.
create table vouchers (
  id            bigint generated always as identity primary key,
  namespace_id  bigint not null references namespaces on delete cascade,
  kind          text not null check (kind in ('storage', 'egress', 'sql')),
  budget        bigint not null check (budget > 0),
  spent         bigint not null default 0 check (spent >= 0),
  reserved      bigint not null default 0 check (reserved >= 0),
  granted_by    bigint references namespaces on delete set null,
  note          text not null default '',
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  revoked_at    timestamptz,
  check (spent + reserved <= budget)
);
create index vouchers_by_namespace on vouchers (namespace_id, kind, expires_at);

-- A 'reserve' is open until it is closed by a 'settle' (what was used) and a 'release' (what was not).
create table voucher_entries (
  id          bigint generated always as identity primary key,
  voucher_id  bigint not null references vouchers on delete cascade,
  at          timestamptz not null,
  act         text not null check (act in ('reserve', 'settle', 'release')),
  amount      bigint not null check (amount >= 0),
  of          bigint references voucher_entries,
  reason      text not null,
  reference   text not null,
  deadline    timestamptz,
  closed_at   timestamptz
);
create index voucher_entries_by_voucher on voucher_entries (voucher_id, id);
create index voucher_entries_open on voucher_entries (deadline) where act = 'reserve' and closed_at is null;
