-- Freshness, alarms, and what is told outside: mails to users and webhooks to other systems.

-- When the ledger last learnt something of a campaign: the number of its events was another one at
-- the look before. Looked at once a minute, so exact to a minute.
create table campaign_news (
  workspace_id integer not null references workspace (id),
  campaign_id integer not null references campaign (id) on delete cascade,
  events bigint not null,
  learnt_at timestamptz not null,
  primary key (workspace_id, campaign_id)
);

-- Which worker looked last, by the database's clock: a workspace is looked at once a minute at most.
create table alarm_look (
  workspace_id integer primary key references workspace (id),
  looked_at timestamptz not null
);

-- One alarm is one episode of one rule about one subject ("connection:3").
--   open ──cause gone──▶ resting ──long enough──▶ settled
--     ▲                    │ cause is back: the same alarm, and nobody is told again
--     └────────────────────┘
create table alarm (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  rule text not null,
  subject text not null,
  connection_id integer references connection (id) on delete cascade,
  campaign_id integer references campaign (id) on delete cascade,
  endpoint_id integer,
  severity text not null check (severity in ('at_risk', 'broken')),
  sentence text not null,
  next_step text not null,
  who_must_act text not null check (who_must_act in ('you', 'vendor', 'homing')),
  -- When it gets worse by itself: the day the vendor drops what is not here yet.
  due_at timestamptz,
  since timestamptz not null,
  -- Null while the cause lasts.
  cleared_at timestamptz,
  -- Null until it has been quiet for long; a cause that comes back after that is a new alarm.
  settled_at timestamptz,
  -- How often the cause came back in this episode: each time it has to be quiet for longer.
  returns integer not null default 0,
  silenced_until timestamptz,
  silenced_by text,
  primary key (workspace_id, id)
);
create unique index alarm_one_episode on alarm (workspace_id, rule, subject)
  where settled_at is null;
create index alarm_newest on alarm (workspace_id, id desc);
revoke delete on alarm from homing_app;

-- What a user wants by e-mail; without a row, administrators hear at once and others nothing.
create table notification_choice (
  workspace_id integer not null,
  user_id text not null,
  email text not null check (email in ('none', 'at_once', 'daily')),
  -- When a daily mail was last thought of, whether or not there was anything to say.
  digest_at timestamptz not null,
  primary key (workspace_id, user_id),
  foreign key (workspace_id, user_id) references membership on delete cascade
);

-- Mails to users, written in the transaction that causes them. The address is looked up when it is
-- sent: a user who has left meanwhile is not written to.
create table mail (
  id integer generated always as identity,
  workspace_id integer not null,
  user_id text not null,
  -- The Message-ID's left part: the same on every try, so that a doubled mail shows as one.
  message_id text not null,
  kind text not null check (kind in ('alarm', 'digest', 'test')),
  subject text not null,
  body text not null,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'failed')),
  tries integer not null default 0,
  next_try_at timestamptz not null,
  lease_until timestamptz,
  outcome text not null default '',
  created_at timestamptz not null,
  settled_at timestamptz,
  unique (workspace_id, message_id),
  foreign key (workspace_id, user_id) references membership on delete cascade,
  primary key (workspace_id, id)
);
create index mail_waiting on mail (workspace_id, next_try_at) where status = 'waiting';
create index mail_of_user on mail (workspace_id, user_id, id desc);
revoke update on mail from homing_app;
grant update (status, tries, next_try_at, lease_until, outcome, settled_at) on mail to homing_app;

-- Where other systems want to be told. The secret is sealed and shown once.
create table webhook_endpoint (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  name text not null check (length(name) between 1 and 200),
  url text not null,
  sealed_secret bytea,
  status text not null check (status in ('active', 'paused', 'disabled')),
  -- Failed tries since the last that went well, and when they began.
  failures integer not null default 0,
  failing_since timestamptz,
  disabled_reason text not null default '',
  disabled_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  deleted_at timestamptz,
  primary key (workspace_id, id)
);
create index webhook_endpoint_listed on webhook_endpoint (workspace_id, id)
  where deleted_at is null;
revoke delete on webhook_endpoint from homing_app;
alter table alarm add foreign key (workspace_id, endpoint_id)
  references webhook_endpoint (workspace_id, id);

-- What an endpoint must be told, written in the causing transaction; sent as often as needed under
-- one id. The body never changes, so neither does what its signature covers.
create table webhook_delivery (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  endpoint_id integer not null,
  message_id text not null,
  type text not null,
  body text not null,
  status text not null default 'waiting'
    check (status in ('waiting', 'delivered', 'failed')),
  tries integer not null default 0,
  next_try_at timestamptz not null,
  lease_until timestamptz,
  -- Of the last try: the status answered, and what happened in words.
  http_status integer,
  outcome text not null default '',
  created_at timestamptz not null,
  tried_at timestamptz,
  settled_at timestamptz,
  unique (workspace_id, endpoint_id, message_id),
  foreign key (workspace_id, endpoint_id) references webhook_endpoint (workspace_id, id),
  primary key (workspace_id, id)
);
create index webhook_delivery_waiting on webhook_delivery (workspace_id, next_try_at)
  where status = 'waiting';
create index webhook_delivery_newest on webhook_delivery (workspace_id, endpoint_id, id desc);
revoke update on webhook_delivery from homing_app;
grant update (status, tries, next_try_at, lease_until, http_status, outcome, tried_at, settled_at)
  on webhook_delivery to homing_app;

call fence('campaign_news');
call fence('alarm_look');
call fence('alarm');
call fence('notification_choice');
call fence('mail');
call fence('webhook_endpoint');
call fence('webhook_delivery');
