-- How long a question took the last time, where that was long, beside what the planner took it to
-- cost: what the next time is foretold from. The question itself is not here, only its hash.

create table view_pace (
  workspace_id integer not null references workspace (id),
  -- SHA-256 of the definition with its values and the part that was asked.
  question bytea not null,
  cost double precision not null,
  ms integer not null,
  measured_at timestamptz not null,
  primary key (workspace_id, question)
);
create index view_pace_old on view_pace (workspace_id, measured_at);
call fence('view_pace');
