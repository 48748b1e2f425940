-- For how many days a person asked for access; null: they named none.
alter table access_requests add column asked_days integer check (asked_days between 1 and 3650);
alter table access_requests_before add column asked_days integer;
