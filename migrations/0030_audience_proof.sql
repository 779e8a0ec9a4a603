-- Audience proof: whom a campaign made here was meant for, frozen when it is scheduled; whom its ESP held
-- before it was sent; and so, with the ledger, what became of each. No row holds a word of anybody.

-- To whom it goes, if not to lists of the ESP: {lists: [id], without: [id], topicId}, lists of ours.
alter table campaign_draft add column whom jsonb;

-- What the firm wants held before a campaign is sent. Who must not get it is held whatever stands here.
create table audience_policy (
  workspace_id integer primary key references workspace (id),
  -- The ESP's lists hold somebody who was not chosen.
  hold_strangers boolean not null default true,
  -- Somebody who was chosen is not on the ESP's lists.
  hold_missing boolean not null default false
);

create table campaign_audience (
  workspace_id integer not null references workspace (id),
  campaign_id integer not null,
  -- The wish of the campaign it was frozen for: another schedule freezes anew.
  wishes integer not null,
  source text not null check (source in ('service_lists', 'own_lists')),
  -- The topics its lists stand for.
  topics integer[] not null default '{}',
  -- What is to be done next; compared: nothing, it was held against what the ESP holds.
  step text not null check (step in ('freeze', 'fill', 'fill_wait', 'read', 'compared')),
  frozen_at timestamptz,
  -- How far the reading of the ESP's lists is: which reading, which of the lists, from where.
  reading integer not null default 1,
  reading_place integer not null default 0,
  reading_cursor text,
  -- When they had been read to their end; null: never, or the connector cannot.
  read_at timestamptz,
  -- Somebody sends it all the same, whatever strangers and missing there are, and says why.
  allowed_by text,
  allowed_reason text not null default '',
  allowed_at timestamptz,
  -- The list that is made for it at the ESP, that it was asked for, and the push that fills it.
  list_id integer,
  list_called_at timestamptz,
  push_id integer,
  -- Since when somebody who must not get it is known to be among them.
  noticed_at timestamptz,
  -- Why Homing took back its schedule.
  taken_back text not null default '',
  primary key (workspace_id, campaign_id),
  foreign key (workspace_id, campaign_id) references campaign_draft (workspace_id, campaign_id)
    on delete cascade,
  foreign key (workspace_id, list_id) references list (workspace_id, id),
  foreign key (workspace_id, push_id) references push (workspace_id, id)
);

-- One who was chosen: meant to get it, or skipped with exactly one reason.
create table campaign_target (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  campaign_id integer not null,
  person_id integer,
  -- Null: has none in use.
  address_id integer,
  -- A word of a list of ours (src/audience/reasons.ts); empty: meant to get it.
  reason text not null default '',
  -- The reason came after the freezing.
  late_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaign_audience (workspace_id, campaign_id)
    on delete cascade,
  foreign key (workspace_id, person_id) references person (workspace_id, id)
    on delete set null (person_id),
  foreign key (workspace_id, address_id) references address (workspace_id, id)
);
create index campaign_target_of on campaign_target (workspace_id, campaign_id, id);
create index campaign_target_address on campaign_target (workspace_id, campaign_id, address_id);
create index campaign_target_person on campaign_target (workspace_id, person_id)
  where person_id is not null;
create index campaign_target_of_address on campaign_target (workspace_id, address_id);

-- Who was on the lists it goes to, as the ESP was last read before it was sent.
create table campaign_member (
  workspace_id integer not null references workspace (id),
  campaign_id integer not null,
  address_id integer not null,
  -- The ESP would send to it.
  is_mailable boolean not null,
  -- The reading that saw it last.
  reading integer not null,
  primary key (workspace_id, campaign_id, address_id),
  foreign key (workspace_id, campaign_id) references campaign_audience (workspace_id, campaign_id)
    on delete cascade,
  foreign key (workspace_id, address_id) references address (workspace_id, id)
);
create index campaign_member_address on campaign_member (workspace_id, address_id);

call fence('audience_policy');
call fence('campaign_audience');
call fence('campaign_target');
call fence('campaign_member');
