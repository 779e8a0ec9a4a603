-- What the owners of a field need to know: what a contact was told, and what a CRM last said.

-- What Homing last told of the contact, by the ESP's own ids of the fields: only this is ever emptied
-- there, and none of it comes home as news.
alter table contact add column told jsonb not null default '{}';
update contact k set told = t.told
from (
  select p.workspace_id, p.connection_id, i.address_id,
    jsonb_object_agg(c.change ->> 'fieldId', c.change ->> 'after' order by i.id) as told
  from push_item i
  join push p on p.workspace_id = i.workspace_id and p.id = i.push_id
  cross join lateral jsonb_array_elements(i.changes) as c (change)
  where i.verb = 'tell' and i.status = 'done'
    and c.change ->> 'before' <> c.change ->> 'after'
  group by p.workspace_id, p.connection_id, i.address_id
) t
where k.workspace_id = t.workspace_id and k.connection_id = t.connection_id
  and k.address_id = t.address_id;

-- What the CRM last said of the person, by field: a field it owns is filled with it, and what it
-- said and says no more is emptied here. Of records that came before this, what the CRM was the
-- last to write.
alter table crm_record add column said jsonb not null default '{}';
update crm_record r set said = s.said
from (
  select k.workspace_id, k.connection_id, k.module, k.external_id,
    jsonb_object_agg(v.field, v.value) as said
  from crm_record k
  join person p on p.workspace_id = k.workspace_id and p.id = k.person_id
  cross join lateral (values ('name', p.name), ('first_name', p.first_name),
    ('last_name', p.last_name), ('job_title', p.job_title), ('phone', p.phone),
    ('city', p.city), ('country', p.country)) as v (field, value)
  where 'crm:' || k.connection_id = coalesce((select c.written_by from field_change c
    where c.workspace_id = p.workspace_id and c.person_id = p.id and c.field = v.field
    order by c.id desc limit 1), p.made_by)
  group by k.workspace_id, k.connection_id, k.module, k.external_id
) s
where r.workspace_id = s.workspace_id and r.connection_id = s.connection_id
  and r.module = s.module and r.external_id = s.external_id;
