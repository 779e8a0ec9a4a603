-- What sets of a million people are asked by: the few addresses that are not like all others are
-- left out by themselves, so that the others need not be looked at.

-- Where no e-mail arrives or goes: another kind, invalid, or its person erased.
create index address_closed on address (workspace_id, id)
  where kind <> 'email' or not is_valid or erased_at is not null;
