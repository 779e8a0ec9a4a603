-- The ledger. Receipts are what came in; events are what happened; everything below the line
-- "derived" can be dropped and made again from the events, byte for byte.

create table run (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  -- Null: everything of the connection; otherwise one campaign's feedback.
  campaign_id integer references campaign (id),
  kind text not null check (kind in ('feedback')),
  started_from text not null check (started_from in ('schedule', 'user', 'api')),
  started_by text,
  status text not null check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
  phase text not null default 'queued',
  detail text not null default '',
  steps_done integer not null default 0,
  steps_total integer,
  requests integer not null default 0,
  pages integer not null default 0,
  events_read integer not null default 0,
  events_written integer not null default 0,
  -- What was not written, by reason: { "already known": 12, ... }.
  skipped jsonb not null default '{}',
  problems integer not null default 0,
  message text,
  -- The lease: who works on this run and until when. A run whose lease has run out is taken up
  -- by the next worker; epoch fences off a worker that comes back from the dead.
  lease_owner text,
  lease_until timestamptz,
  epoch integer not null default 0,
  cancel_asked boolean not null default false,
  queued_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz
);
create index run_connection on run (workspace_id, connection_id, id desc);
-- One run a connection at a time, whoever asks for it.
create unique index run_one_open on run (workspace_id, connection_id)
  where status in ('queued', 'running');

create table receipt (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  run_id integer references run (id),
  -- How to read it: 'events' pages carry the activity and kind they were asked for.
  stream text not null,
  activity text not null default '',
  event_kind smallint not null default 0,
  body bytea not null,
  received_at timestamptz not null default now(),
  status text not null default 'pending' check (status in ('pending', 'read', 'dropped', 'parked')),
  reason text,
  reader text,
  settled_at timestamptz
);
create index receipt_pending on receipt (workspace_id, connection_id, id) where status = 'pending';
revoke update, delete on receipt from homing_app;
grant update (status, reason, reader, settled_at) on receipt to homing_app;

-- Where the pull of one stream stands: the cursor to go on from after an interruption, and what is
-- known of its completeness.
create table stream (
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  name text not null,
  cursor text,
  -- Why the cursor's pass was begun: 'newest' stops at what is known, 'deep' reads to the end.
  pass text check (pass in ('newest', 'deep')),
  completed_at timestamptz,
  deep_at timestamptz,
  primary key (workspace_id, connection_id, name)
);

create table problem (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  connection_id integer references connection (id),
  campaign_id integer references campaign (id),
  receipt_id integer references receipt (id),
  run_id integer references run (id),
  cause text not null,
  sentence text not null,
  remedy text not null default '',
  who_must_act text not null check (who_must_act in ('you', 'vendor', 'homing')),
  field text not null default '',
  record jsonb,
  -- The same record refused twice is one problem.
  fingerprint text not null,
  occurrences integer not null default 1,
  status text not null default 'open' check (status in ('open', 'ignored', 'resolved')),
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  unique (workspace_id, fingerprint)
);
create index problem_open on problem (workspace_id, id desc) where status = 'open';

-- Words that repeat: bounce codes with their class, opt-out reasons, devices and agents.
create table detail (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  kind text not null check (kind in ('bounce', 'reason', 'agent')),
  value text not null,
  class text not null default '',
  note text not null default '',
  value_hash uuid not null generated always as (md5(value)::uuid) stored,
  unique (workspace_id, kind, value_hash)
);

-- One line a happening. Narrow on purpose: about 130 bytes with both indexes. The primary key is
-- the timeline of an address; key tells apart what an address did at the same instant (a hash of
-- connection, activity, kind and link; the rest of the natural key is in the columns).
-- kind: 1 sent 2 delivered 3 open 4 click 5 forward 6 bounce 7 opt-out 8 complaint.
-- flags: 1 = the vendor gave no time, the send's was taken.
create table event (
  occurred_at timestamptz not null,
  key bigint not null,
  workspace_id integer not null,
  address_id integer not null,
  campaign_id integer not null,
  receipt_id integer not null,
  link_id integer not null default 0,
  detail_id integer not null default 0,
  agent_id integer not null default 0,
  kind smallint not null check (kind between 1 and 8),
  flags smallint not null default 0,
  primary key (workspace_id, address_id, occurred_at, key)
) partition by range (occurred_at);
create index event_campaign_kind on event (workspace_id, campaign_id, kind);
-- Events are never changed and never deleted by the application.
revoke update, delete on event from homing_app;

