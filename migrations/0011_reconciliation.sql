-- What the ESP counts of a campaign beside what Homing holds, and why the two differ.

-- One line a campaign: how it stands now, for the list over all campaigns, worst first.
create table reconciliation (
  workspace_id integer not null references workspace (id),
  campaign_id integer not null references campaign (id),
  -- 0 agrees · 1 every difference has a lasting reason · 2 waits for late news · 3 unexplained.
  severity smallint not null check (severity between 0 and 3),
  -- What nobody can explain, summed over the metrics.
  unexplained integer not null default 0,
  checked_at timestamptz not null,
  -- Since when the severity has been this.
  since timestamptz not null,
  primary key (workspace_id, campaign_id)
);

-- The results of one metric, one line a change. For two days every change is kept, after that the
-- last of each day. checked_at is when this very result was last found.
create table reconciliation_result (
  workspace_id integer not null references workspace (id),
  campaign_id integer not null references campaign (id),
  metric text not null,
  at timestamptz not null,
  checked_at timestamptz not null,
  -- The ESP's own total, and when it counted.
  esp integer not null,
  esp_at timestamptz not null,
  -- The figure as Homing shows it, and what Homing holds when it counts as the ESP does.
  local integer not null,
  comparable integer not null,
  -- [{ "reason": "machine", "count": 12 }, ...]: they add up to esp - local.
  parts jsonb not null,
  severity smallint not null check (severity between 0 and 3),
  since timestamptz not null,
  -- The most the ESP ever counted: what it took back is this less esp.
  esp_peak integer not null,
  primary key (workspace_id, campaign_id, metric, at)
);

-- The kept counts of a campaign proved against its events: the last proof.
create table ledger_proof (
  workspace_id integer not null references workspace (id),
  campaign_id integer not null references campaign (id),
  at timestamptz not null,
  -- Recipients that were read again from their events, of how many; less than all in a sample.
  recipients_read integer not null,
  recipients integer not null,
  -- [{ "place": "recipients", "kind": "open", "ledger": 5, "kept": 4 }, ...]; empty: proved.
  mismatches jsonb not null,
  primary key (workspace_id, campaign_id)
);

-- A stream of which the ESP still counts more than it told, after it was read to its end: how often
-- that was tried, and when last. The next try waits longer each time, and in the end there is none.
create table deep_read (
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  stream text not null,
  tries integer not null,
  missing integer not null,
  last_at timestamptz not null,
  primary key (workspace_id, connection_id, stream)
);

call fence('reconciliation');
call fence('reconciliation_result');
call fence('ledger_proof');
call fence('deep_read');

revoke delete on reconciliation from homing_app;
revoke delete on ledger_proof from homing_app;
-- A result is never rewritten: it was found again, or it is history.
revoke update on reconciliation_result from homing_app;
grant update (checked_at) on reconciliation_result to homing_app;
