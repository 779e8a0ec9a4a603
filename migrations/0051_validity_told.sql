-- That nothing arrives at an address, and that it is good again, is told to the systems that keep such a
-- mark: a state like the others, beside the wishes of people and never one of them.
alter table write_back
  drop constraint write_back_kind_check,
  drop constraint write_back_wanted_check,
  drop constraint write_back_called_check,
  -- The mark that stands there is our word, as far as it is known: read again, it is no news.
  add column is_ours boolean not null default false,
  add constraint write_back_kind_check check (kind in ('consent', 'address', 'erase', 'validity')),
  -- invalid, valid: what is held of the address here.
  add constraint write_back_wanted_check check (wanted in
    ('out', 'in', 'moved', 'gone', 'invalid', 'valid')),
  add constraint write_back_called_check check (called in
    ('opt_out', 'leave', 'resubscribe', 'replace_address', 'erase', 'invalidate', 'validate')),
  add constraint write_back_validity_check check
    ((kind = 'validity') = (wanted in ('invalid', 'valid'))),
  add constraint write_back_ours_check check (kind = 'validity' or not is_ours);
-- Whether a mark that comes home with our word in it is ours.
create index write_back_mark on write_back (workspace_id, connection_id, mark)
  where kind = 'validity';

-- The system's own words for a contact nothing arrives at; none: it is told nothing of it.
alter table write_back_lane add column invalid_words text[] not null default '{}';

-- Asks for these addresses to be told as they are now, each to every system that keeps such a mark, or to
-- one of them. Told as invalid is whom a system may know, and nothing it says itself and nobody else
-- does; as valid, what it was told or says otherwise. What waits already, waits on: only the last state
-- counts. A failed one, and one that was told before, begins anew.
create function ask_validity(of_workspace integer, address_ids integer[],
  of_connection integer default null) returns integer language sql
  set enable_hashjoin = on as $$
  with asked as (
    insert into write_back as w (workspace_id, connection_id, address_id, kind, wanted, is_single,
      caused_at, due_at)
    select of_workspace, l.connection_id, a.id, 'validity',
      case when a.is_valid then 'valid' else 'invalid' end, false,
      clock_timestamp(), clock_timestamp()
    from unnest(address_ids) as i (id)
    join address a on a.workspace_id = of_workspace and a.id = i.id and a.kind = 'email'
      and a.erased_at is null
    join write_back_lane l on l.workspace_id = of_workspace and l.invalid_words <> '{}'
      and l.connection_id = coalesce(of_connection, l.connection_id)
    join connection c on c.workspace_id = of_workspace and c.id = l.connection_id
      and c.deleted_at is null
    left join contact k on k.workspace_id = of_workspace and k.connection_id = l.connection_id
      and k.address_id = a.id and k.gone_at is null
    where case
      when a.is_valid then a.suppressed_by = l.connection_id or k.permission = any (l.invalid_words)
        or exists (select from write_back o where o.workspace_id = of_workspace
          and o.connection_id = l.connection_id and o.address_id = a.id and o.kind = 'validity')
      else (a.soft_invalid_at is not null
          or coalesce(a.bounced_at >= coalesce(a.confirmed_at, '-infinity'), false)
          or a.suppressed_by <> l.connection_id)
        and (l.contacts_read_at is null or k.address_id is not null or exists (
          select from person_address u
          join crm_record r on r.workspace_id = of_workspace and r.person_id = u.person_id
            and r.connection_id = l.connection_id and r.deleted_at is null
          where u.workspace_id = of_workspace and u.address_id = a.id and u.ended_at is null)) end
    order by l.connection_id, a.id
    on conflict (workspace_id, connection_id, address_id, kind, topic_id) do update set
      wanted = excluded.wanted, version = w.version + 1, status = 'waiting',
      caused_at = excluded.caused_at, due_at = excluded.due_at, tries = 0,
      next_try_at = '-infinity', outcome = '', who_must_act = null, acknowledged_at = null,
      settled_at = null
      where w.status <> 'waiting' or w.wanted <> excluded.wanted
    returning 1
  ) select count(*)::integer from asked
$$;

-- Validity is written by several statements, which stay as they are: whichever changes it, or brings a
-- later reason for it, asks.
create function ask_changed_validity() returns trigger language plpgsql
  set enable_hashjoin = on as $$
begin
  if not exists (select from write_back_lane l
    where l.workspace_id = (select workspace_id from address_now limit 1)
      and l.invalid_words <> '{}') then
    return null;
  end if;
  perform ask_validity(c.workspace_id, c.ids)
  from (
    select n.workspace_id, array_agg(n.id order by n.id) as ids
    from address_now n join address_before b on b.workspace_id = n.workspace_id and b.id = n.id
    where n.is_valid <> b.is_valid
      or (not n.is_valid and (n.bounced_at, n.suppressed_at, n.soft_invalid_at)
        is distinct from (b.bounced_at, b.suppressed_at, b.soft_invalid_at))
      -- Confirmed once more: what a system says against it is older now.
      or (n.is_valid and n.confirmed_at is distinct from b.confirmed_at)
    group by n.workspace_id
  ) c;
  return null;
end $$;
create trigger ask_changed_validity after update on address
  referencing old table as address_before new table as address_now
  for each statement execute function ask_changed_validity();
