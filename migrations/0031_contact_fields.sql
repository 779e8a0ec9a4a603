-- What an ESP's contact has besides its name: which field is filled from where, and what it holds.

-- The mapping of a connection, as it was saved: each saving is a version, the highest is in force, and
-- an earlier one is brought back by saving it again.
create table contact_mapping (
  workspace_id integer not null references workspace (id),
  connection_id integer not null,
  version integer not null check (version > 0),
  rules jsonb not null,
  -- Changed details go out after each read of the contacts.
  sends_changes boolean not null,
  made_by text not null,
  made_at timestamptz not null,
  -- The version it brings back.
  restored integer,
  primary key (workspace_id, connection_id, version),
  foreign key (workspace_id, connection_id) references connection (workspace_id, id)
);
revoke update, delete on contact_mapping from homing_app;
call fence('contact_mapping');

-- Values of the other fields by the ESP's own ids of them.
alter table contact add column details jsonb not null default '{}';
alter table staged_contact add column details jsonb not null default '{}';

-- A push may tell the details of who is on a list already: nobody comes onto it or goes from it.
alter table push drop constraint push_cause_check;
alter table push add constraint push_cause_check
  check (cause in ('memberships', 'selection', 'details'));
alter table push_item drop constraint push_item_verb_check;
alter table push_item add constraint push_item_verb_check
  check (verb in ('add', 'remove', 'tell'));
alter table push_job drop constraint push_job_verb_check;
alter table push_job add constraint push_job_verb_check
  check (verb in ('put_on', 'put_known_on', 'take_off', 'tell'));
-- What is told of the contact: of each field its id and label, what it holds and what it shall hold.
alter table push_item add column changes jsonb;
create unique index push_item_told on push_item (workspace_id, push_id, address_id)
  where verb = 'tell';
-- When it was last looked whether they are on their lists still, right before they are told.
alter table push add column looked_at timestamptz;
