-- What earlier releases left undone is made up for once.

-- Opt-outs that became known of an address after somebody's use of it had ended are that person's. What came so
-- before they were carried at once is carried by a task a firm, in portions, while everything else goes on.
alter table task drop constraint task_kind_check;
alter table task add constraint task_kind_check check (kind in
  ('retry', 'ignore', 'reopen', 'read_receipts', 'judge_addresses', 'match_links', 'carry_opt_outs'));

-- Migrations run outside any workspace's fence, which holds for the owner, too: 0047 and 0048 did not lower it, and
-- on a server whose owner is no superuser what they were to fill stayed empty.
alter table task no force row level security;
alter table person_address no force row level security;
alter table push no force row level security;
alter table push_item no force row level security;
alter table contact no force row level security;
alter table person no force row level security;
alter table field_change no force row level security;
alter table crm_record no force row level security;
alter table campaign_audience no force row level security;
alter table campaign_draft no force row level security;

insert into task (workspace_id, kind, title, ask, total, started_by)
select workspace_id, 'carry_opt_outs', '', '{}', count(distinct address_id), 'Homing'
from person_address where ended_at is not null
group by workspace_id;

-- Only what was there when 0047 and 0048 came can have been missed. What a contact was told before is put beneath what it
-- was told since.
update contact k set told = t.told || k.told
from (
  select p.workspace_id, p.connection_id, i.address_id,
    jsonb_object_agg(c.change ->> 'fieldId', c.change ->> 'after' order by i.id) as told
  from push p
  join push_item i on i.workspace_id = p.workspace_id and i.push_id = p.id
  cross join lateral jsonb_array_elements(i.changes) as c (change)
  where greatest(p.created_at, i.settled_at)
      < (select applied_at from migration where name = '0047_owners_of_fields.sql')
    and i.verb = 'tell' and i.status = 'done' and c.change ->> 'before' <> c.change ->> 'after'
  group by p.workspace_id, p.connection_id, i.address_id
) t
where k.workspace_id = t.workspace_id and k.connection_id = t.connection_id
  and k.address_id = t.address_id and k.told <> t.told || k.told;

-- What the CRM said last of a person; whatever it said since 0047 names every field, the empty ones, too.
update crm_record r set said = s.said
from (
  select k.workspace_id, k.connection_id, k.module, k.external_id,
    jsonb_object_agg(v.field, v.value) as said
  from crm_record k
  join person p on p.workspace_id = k.workspace_id and p.id = k.person_id
  cross join lateral (values ('name', p.name), ('first_name', p.first_name),
    ('last_name', p.last_name), ('job_title', p.job_title), ('phone', p.phone),
    ('city', p.city), ('country', p.country)) as v (field, value)
  where k.said = '{}' and 'crm:' || k.connection_id = coalesce((select c.written_by
    from field_change c where c.workspace_id = p.workspace_id and c.person_id = p.id
      and c.field = v.field order by c.id desc limit 1), p.made_by)
  group by k.workspace_id, k.connection_id, k.module, k.external_id
) s
where r.workspace_id = s.workspace_id and r.connection_id = s.connection_id
  and r.module = s.module and r.external_id = s.external_id;

-- Pushes that filled a campaign's list, and when its lists are to be looked at again.
update campaign_audience set push_ids = push_id || push_ids
where push_id is not null and push_id <> all (push_ids);
update campaign_audience u set look_again_at = d.send_at - interval '15 minutes'
from campaign_draft d
where d.workspace_id = u.workspace_id and d.campaign_id = u.campaign_id and d.wishes = u.wishes
  and d.wish = 'scheduled' and u.step = 'compared' and u.look_again_at is null
  and u.read_at < (select applied_at from migration where name = '0048_second_look.sql')
  and u.read_at < d.send_at - interval '15 minutes' and d.send_at > now();

alter table task force row level security;
alter table person_address force row level security;
alter table push force row level security;
alter table push_item force row level security;
alter table contact force row level security;
alter table person force row level security;
alter table field_change force row level security;
alter table crm_record force row level security;
alter table campaign_audience force row level security;
alter table campaign_draft force row level security;
