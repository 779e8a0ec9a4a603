-- Vendors that limit how often tokens may be asked for: when each was, of the last hour.
alter table connection
  add column token_calls timestamptz[] not null default '{}';

-- Vendors that do not say in which order a report's rows stand: how many there were when the pass
-- that read them began. As long as there are as many, nothing came.
alter table stream
  add column total integer check (total >= 0);
