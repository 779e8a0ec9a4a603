-- Why a vendor's budget is closed, as the vendor's connector says it: whoever finds it closed tells
-- the reason, whichever worker ran into it. Of no account: the budget is shared by all workspaces.
alter table pace add column blocked_why text;

-- Which key the secrets here are sealed with: its fingerprint, which tells it from others and nothing
-- about it. One row; the application has no right to it.
create table key_in_use (
  is_only boolean primary key default true check (is_only),
  fingerprint text not null,
  since timestamptz not null default now()
);
revoke all on key_in_use from homing_app;
