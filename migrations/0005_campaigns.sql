create table campaign (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  name text not null,
  subject text not null default '',
  from_name text not null default '',
  from_address text not null default '',
  status text not null check (status in ('draft', 'scheduled', 'sending', 'sent', 'error', 'removed')),
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- When feedback was last asked for and answered in full: the "as of" of every figure.
  as_of timestamptz,
  -- The ESP's own totals, as it last told them: { sent, opens, uniqueOpens, ... }.
  esp_totals jsonb,
  esp_totals_at timestamptz
);
create index campaign_sent on campaign (workspace_id, sent_at desc nulls last, id desc);

-- A campaign is known elsewhere by one or several ids: the ESP's campaign, and each of its
-- activities (the primary mailing, a resend).
create table campaign_identity (
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  kind text not null check (kind in ('campaign', 'activity')),
  external_id text not null,
  campaign_id integer not null references campaign (id),
  role text not null default '',
  primary key (workspace_id, connection_id, kind, external_id)
);
create index campaign_identity_campaign on campaign_identity (workspace_id, campaign_id);

-- An address is known at an ESP by a contact's id; a contact deleted and made again has another.
create table contact_identity (
  workspace_id integer not null references workspace (id),
  connection_id integer not null references connection (id),
  address_id integer not null references address (id) on delete cascade,
  external_id text not null,
  primary key (workspace_id, connection_id, address_id, external_id)
);

create table link (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  url text not null,
  url_hash uuid not null generated always as (md5(url)::uuid) stored,
  unique (workspace_id, url_hash)
);

call fence('campaign');
call fence('campaign_identity');
call fence('contact_identity');
call fence('link');
