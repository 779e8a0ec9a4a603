-- A vendor may state outside any campaign that it writes to an address no more, as nothing arrives
-- there: the newest such statement, and which connection's vendor made it. It makes the address
-- invalid as a hard bounce does, until a person confirms the address. No event tells of it, so
-- what is made of events (bounced_*, soft_*) stays apart.
alter table address
  add column suppressed_at timestamptz,
  add column suppressed_by integer,
  -- Its indexes go with it, and come again.
  drop column is_valid;
alter table address
  add column is_valid boolean not null generated always as (soft_invalid_at is null
    and (bounced_at is null or (confirmed_at is not null and confirmed_at > bounced_at))
    and (suppressed_at is null or (confirmed_at is not null and confirmed_at > suppressed_at)))
    stored;
create index address_invalid on address (workspace_id, id) where not is_valid;
create index address_closed on address (workspace_id, id)
  where kind <> 'email' or not is_valid or erased_at is not null;
