-- Who is on a campaign's lists is looked at once more right before it is sent; the list that was made for a
-- campaign is removed at its ESP after it was sent; and whoever came to be skipped since a campaign was scheduled is
-- looked for when something has moved, not every minute.

alter table audience_policy
  -- The second look could not be made in time: it is not sent.
  add column hold_unlooked boolean not null default true,
  -- The lists made for campaigns stay at the ESP.
  add column keep_lists boolean not null default false;

alter table campaign_audience
  -- When its lists are to be read once more before it is sent; null: not at all.
  add column look_again_at timestamptz,
  -- When it was too late for that.
  add column look_missed_at timestamptz,
  -- How many there were when somebody sent it all the same; null: as many as there are.
  add column allowed_strangers integer,
  add column allowed_missing integer,
  -- Every push that filled its list or put it right.
  add column push_ids integer[] not null default '{}',
  -- The list that was made for it is gone at the ESP; or why it was left there.
  add column list_removed_at timestamptz,
  add column list_kept text not null default '',
  add column list_tries integer not null default 0,
  add column list_try_at timestamptz not null default '-infinity',
  -- Something has moved that says whom may be written to, since it was last looked for the late.
  add column has_moved boolean not null default true,
  add column late_looked_at timestamptz not null default '-infinity';
create index campaign_audience_made on campaign_audience (workspace_id, list_try_at)
  where list_id is not null and list_removed_at is null and list_kept = '';

update campaign_audience set push_ids = array[push_id] where push_id is not null;

-- What is scheduled already is looked at again too.
update campaign_audience u set look_again_at = d.send_at - interval '15 minutes'
from campaign_draft d
where d.workspace_id = u.workspace_id and d.campaign_id = u.campaign_id and d.wishes = u.wishes
  and d.wish = 'scheduled' and u.step = 'compared' and u.read_at < d.send_at - interval '15 minutes';

-- Something moved in a firm that says whom may be written to. Every statement that can make somebody be skipped
-- leaves a row, in its own transaction, so that whoever sees the row sees what moved; whoever looked takes it away.
create table standing_moved (
  id integer generated always as identity,
  workspace_id integer not null references workspace (id),
  primary key (workspace_id, id)
);
call fence('standing_moved');

create function note_standing_moved() returns trigger language plpgsql as $$
begin
  insert into standing_moved (workspace_id)
  select homing_workspace() where homing_workspace() is not null;
  return null;
end $$;

create trigger standing_moved after insert or delete on consent_fact
  for each statement execute function note_standing_moved();
create trigger standing_moved after update of is_valid, erased_at, kind on address
  for each statement execute function note_standing_moved();
create trigger standing_moved after insert or update or delete on person_address
  for each statement execute function note_standing_moved();
create trigger standing_moved after update of merged_into on person
  for each statement execute function note_standing_moved();
create trigger standing_moved after insert or update or delete on person_list
  for each statement execute function note_standing_moved();
create trigger standing_moved after insert or delete on person_list_member
  for each statement execute function note_standing_moved();
create trigger standing_moved after insert or update or delete on topic_mapping
  for each statement execute function note_standing_moved();
create trigger standing_moved after insert or update on topic
  for each statement execute function note_standing_moved();
create trigger standing_moved after insert or update on consent_policy
  for each statement execute function note_standing_moved();
create trigger standing_moved after insert or delete on seed_address
  for each statement execute function note_standing_moved();
