-- What a push did is read back from what changed at the ESP since its first job, where that is fewer calls
-- than reading its lists: a small change of a long list costs by the change, and not by the list.

-- When the ESP took the job, by its own clock: what changed since is asked for by that.
alter table push_job add column taken_at timestamptz;

alter table push
  -- How far the changes were read.
  add column changes_cursor text,
  -- When they were read to their end; each push reads them once.
  add column changes_read_at timestamptz;

-- complained_address says of each address what was said at it, of a fax number too. A person has complained
-- of mail where it was said at an e-mail address, or by themselves of mail: consent/may-write.ts says the same.
create or replace view complained_person with (security_invoker = true) as
  select pa.workspace_id, pa.person_id
  from complained_address c
  join address a on a.workspace_id = c.workspace_id and a.id = c.address_id and a.kind = 'email'
  join person_address pa on pa.workspace_id = c.workspace_id and pa.address_id = c.address_id
  where pa.ended_at is null
  union
  select p.workspace_id, coalesce(p.merged_into, p.id) as person_id
  from consent_fact c
  join person p on p.workspace_id = c.workspace_id and p.id = c.person_id
  where c.cause = 'complaint' and not c.opted_in and c.scope = 'everything'
    and (c.channel is null or c.channel = 'email')
    and not exists (
      select from consent_fact l
      where l.workspace_id = c.workspace_id and l.person_id = c.person_id and l.opted_in
        and l.is_explicit and l.scope = 'everything' and l.occurred_at > c.occurred_at
        and (l.channel is null or l.channel = 'email'));
