-- What a CRM is told of campaigns and of what their targets did. The wish is never written down by
-- whoever causes it: it is what recipients were counted to have done, less what was told.

-- Of two arrays of one length, the greater in each place.
create function greater_each(integer[], integer[]) returns integer[]
  language sql immutable strict parallel safe
  return (select array_agg(greatest(one, other) order by place)
    from unnest($1, $2) with ordinality as t (one, other, place));

-- One a connection whose connector can be told.
create table activity_lane (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  -- Marks of campaigns and targets are made from it: two Homings at one CRM do not meet.
  mark_space uuid not null default gen_random_uuid(),
  is_on boolean not null default true,
  -- Kinds a person does not want told. What was told of them before stays.
  off_kinds text[] not null default '{}',
  -- Campaigns sent before are not told.
  since timestamptz not null,
  lease_owner text,
  lease_until timestamptz,
  paused_until timestamptz,
  fault text not null default '',
  fault_who text check (fault_who in ('you', 'vendor', 'homing')),
  primary key (workspace_id, connection_id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);
revoke delete on activity_lane from homing_app;

create table told_campaign (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  campaign_id integer not null,
  -- The CRM's own id; null: it is not open there yet.
  external_id text,
  status text not null default 'waiting' check (status in ('waiting', 'open', 'failed')),
  tries integer not null default 0,
  next_try_at timestamptz not null default '-infinity',
  outcome text not null default '',
  who_must_act text check (who_must_act in ('you', 'vendor', 'homing')),
  opened_at timestamptz,
  -- Of its recipients: when they were last compared to the end, what had been counted when the last
  -- comparison began, and behind which address it goes on; null: none is under way.
  looked_at timestamptz,
  looked_events bigint,
  looked_human bigint,
  looking_after integer,
  -- How many did each kind, as the CRM was last told; and what it is to be told.
  totals integer[],
  told_totals integer[],
  primary key (workspace_id, connection_id, campaign_id),
  foreign key (workspace_id, connection_id) references activity_lane (workspace_id, connection_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete cascade
);
create index told_campaign_campaign on told_campaign (workspace_id, campaign_id);

-- One recipient whom the CRM knows.
create table told_recipient (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  campaign_id integer not null,
  address_id integer not null,
  -- Whose record it is: once something was told of it, it stays.
  module text not null,
  record_id text not null,
  -- How often each kind happened, in the order of the connectors' ACTIVITY_KINDS.
  wanted integer[] not null,
  told integer[] not null default '{0,0,0,0,0,0,0}',
  status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
  -- A call was begun: something of it may be there.
  begun_at timestamptz,
  told_at timestamptz,
  tries integer not null default 0,
  next_try_at timestamptz not null default '-infinity',
  outcome text not null default '',
  who_must_act text check (who_must_act in ('you', 'vendor', 'homing')),
  primary key (workspace_id, connection_id, campaign_id, address_id),
  foreign key (workspace_id, connection_id, campaign_id)
    references told_campaign (workspace_id, connection_id, campaign_id) on delete cascade,
  foreign key (workspace_id, address_id) references address (workspace_id, id) on delete cascade
) with (fillfactor = 85);
create index told_recipient_waiting on told_recipient (workspace_id, connection_id, campaign_id, next_try_at)
  where status = 'waiting';
create index told_recipient_failed on told_recipient (workspace_id, connection_id, campaign_id)
  where status = 'failed';
create index told_recipient_address on told_recipient (workspace_id, address_id);

call fence('activity_lane');
call fence('told_campaign');
call fence('told_recipient');
