-- That the workspace of these rows exists follows from another key of theirs, which carries the
-- workspace: an address or a person is of one that is there. Each row that a batch writes is spared
-- a look at the workspace (a tenth of what it costs to write it).
alter table person_address drop constraint person_address_workspace_id_fkey;
alter table consent_fact drop constraint consent_fact_workspace_id_fkey;
