-- Jobs that a CRM works on by itself, and how many requests a vendor allows by its own word.

-- A job was opened at the CRM, and it is not known yet that it is over: until then nobody can say
-- what it has told, and nothing is told anew.
create table told_job (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  job_id text not null,
  begun_at timestamptz not null,
  primary key (workspace_id, connection_id, job_id),
  foreign key (workspace_id, connection_id) references activity_lane (workspace_id, connection_id)
);
call fence('told_job');

-- Requests of a day as the vendor last told, all apps together; null: it never did.
alter table pace add column told_per_day integer;
