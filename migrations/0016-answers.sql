-- How many requests were answered, by hour and class of status (2: 200 to 299, ...). For the administrators' page; who asked
-- for what is not in it.
create table answers_hourly (
  hour      timestamptz not null,
  class     smallint not null check (class between 1 and 5),
  requests  bigint not null,
  ms        bigint not null,
  primary key (hour, class)
);
