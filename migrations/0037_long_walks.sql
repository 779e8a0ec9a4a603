-- Which run moved a stream's cursor last: a walk that was asked to be deep goes on within its own run,
-- however many turns that takes, and begins anew in another.
alter table stream
  add column moved_by integer;
