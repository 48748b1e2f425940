-- Most requests in a window of rate limits by others than members. null and 0: no limit.
alter table quotas add column requests bigint check (requests >= 0);
