-- Two sessions that meet the first event of a month at once both make its partition. The look
-- beneath the lock may be answered from what the session remembers, so making it asks again.
create or replace function ensure_event_months(earliest timestamptz, latest timestamptz) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  month timestamp := date_trunc('month', earliest at time zone 'UTC');
  final timestamp := date_trunc('month', latest at time zone 'UTC');
  partition text;
begin
  if earliest < '1995-01-01Z' or latest > now() + interval '40 days' then
    raise exception 'no partition is made for events between % and %', earliest, latest;
  end if;
  while month <= final loop
    partition := 'event_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || partition) is null then
      perform pg_advisory_xact_lock(hashtext('homing event months'));
      if to_regclass('public.' || partition) is null then
        execute format('create table if not exists %I partition of event for values from (%L) to (%L)',
          partition, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
        execute format('revoke all on %I from homing_app', partition);
      end if;
    end if;
    month := month + interval '1 month';
  end loop;
end $$;
