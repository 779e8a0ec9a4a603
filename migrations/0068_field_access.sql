-- Which fields of feedback each role sees, where an administrator chose otherwise than it ships
-- (src/accounts/fields/). Administrators see everything.

create table field_access (
  workspace_id integer not null references workspace (id),
  role text not null check (role in ('manager', 'editor', 'viewer')),
  -- One of FIELDS. Not checked here: a field that is no more leaves a row that says nothing.
  field text not null check (length(field) between 1 and 40),
  is_visible boolean not null,
  primary key (workspace_id, role, field)
);
call fence('field_access');