-- Makes the monthly partitions from one moment to another. The application may call it, but does
-- not own what it makes and cannot reach a partition except through the fenced parent.
create function ensure_event_months(earliest timestamptz, latest timestamptz) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  month timestamp := date_trunc('month', earliest at time zone 'UTC');
  final timestamp := date_trunc('month', latest at time zone 'UTC');
  partition text;
begin
  if earliest < '1995-01-01Z' or latest > now() + interval '40 days' then
    raise exception 'no partition is made for events between % and %', earliest, latest;
  end if;
  while month <= final loop
    partition := 'event_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || partition) is null then
      perform pg_advisory_xact_lock(hashtext('homing event months'));
      if to_regclass('public.' || partition) is null then
        execute format('create table %I partition of event for values from (%L) to (%L)',
          partition, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
        execute format('revoke all on %I from homing_app', partition);
      end if;
    end if;
    month := month + interval '1 month';
  end loop;
end $$;

-- derived ------------------------------------------------------------------------------------

-- Opens and clicks that no person made. An open or click without a row here was judged human.
-- class: 1 machine, 2 privacy proxy.
create table verdict (
  occurred_at timestamptz not null,
  key bigint not null,
  workspace_id integer not null,
  address_id integer not null,
  campaign_id integer not null,
  kind smallint not null,
  class smallint not null check (class in (1, 2)),
  rule_version smallint not null,
  reason text not null,
  primary key (workspace_id, address_id, occurred_at, key)
);

-- One campaign and one address.
create table recipient (
  workspace_id integer not null,
  campaign_id integer not null,
  address_id integer not null,
  sent integer not null default 0,
  delivered integer not null default 0,
  opens integer not null default 0,
  human_opens integer not null default 0,
  proxy_opens integer not null default 0,
  clicks integer not null default 0,
  human_clicks integer not null default 0,
  forwards integer not null default 0,
  bounces integer not null default 0,
  opt_outs integer not null default 0,
  complaints integer not null default 0,
  bounce_detail_id integer not null default 0,
  opt_out_detail_id integer not null default 0,
  rule_version smallint not null default 0,
  first_sent_at timestamptz,
  last_sent_at timestamptz,
  first_delivered_at timestamptz,
  last_delivered_at timestamptz,
  first_open_at timestamptz,
  last_open_at timestamptz,
  first_click_at timestamptz,
  last_click_at timestamptz,
  first_forward_at timestamptz,
  last_forward_at timestamptz,
  first_bounce_at timestamptz,
  last_bounce_at timestamptz,
  first_opt_out_at timestamptz,
  last_opt_out_at timestamptz,
  first_complaint_at timestamptz,
  last_complaint_at timestamptz,
  primary key (workspace_id, campaign_id, address_id)
) with (fillfactor = 85);
-- A log is read newest first; each recipient enters only the logs it belongs to.
create index recipient_open on recipient (workspace_id, campaign_id, first_open_at, address_id)
  where first_open_at is not null;
create index recipient_click on recipient (workspace_id, campaign_id, first_click_at, address_id)
  where first_click_at is not null;
create index recipient_forward on recipient (workspace_id, campaign_id, first_forward_at, address_id)
  where first_forward_at is not null;
create index recipient_bounce on recipient (workspace_id, campaign_id, first_bounce_at, address_id)
  where first_bounce_at is not null;
create index recipient_opt_out on recipient (workspace_id, campaign_id, first_opt_out_at, address_id)
  where first_opt_out_at is not null;
create index recipient_complaint on recipient (workspace_id, campaign_id, first_complaint_at, address_id)
  where first_complaint_at is not null;

-- One campaign, one link of it, one address.
create table recipient_link (
  workspace_id integer not null,
  campaign_id integer not null,
  link_id integer not null,
  address_id integer not null,
  clicks integer not null,
  human_clicks integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (workspace_id, campaign_id, link_id, address_id)
);
create index recipient_link_address on recipient_link (workspace_id, address_id, last_at);

-- The sums over a campaign's recipients: people are recipients with at least one, events are all.
create table campaign_count (
  workspace_id integer not null,
  campaign_id integer not null,
  kind smallint not null,
  people integer not null default 0,
  events bigint not null default 0,
  human_people integer not null default 0,
  human_events bigint not null default 0,
  proxy_people integer not null default 0,
  proxy_events bigint not null default 0,
  first_at timestamptz,
  last_at timestamptz,
  primary key (workspace_id, campaign_id, kind)
);

-- The recipients of a campaign by the code of their last bounce.
create table campaign_bounce (
  workspace_id integer not null,
  campaign_id integer not null,
  detail_id integer not null,
  people integer not null,
  primary key (workspace_id, campaign_id, detail_id)
);

create table campaign_hour (
  workspace_id integer not null,
  campaign_id integer not null,
  kind smallint not null,
  hour timestamptz not null,
  events integer not null default 0,
  machine integer not null default 0,
  proxy integer not null default 0,
  primary key (workspace_id, campaign_id, kind, hour)
);

-- consent --------------------------------------------------------------------------------------

-- Append-only. A fact is about an address (and everyone who uses it) or about a person; what holds
-- is computed from the facts, never written.
create table consent_fact (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  person_id integer references person (id),
  address_id integer references address (id),
  scope text not null check (scope in ('everything', 'topic', 'address')),
  topic_id integer,
  opted_in boolean not null,
  -- Only an explicit opt-in, given with evidence, lifts an earlier opt-out.
  is_explicit boolean not null default false,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  source text not null check (source in ('esp', 'user', 'import', 'api', 'crm')),
  connection_id integer references connection (id),
  campaign_id integer references campaign (id),
  reason text not null default '',
  evidence text not null default '',
  actor text,
  -- The same happening learnt twice is one fact.
  natural_key text not null,
  unique (workspace_id, natural_key),
  check (person_id is not null or address_id is not null)
);
create index consent_fact_address on consent_fact (workspace_id, address_id, occurred_at);
create index consent_fact_person on consent_fact (workspace_id, person_id, occurred_at)
  where person_id is not null;
revoke update, delete on consent_fact from homing_app;

-- What holds, computed from the facts (consent/decide.ts says the same rule in words, and a test
-- holds the two together): an opt-out holds until an explicit opt-in that is newer; where both
-- have the same time the opt-out holds. Facts about one topic do not count here. The views run
-- with the rights of whoever asks, so the fence holds inside them.
create view opted_out_address with (security_invoker = true) as
  select workspace_id, address_id,
    max(occurred_at) filter (where not opted_in) as opted_out_at
  from consent_fact
  where address_id is not null and scope <> 'topic'
  group by workspace_id, address_id
  having max(occurred_at) filter (where not opted_in)
    >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity');

-- A person is opted out by what is known of the person, or of any address now in use.
create view opted_out_person with (security_invoker = true) as
  select workspace_id, person_id
  from consent_fact
  where person_id is not null and scope <> 'topic'
  group by workspace_id, person_id
  having max(occurred_at) filter (where not opted_in)
    >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')
  union
  select pa.workspace_id, pa.person_id
  from opted_out_address o
  join person_address pa on pa.workspace_id = o.workspace_id and pa.address_id = o.address_id
  where pa.ended_at is null;

call fence('run');
call fence('receipt');
call fence('stream');
call fence('problem');
call fence('detail');
call fence('event');
call fence('verdict');
call fence('recipient');
call fence('recipient_link');
call fence('campaign_count');
call fence('campaign_bounce');
call fence('campaign_hour');
call fence('consent_fact');
