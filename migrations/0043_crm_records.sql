-- Which person or organization a CRM's record is: whom its news concerns, and whom ours is told of.
create table crm_record (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  -- The CRM's own name of it: Contacts.
  module text not null,
  external_id text not null,
  person_id integer,
  organization_id integer,
  -- By the CRM's clock: the next walk begins at the newest of them.
  changed_at timestamptz not null,
  -- When the CRM was found to have it no longer. Nothing else follows from that.
  deleted_at timestamptz,
  primary key (workspace_id, connection_id, module, external_id),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id),
  foreign key (workspace_id, person_id) references person (workspace_id, id) on delete cascade,
  foreign key (workspace_id, organization_id)
    references organization (workspace_id, id) on delete cascade,
  check (num_nonnulls(person_id, organization_id) = 1)
);
create index crm_record_person on crm_record (workspace_id, person_id) where person_id is not null;
create index crm_record_organization on crm_record (workspace_id, organization_id)
  where organization_id is not null;
-- Whether another CRM knows somebody by the same id.
create index crm_record_external on crm_record (workspace_id, external_id);
create index crm_record_changed on crm_record (workspace_id, connection_id, module, changed_at);
call fence('crm_record');

-- Since when the walk of the cursor was asked for what changed.
alter table stream
  add column since timestamptz;

alter table person drop constraint person_origin_check;
alter table person add constraint person_origin_check
  check (origin in ('import', 'esp', 'user', 'api', 'crm'));

alter table sync_schedule drop constraint sync_schedule_kind_check;
alter table sync_schedule add constraint sync_schedule_kind_check
  check (kind in ('opt_outs', 'people', 'totals', 'activities', 'lists', 'contacts'));
alter table run drop constraint run_kinds_check;
alter table run add constraint run_kinds_check check (cardinality(kinds) > 0
  and kinds <@ array['opt_outs', 'people', 'totals', 'activities', 'lists', 'contacts']);
