-- The figures of people are told to a CRM in fields of the firm's own, which a person chose. The wish is
-- what told_recipient holds of a record, added up, less what stands here.

alter table activity_lane
  -- By module, in which field each figure stands; nothing: they are not told.
  add column figure_fields jsonb not null default '{}',
  -- Behind which record the walk goes on that a choice of fields asks for; null: none is under way.
  add column figures_after text[],
  -- The CRM has shown what was told in these fields: before that one record is told, not thousands.
  add column figures_shown boolean not null default false,
  -- Why nothing is told in these fields until a person chooses again.
  add column figures_fault text not null default '';

-- One record of the CRM, of whose person something is to be told, or was.
create table told_figures (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  module text not null,
  record_id text not null,
  -- What stands in which field, as far as the CRM has been told: numbers, moments as epoch milliseconds.
  told jsonb not null default '{}',
  -- Grows with each wish: what came while it was told goes on waiting.
  version integer not null default 1,
  status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
  told_at timestamptz,
  tries integer not null default 0,
  next_try_at timestamptz not null default '-infinity',
  outcome text not null default '',
  who_must_act text check (who_must_act in ('you', 'vendor', 'homing')),
  primary key (workspace_id, connection_id, module, record_id),
  foreign key (workspace_id, connection_id) references activity_lane (workspace_id, connection_id)
) with (fillfactor = 85);
create index told_figures_waiting on told_figures (workspace_id, connection_id, next_try_at)
  where status = 'waiting';
create index told_figures_failed on told_figures (workspace_id, connection_id)
  where status = 'failed';
call fence('told_figures');

-- All that was told of a record, whatever the campaign.
create index told_recipient_record on told_recipient (workspace_id, connection_id, module, record_id);

-- Whichever comparison finds more of what targets did asks for the figures of their records: opens,
-- clicks, forwards, bounces and opt-outs, the second to the sixth of ACTIVITY_KINDS. Of whom none of it is
-- known nothing is told.
create function ask_figures() returns trigger language plpgsql as $$
begin
  if not exists (select from activity_lane
    where workspace_id = (select workspace_id from told_now limit 1) and figure_fields <> '{}') then
    return null;
  end if;
  -- Only the tables that the trigger of this event has are read.
  execute format($query$
    insert into told_figures as f (workspace_id, connection_id, module, record_id)
    select distinct n.workspace_id, n.connection_id, n.module, n.record_id
    from (%s) n
    join activity_lane l on l.workspace_id = n.workspace_id and l.connection_id = n.connection_id
      and l.figure_fields ? n.module
    where 0 < any (n.wanted[2:6])
    order by 1, 2, 3, 4
    on conflict (workspace_id, connection_id, module, record_id) do update set
      version = f.version + 1, status = 'waiting', tries = 0, next_try_at = '-infinity',
      outcome = '', who_must_act = null $query$,
    case tg_op
      when 'INSERT' then 'select * from told_now'
      else 'select n.* from told_now n join told_before b on b.workspace_id = n.workspace_id
        and b.connection_id = n.connection_id and b.campaign_id = n.campaign_id
        and b.address_id = n.address_id
        where n.wanted[2:6] <> b.wanted[2:6]
          or (n.module, n.record_id) <> (b.module, b.record_id)'
    end);
  return null;
end $$;

create trigger ask_figures_new after insert on told_recipient
  referencing new table as told_now for each statement execute function ask_figures();
create trigger ask_figures_changed after update on told_recipient
  referencing old table as told_before new table as told_now
  for each statement execute function ask_figures();
