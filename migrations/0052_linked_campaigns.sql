-- A campaign of the CRM's own can be chosen instead of having one made; what the CRM was told is
-- counted as it is written; and whom the CRM comes to know waits to be looked at.

alter table told_campaign
  -- Chosen by a person: external_id is then the CRM's own campaign, and its name is the CRM's.
  add column is_linked boolean not null default false,
  add column link_name text not null default '',
  -- Grows whenever another campaign of the CRM is chosen after something was told: everything is
  -- told anew to that one, and whoever began before does not settle it.
  add column turn integer not null default 0,
  -- What the campaign that was made there was last called.
  add column told_name text,
  add column told_subject text,
  -- Rows of told_recipient by how they stand, kept by count_told().
  add column done_count integer not null default 0,
  add column waiting_count integer not null default 0,
  add column failed_count integer not null default 0,
  add column last_told_at timestamptz,
  -- Recipients walked through by the comparison under way, or by the last one.
  add column looked_recipients integer not null default 0;

alter table told_recipient add column turn integer not null default 0;

-- Addresses of people whom the CRM came to know after campaigns had been compared.
create table told_newcomer (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  address_id integer not null,
  primary key (workspace_id, connection_id, address_id),
  foreign key (workspace_id, connection_id) references activity_lane (workspace_id, connection_id),
  foreign key (workspace_id, address_id) references address (workspace_id, id) on delete cascade
);
create index told_newcomer_address on told_newcomer (workspace_id, address_id);
call fence('told_newcomer');

-- Whichever statement changes how targets stand, the count of their campaign follows in the same
-- transaction: once a statement, and of several campaigns always in one order.
create function count_told() returns trigger language plpgsql as $$
declare
  changed record;
begin
  -- Only the tables that the trigger of this event has are read.
  for changed in execute format($query$
    select workspace_id, connection_id, campaign_id,
      sum(n) filter (where status = 'done') as done,
      sum(n) filter (where status = 'waiting') as waiting,
      sum(n) filter (where status = 'failed') as failed
    from (%s) c group by 1, 2, 3 order by 1, 2, 3 $query$,
    case tg_op
      when 'INSERT' then 'select *, 1 as n from told_now'
      when 'DELETE' then 'select *, -1 as n from told_before'
      else 'select *, 1 as n from told_now union all select *, -1 from told_before'
    end)
  loop
    continue when coalesce(changed.done, 0) = 0 and coalesce(changed.waiting, 0) = 0
      and coalesce(changed.failed, 0) = 0;
    update told_campaign set done_count = done_count + coalesce(changed.done, 0),
      waiting_count = waiting_count + coalesce(changed.waiting, 0),
      failed_count = failed_count + coalesce(changed.failed, 0)
    where workspace_id = changed.workspace_id and connection_id = changed.connection_id
      and campaign_id = changed.campaign_id;
  end loop;
  return null;
end $$;
create trigger count_told_new after insert on told_recipient
  referencing new table as told_now for each statement execute function count_told();
create trigger count_told_changed after update on told_recipient
  referencing old table as told_before new table as told_now
  for each statement execute function count_told();
create trigger count_told_gone after delete on told_recipient
  referencing old table as told_before for each statement execute function count_told();

-- Whoever waits for a place of a system that takes few requests at once is the next: how urgent it
-- is, until when that holds unless it asks again, and how many more urgent ones went before it.
alter table pace
  add column waiting uuid,
  add column waiting_urgency smallint not null default 0,
  add column waiting_until timestamptz,
  add column passed integer not null default 0;

-- Migrations run outside any workspace's fence.
alter table told_campaign no force row level security;
alter table told_recipient no force row level security;
alter table campaign no force row level security;
update told_campaign t set done_count = n.done, waiting_count = n.waiting, failed_count = n.failed,
  last_told_at = n.last
from (
  select workspace_id, connection_id, campaign_id,
    count(*) filter (where status = 'done') as done,
    count(*) filter (where status = 'waiting') as waiting,
    count(*) filter (where status = 'failed') as failed, max(told_at) as last
  from told_recipient group by 1, 2, 3
) n
where n.workspace_id = t.workspace_id and n.connection_id = t.connection_id
  and n.campaign_id = t.campaign_id;
update told_campaign t set told_name = c.name, told_subject = c.subject
from campaign c
where c.workspace_id = t.workspace_id and c.id = t.campaign_id and t.status = 'open';
alter table told_campaign force row level security;
alter table told_recipient force row level security;
alter table campaign force row level security;
