-- What a push did is read back from what changed at the ESP since its first job, where that is fewer calls
-- than reading its lists: a small change of a long list costs by the change, and not by the list.

-- When the ESP took the job, by its own clock: what changed since is asked for by that.
alter table push_job add column taken_at timestamptz;

alter table push
  -- How far the changes were read.
  add column changes_cursor text,
  -- When they were read to their end; each push reads them once.
  add column changes_read_at timestamptz;
