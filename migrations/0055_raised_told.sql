-- What clicks raised by the firm's rules is told to a CRM that keeps actions and interests. The wish
-- is again the difference: what the rules raise now, less what stands here.

alter table told_campaign
  -- When what was raised was last compared to the end, of how many clicks, by which rules.
  add column raised_at timestamptz,
  add column raised_clicks bigint,
  add column raised_rules integer;

-- One thing that a recipient's clicks raised in one campaign, by whatever rules and however often.
create table told_raised (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  campaign_id integer not null,
  address_id integer not null,
  kind text not null check (kind in ('action', 'interest')),
  -- Of an action; of an interest its code.
  name text not null,
  -- The mark of the call, and whose record it is: once it was begun, they stay.
  mark uuid not null default gen_random_uuid(),
  module text not null,
  record_id text not null,
  -- The first click that raised it.
  raised_at timestamptz not null,
  status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
  -- A call was begun, whose answer nobody knows yet.
  begun_at timestamptz,
  told_at timestamptz,
  outcome text not null default '',
  who_must_act text check (who_must_act in ('you', 'vendor', 'homing')),
  primary key (workspace_id, connection_id, campaign_id, address_id, kind, name),
  foreign key (workspace_id, connection_id, campaign_id)
    references told_campaign (workspace_id, connection_id, campaign_id) on delete cascade,
  foreign key (workspace_id, address_id) references address (workspace_id, id) on delete cascade
);
create index told_raised_waiting on told_raised (workspace_id, connection_id, raised_at)
  where status = 'waiting';
create index told_raised_failed on told_raised (workspace_id, connection_id)
  where status = 'failed';
create unique index told_raised_mark on told_raised (workspace_id, connection_id, mark);
create index told_raised_address on told_raised (workspace_id, address_id);
call fence('told_raised');
