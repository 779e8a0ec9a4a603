-- The inbox of problems, mends, tasks, and what tracing needs to find receipts.

-- A longer piece of work on many records that somebody set in motion: deciding a whole group of
-- problems, reading old receipts again. Done in bounded batches, each one transaction with its
-- place, so that a worker may die anywhere and the next goes on.
create table task (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  kind text not null check (kind in ('retry', 'ignore', 'reopen', 'read_receipts')),
  -- In words, with the number: "Ignore 1,204 problems: ...".
  title text not null,
  ask jsonb not null,
  status text not null default 'queued'
    check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
  done integer not null default 0,
  total integer not null,
  -- The last id a batch ended with; the next begins after it.
  place integer not null default 0,
  -- What came of it, counted by name: { "resolved": 12, "still open": 3 }.
  outcome jsonb not null default '{}',
  message text,
  started_by text not null,
  cancel_asked boolean not null default false,
  lease_until timestamptz,
  epoch integer not null default 0,
  queued_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz
);
create index task_open on task (workspace_id, id) where status in ('queued', 'running');
revoke delete on task from homing_app;

alter table problem
  -- Problems of one cause that the same must act on: a group of the inbox.
  add column group_key uuid not null
    generated always as (md5(cause || E'\n' || who_must_act)::uuid) stored,
  -- What record is: a row as the vendor told it, or an event or opt-out as it was read.
  add column record_form text check (record_form in ('row', 'event', 'opt_out')),
  -- The record itself, whatever page tells it: a mend is found by it.
  add column record_hash uuid,
  -- The record without its fault, where the rest tells it apart: a later reading that succeeds has
  -- the same, and ends the problem.
  add column record_key uuid,
  -- Who tries again: the connection's next run, or a reading of its receipt at next_try_at.
  add column retried_by text check (retried_by in ('run', 'reading')),
  add column tries integer not null default 1,
  add column next_try_at timestamptz,
  add column decided_by text,
  add column decided_at timestamptz,
  add column task_id integer references task (id);
create index problem_group on problem (workspace_id, status, group_key, id);
create index problem_receipt on problem (workspace_id, receipt_id) where status = 'open';
create index problem_record on problem (workspace_id, connection_id, record_key)
  where status = 'open' and record_key is not null;
create index problem_due on problem (workspace_id, next_try_at)
  where status = 'open' and next_try_at is not null;
create index problem_task on problem (workspace_id, task_id) where task_id is not null;

-- A value that a person put right in a record that could not be read. The receipt stays as it
-- came; whoever reads the record, from whichever page, finds the mend by the record's hash.
create table mend (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  problem_id integer not null references problem (id),
  record_form text not null check (record_form in ('row', 'event', 'opt_out')),
  record_hash uuid not null,
  field text not null,
  was text not null,
  became text not null,
  mended_by text not null,
  mended_at timestamptz not null,
  unique (workspace_id, connection_id, record_form, record_hash, field)
);
create index mend_problem on mend (workspace_id, problem_id);
revoke update, delete on mend from homing_app;

create index receipt_connection on receipt (workspace_id, connection_id, id);
create index receipt_run on receipt (workspace_id, run_id, id);

call fence('task');
call fence('mend');
