-- An erasure asks every system that knows the person to delete its contact, as a state like any other
-- that a system shall have. The row names no address, for there is none any more: the system's own ids
-- of the contact go along, sealed under the installation's secret until it is settled.
alter table write_back
  drop constraint write_back_kind_check,
  drop constraint write_back_wanted_check,
  drop constraint write_back_called_check,
  add column sealed bytea,
  add constraint write_back_kind_check check (kind in ('consent', 'address', 'erase')),
  -- gone: the system shall have no such contact.
  add constraint write_back_wanted_check check (wanted in ('out', 'in', 'moved', 'gone')),
  add constraint write_back_called_check check (called in
    ('opt_out', 'leave', 'resubscribe', 'replace_address', 'erase')),
  add constraint write_back_gone_check check ((kind = 'erase') = (wanted = 'gone')),
  add constraint write_back_sealed_check check (sealed is null or kind = 'erase');

-- When the embedded database's own files were cleaned of old row versions; null: not yet, or the files
-- are a server's, whose operator cleans them.
alter table erasure add column files_cleaned_at timestamptz;
grant update (files_cleaned_at) on erasure to homing_app;
