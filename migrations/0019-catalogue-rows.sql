-- How many rows the tables of a repo have, where all may know it; null: not known, or not for all.
alter table catalogue add column num_rows bigint;
