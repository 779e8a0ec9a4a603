-- Campaigns that are made here: what the firm wishes the ESP to hold, and how far that has come. Name,
-- subject and sender stand in campaign, as those of every campaign do.

create table campaign_draft (
  workspace_id integer not null references workspace (id),
  campaign_id integer not null,
  -- Which ESP it is sent with; null: not chosen yet.
  connection_id integer,
  description text not null default '',
  preheader text not null default '',
  reply_to text not null default '',
  html text not null default '',
  -- What this ESP wants of a campaign besides, as its connector's schema says.
  fields jsonb not null default '{}',
  -- The ESP's lists it shall go to: [{id, name}], the name as it was when it was chosen.
  lists jsonb not null default '[]',
  -- Grows with every change: two people never overwrite each other unseen.
  version integer not null default 1,
  -- What the ESP shall come to. kept: nothing, it is only written here yet.
  wish text not null default 'kept'
    check (wish in ('kept', 'drafted', 'scheduled', 'unscheduled', 'discarded')),
  -- Grows with every wish, so that a turn that began before it does not settle it.
  wishes integer not null default 0,
  -- When it shall be sent; null with the wish scheduled: at once.
  send_at timestamptz,
  -- waiting: a worker has something to do. failed: somebody is needed.
  telling text not null default 'idle' check (telling in ('idle', 'waiting', 'failed')),
  -- The last version the ESP was seen to hold, read back.
  told_version integer not null default 0,
  -- Begun last, and when: it may have been taken even where no answer came.
  create_called_at timestamptz,
  schedule_called_at timestamptz,
  -- As it was read back last.
  held_at timestamptz,
  held_status text check (held_status in
    ('draft', 'scheduled', 'sending', 'sent', 'error', 'removed', 'gone')),
  held_send_at timestamptz,
  -- Where the ESP's differs from ours: [{field, here, there}].
  differences jsonb not null default '[]',
  -- How often its draft had to be replaced by another, and those that are still to be taken away.
  replaced integer not null default 0,
  to_remove text[] not null default '{}',
  tries integer not null default 0,
  next_try_at timestamptz not null default '-infinity',
  outcome text not null default '',
  remedy text not null default '',
  who_must_act text check (who_must_act in ('you', 'vendor', 'homing')),
  lease_owner text,
  lease_until timestamptz,
  -- When its sending is looked at next.
  look_at timestamptz,
  made_by text not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (workspace_id, campaign_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete cascade,
  foreign key (workspace_id, connection_id) references connection (workspace_id, id),
  check (wish = 'kept' or wish = 'discarded' or connection_id is not null)
);
create index campaign_draft_due on campaign_draft (workspace_id, next_try_at)
  where telling = 'waiting';
create index campaign_draft_look on campaign_draft (workspace_id, look_at) where look_at is not null;
create index campaign_draft_made on campaign_draft (workspace_id, connection_id)
  where create_called_at is not null;

call fence('campaign_draft');
